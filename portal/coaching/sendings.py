"""What a sending is beside the one before it: new, the same revision again, or nothing new."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sqlalchemy import ScalarSelect, bindparam, func, select

from portal.analyses.models import Analysis
from portal.coaching.models import Comment, ReviewAction, ReviewMove, Revision
from portal.coaching.queries import AnySelect, last_action
from portal.coaching.workflow import VERDICTS
from portal.extensions import db


class Newness(StrEnum):
    """NEW says something new; SAME is the revision that was taken back; UNCHANGED adds nothing."""

    NEW = "new"
    SAME = "same"
    UNCHANGED = "unchanged"


class Sending(NamedTuple):
    """How new a sending is; `first_sent_at` is when a revision that goes out again first did.

    Only what is new makes a revision count and meets milestones.
    """

    newness: Newness = Newness.NEW
    first_sent_at: datetime | None = None

    @property
    def makes_revision(self) -> bool:
        """Tell whether it goes out under a number of its own."""
        return self.newness is not Newness.SAME

    @property
    def is_repeat(self) -> bool:
        """Tell whether it is no new step of the work, and counts nowhere."""
        return self.newness is not Newness.NEW


def sending_of(analysis_id: int, digest: str) -> Sending:
    """Return what sending an analysis would be whose snapshot has this SHA-256.

    Without a change, an answer to a comment since the last verdict makes it new all the same.
    """
    last = db.session.execute(_last_sent(), {"analysis_id": analysis_id}).one_or_none()
    if last is None or last.sha256 != digest:
        return Sending()
    if last.action == ReviewAction.WITHDRAW:
        return Sending(Newness.SAME, last.submitted_at)
    return Sending() if last.is_answered else Sending(Newness.UNCHANGED)


@cache
def _last_sent() -> AnySelect:
    answered = select(Comment.id).where(
        Comment.analysis_id == Revision.analysis_id,
        Comment.by_coach.is_(False),
        Comment.sent_at >= _last_verdict_at(),
    )
    return (
        select(
            *(Revision.sha256, Revision.submitted_at),
            last_action(Revision.analysis_id).label("action"),
            answered.exists().label("is_answered"),
        )
        .join(Analysis, Analysis.id == Revision.analysis_id)
        .where(
            Analysis.id == bindparam("analysis_id"),
            Revision.number == Analysis.revisions,
        )
    )


def _last_verdict_at() -> ScalarSelect[datetime]:
    return (
        select(func.max(ReviewMove.at))
        .where(
            ReviewMove.analysis_id == Revision.analysis_id,
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .correlate(Revision)
        .scalar_subquery()
    )
