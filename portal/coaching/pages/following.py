"""What a coach reads next once nothing is left to do in an analysis."""

from portal import entry
from portal.coaching.pages.queue_steps import find_coach_steps
from portal.coaching.review.queue import waiting_for_coach
from portal.extensions import db
from portal.projects.next_steps.viewing import ShownStep, say_step
from portal.tenancy import ReaderScope, Side, open_scope


def find_following(analysis_id: int) -> ShownStep | None:
    """Return the review that waits longest for the coach of this request, other than this one.

    It may be of another organisation that they coach.
    """
    here, place = entry.visitor(), entry.organisation()
    open_scope(db.session, ReaderScope(here.id, None, Side.COACH))
    waiting = [
        row
        for row in waiting_for_coach()
        if not (row.is_paused or row.waits_for_others or row.id == analysis_id)
    ]
    open_scope(db.session, ReaderScope(here.id, place.id, Side.COACH))
    first = find_coach_steps(waiting, ()).first
    return say_step(first) if first else None
