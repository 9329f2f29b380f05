"""Reads comments with whoever wrote them, and with what settled and opened their threads."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.coaching.comments.models import CommentMove
from portal.coaching.models import Comment
from portal.extensions import db


class CommentFacts(NamedTuple):
    """A comment of a thread: `who` wrote it; `turns` (action, by, at) settled and opened it."""

    id: int
    token: str
    parent_id: int | None
    step: int
    row_kind: str
    row_id: int | None
    field: str
    revision: int
    by_coach: bool
    is_required: bool
    body: str
    author_id: int
    created_at: datetime
    sent_at: datetime | None
    resolved_at: datetime | None
    who: str
    turns: list[dict[str, str]] | None


def read_comments(analysis_id: int, step: int | None) -> list[CommentFacts]:
    """Return the comments of an analysis, or of one step, as the scope lets see, by id."""
    asked = {"analysis_id": analysis_id, "step": step}
    found = db.session.execute(_comments(is_of_step=step is not None), asked)
    return [CommentFacts._make(row) for row in found]


@cache
def _comments(*, is_of_step: bool) -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            *(Comment.id, Comment.token, Comment.parent_id, Comment.step, Comment.row_kind),
            *(Comment.row_id, Comment.field, Comment.revision, Comment.by_coach),
            *(Comment.is_required, Comment.body, Comment.author_id, Comment.created_at),
            *(Comment.sent_at, Comment.resolved_at, Person.name.label("who")),
            _turns().label("turns"),
        )
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.analysis_id == bindparam("analysis_id"))
        .order_by(Comment.id)
    )
    return statement.where(Comment.step == bindparam("step")) if is_of_step else statement


def _turns() -> ScalarSelect[Any]:
    mover = aliased(Person)
    turn = func.jsonb_build_object(
        "action", CommentMove.action, "by", mover.name, "at", CommentMove.at
    )
    return (
        select(func.jsonb_agg(aggregate_order_by(turn, CommentMove.id)))
        .select_from(CommentMove)
        .join(mover, mover.id == CommentMove.by)
        .where(CommentMove.comment_id == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )
