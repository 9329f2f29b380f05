"""The blueprint that all pages of a review hang on, and what they share."""

from flask import Blueprint, Response
from flask_babel import gettext

from portal import entry, failures
from portal.coaching import threads
from portal.coaching.moves import MoveRefused
from portal.coaching.queries import current_coaches
from portal.coaching.refusals import put_into_words
from portal.notifications.nudge import nudge

ANALYSIS = "/o/<organisation>/analyses/<int:analysis>"

blueprint = Blueprint("coaching", __name__)
blueprint.add_app_template_global(current_coaches, "coaches_of")


@blueprint.app_template_global()
def comments_on(analysis_id: int, step: int | None = None) -> threads.Comments:
    """Return the comments of an analysis or of one step, read once for each page."""
    return threads.comments_on(analysis_id, step, gettext)


@blueprint.errorhandler(MoveRefused)
def show_refused_move(refused: MoveRefused) -> Response:
    """Answer an illegal move with the reason in words."""
    return failures.page(refused.status, put_into_words(refused))


def wake_sender() -> None:
    """Let the worker send what was queued once this request's transaction stands."""
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
