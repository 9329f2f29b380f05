"""Where one goes on from a step: to a question left in it, another step, sending, the analysis."""

from typing import NamedTuple

from flask_babel import ngettext

from portal.analyses.pages.answered import say_following
from portal.analyses.steps.page import RowCard, StepPage
from portal.analyses.steps.progress import next_step
from portal.language.i18n import gettext
from portal.projects.journey import ProjectState


class StepWayOn(NamedTuple):
    """The link below the rows of a step, and the `previous` step, None where there is no other.

    Once something is written on the page, `unanswered` is the address of the first question left
    on the step, empty where none is; `left` says how many there are.
    """

    previous: int | None
    href: str
    label: str
    unanswered: str = ""
    left: str = ""


def find_way_on(page: StepPage, base: str, opened: RowCard | None = None) -> StepWayOn:
    """Return where one goes on: who writes to what is left to do, who reads to what follows.

    `base` is the address of the analysis. What is left in the row that is `opened` comes first.
    """
    here, declared = page.step.number, page.analysis.declared_steps
    previous = max((step for step in declared if step < here), default=None)
    following = min((step for step in declared if step > here), default=None)
    if page.is_writable:
        step = next_step(
            page.framework, declared, page.progress.problems, after=here, asked=page.found.asked
        )
        # Nothing can be written here before the step that it links to.
        step = page.lacks[0] if page.is_open and page.lacks else step
        following = step.number if step else None
    if following:
        label = gettext("Go to step %(number)s", number=following)
        back = previous if previous != following else None
        way_on = StepWayOn(back, f"{base}/steps/{following}", label)
    else:
        way_on = _way_to_coach(page, previous) or StepWayOn(
            previous, base, gettext("See the whole analysis")
        )
    return _with_unanswered(way_on, page, base, opened) if page.is_writable else way_on


def _with_unanswered(
    way_on: StepWayOn, page: StepPage, base: str, opened: RowCard | None
) -> StepWayOn:
    # A page without a row shows its first question already.
    here = page.step.number
    place = (page.kind.name, opened.id if opened else None)
    left = [
        one
        for one in page.progress.problems
        if one.step == here and (one.is_in_row or (page.cards and one.kind != page.kind.name))
    ]
    first = min(left, key=lambda one: (one.kind, one.row_id) != place, default=None)
    state = page.progress.state_of(here)
    if state is None or first is None:
        return way_on
    said = ngettext(
        "Answer %(num)d more question",
        "Answer %(num)d more questions",
        state.asked - state.answered,
    )
    return way_on._replace(unanswered=f"{base}/{first.address}", left=said)


def _way_to_coach(page: StepPage, previous: int | None) -> StepWayOn | None:
    is_done = page.is_writable and not (page.progress.problems or page.found.asked)
    if not is_done or page.analysis.project_state == ProjectState.ENDED:
        return None
    first = say_following(page.analysis, (), None)
    return StepWayOn(previous, first.href, first.verb) if first and first.href else None
