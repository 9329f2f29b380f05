"""Where one goes on from the page of a step: to another step, to sending, or to the analysis."""

from typing import NamedTuple

from portal.analyses.pages.answered import say_following
from portal.analyses.steps.page import StepPage
from portal.analyses.steps.progress import next_step
from portal.language.i18n import gettext
from portal.projects.journey import ProjectState


class StepWayOn(NamedTuple):
    """The button below the rows of a step, and the `previous` step, None on the first."""

    previous: int | None
    href: str
    label: str


def find_way_on(page: StepPage, base: str) -> StepWayOn:
    """Return where one goes on: who writes to what is left to do, who reads to what follows.

    `base` is the address of the analysis.
    """
    here, declared = page.step.number, page.analysis.declared_steps
    previous = max((step for step in declared if step < here), default=None)
    following = min((step for step in declared if step > here), default=None)
    if page.is_writable:
        step = next_step(
            page.framework, declared, page.progress.problems, after=here, asked=page.found.asked
        )
        following = step.number if step else None
    if following:
        label = gettext("Go to step %(number)s", number=following)
        return StepWayOn(previous, f"{base}/steps/{following}", label)
    return _way_to_coach(page, previous) or StepWayOn(
        previous, base, gettext("See the whole analysis")
    )


def _way_to_coach(page: StepPage, previous: int | None) -> StepWayOn | None:
    is_done = page.is_writable and not (page.progress.problems or page.found.asked)
    if not is_done or page.analysis.project_state == ProjectState.ENDED:
        return None
    first = say_following(page.analysis, (), None)
    return StepWayOn(previous, first.href, first.verb) if first and first.href else None
