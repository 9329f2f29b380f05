"""Comments that have to be answered before an analysis is sent again."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.coaching.models import Comment
from portal.coaching.queries import AnyRow
from portal.extensions import db


def unanswered(analysis_id: int) -> Sequence[AnyRow]:
    """Return id, step, row_kind, row_id, body and who of comments that hold a submission back.

    A required comment asks for an answer that was given after it, or for being settled; of several
    in one thread the last one asks.
    """
    answer, root, later = aliased(Comment), aliased(Comment), aliased(Comment)
    thread = func.coalesce(Comment.parent_id, Comment.id)
    is_answered = select(answer.id).where(
        answer.parent_id == thread, answer.by_coach.is_(False), answer.id > Comment.id
    )
    is_asked_anew = select(later.id).where(
        later.parent_id == thread, later.is_required, later.id > Comment.id
    )
    is_settled = select(root.id).where(root.id == thread, root.resolved_at.is_not(None))
    return db.session.execute(
        select(
            *(Comment.id, Comment.step, Comment.row_kind, Comment.row_id, Comment.body),
            Person.name.label("who"),
        )
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.analysis_id == analysis_id,
            Comment.by_coach,
            Comment.is_required,
            Comment.sent_at.is_not(None),
            ~is_answered.exists(),
            ~is_settled.exists(),
            ~is_asked_anew.exists(),
        )
        .order_by(Comment.step, Comment.id)
    ).all()
