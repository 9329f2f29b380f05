"""What the coaches said, as the organisation reads it: strength first, each round for itself."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import render_template

from portal.analyses.heads import AnalysisHead
from portal.analyses.pages.answered import say_following
from portal.analyses.queries import analysis_head
from portal.analyses.rows.titles import Headings
from portal.analyses.slots import address_of
from portal.analyses.vocabulary import WRITABLE_STATES
from portal.coaching.comments.threads import Thread
from portal.coaching.comments.unanswered import unanswered, unanswered_others
from portal.coaching.pages.blueprint import blueprint, comments_on
from portal.coaching.review.revision_steps import StepLine, step_lines
from portal.coaching.review.rounds import View, read_sent
from portal.coaching.revisions.queries import snapshots
from portal.coaching.revisions.rows import name_places
from portal.errors import NotFound
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import gettext
from portal.projects.next_steps.viewing import ShownStep


class Judged(NamedTuple):
    """A coach's word on one step; `as_before` where it was left as it was in the last round."""

    number: int
    title: str
    level: str
    word: str
    meaning: str
    as_before: bool


class ListedComment(NamedTuple):
    """A comment in the list of all: `address` is below the analysis, `title` that of its row."""

    step: int
    address: str
    title: str
    by: str
    field: str
    text: str
    state: str
    required: bool


@blueprint.get(f"{ANALYSIS_PATH}/feedback")
@requires("analysis:read")
def show_feedback(organisation: str, analysis: int) -> str:
    """Show the feedback of the latest round."""
    return _feedback_page(analysis)


@blueprint.get(f"{ANALYSIS_PATH}/feedback/<int:number>")
@requires("analysis:read")
def show_feedback_on(organisation: str, analysis: int, number: int) -> str:
    """Show the feedback on one revision."""
    return _feedback_page(analysis, number)


def _feedback_page(analysis: int, number: int | None = None) -> str:
    head = analysis_head(analysis)
    rounds = read_sent(analysis)
    view = next((one for one in rounds if number in (None, one.revision)), None)
    if view is None:
        raise NotFound
    (snapshot,) = snapshots(analysis, view.revision)
    is_open = view is rounds[0] and head.state in WRITABLE_STATES
    said = [
        one
        for one in comments_on(analysis).threads
        if one.is_sent and one.revision == view.revision
    ]
    return render_template(
        "coaching/feedback.html",
        analysis=head,
        view=view,
        rounds=rounds,
        steps=[_judged(step, view) for step in step_lines(snapshot)],
        comments=_lines(said, name_places(snapshot)),
        following=_following(head) if is_open else None,
        is_open=is_open,
    )


def _following(head: AnalysisHead) -> ShownStep | None:
    asked = unanswered(head.id, gettext)
    return say_following(head, asked, unanswered_others(head.id, gettext))


def _judged(step: StepLine, view: View) -> Judged:
    told = (view.ratings.get(step.number, ""), view.title(step.number))
    meaning, is_as_before = view.meaning(step.number, step.lead), step.number in view.as_before
    return Judged(step.number, step.title, *told, meaning, as_before=is_as_before)


def _lines(said: Iterable[Thread], titles: Headings) -> tuple[ListedComment, ...]:
    return tuple(
        ListedComment(
            one.step,
            address_of(one.id, one.step, *one.place),
            titles.get((one.place[0], one.place[1] or 0), ""),
            *(one.by, one.field, one.text, one.state),
            required=one.asks,
        )
        for one in said
    )
