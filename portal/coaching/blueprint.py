"""The blueprint that all pages of a review hang on, and what they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import gettext

from portal import entry, failures
from portal.coaching import queries, threads
from portal.coaching.cards import label_of
from portal.coaching.guidance import kinds_beside
from portal.coaching.moves import MoveRefused
from portal.coaching.open_questions import unanswered
from portal.coaching.queries import current_coaches
from portal.coaching.refusals import put_into_words
from portal.coaching.rounds import View, read_sent
from portal.coaching.workflow import TRANSITION, Action
from portal.extensions import db
from portal.notifications.nudge import nudge

ANALYSIS = "/o/<organisation>/analyses/<int:analysis>"


@dataclass(frozen=True)
class Standing:
    """The latest verdict (action, note, at, who), its feedback, the comments to answer."""

    verdict: queries.AnyRow | None = None
    questions: Sequence[queries.AnyRow] = ()
    feedback: View | None = None


blueprint = Blueprint("coaching", __name__)
blueprint.add_app_template_global(current_coaches, "coaches_of")
blueprint.add_app_template_global(label_of, "label_of")


@blueprint.app_template_global()
def comments_on(analysis_id: int, step: int | None = None) -> threads.Comments:
    """Return the comments of an analysis or of one step, read once for each page."""
    return threads.comments_on(analysis_id, step, gettext)


@blueprint.app_template_global()
def review_of(analysis: queries.AnyRow) -> Standing:
    """Return what the organisation should know of the review of an analysis it looks at."""
    if not analysis.revisions:
        return Standing()
    is_open = analysis.state in TRANSITION[Action.SUBMIT].origins
    return Standing(
        verdict=queries.last_verdict(analysis.id),
        questions=unanswered(analysis.id) if is_open else (),
        feedback=_last_feedback(analysis),
    )


@blueprint.app_template_global()
def word_of(analysis: queries.AnyRow, step: int) -> dict[str, object] | None:
    """Return the latest word on one step: revision, level, title, meaning; None without one."""
    view = _last_feedback(analysis)
    if view is None or step not in view.ratings:
        return None
    kinds = kinds_beside({"framework_version": analysis.framework_version}, step)
    meaning = view.meaning(step, kinds[0]) if kinds else ""
    told = {"level": view.ratings[step], "title": view.title(step), "meaning": meaning}
    return {"revision": view.revision, **told}


@blueprint.errorhandler(MoveRefused)
def show_refused_move(refused: MoveRefused) -> Response:
    """Answer an illegal move with the reason in words."""
    return failures.page(refused.status, put_into_words(refused))


def _last_feedback(analysis: queries.AnyRow) -> View | None:
    if not analysis.revisions:
        return None
    known: dict[int, View | None] = db.session.info.setdefault("feedback", {})
    if analysis.id not in known:
        known[analysis.id] = next(iter(read_sent(analysis.id)), None)
    return known[analysis.id]


def wake_sender() -> None:
    """Let the worker send what was queued once this request's transaction stands."""
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
