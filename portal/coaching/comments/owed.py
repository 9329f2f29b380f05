"""Comments without an answer, as columns of analyses: counted where they are stored."""

from typing import Any

from sqlalchemy import ScalarSelect, Subquery, case, func, not_, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.analyses.models import Analysis
from portal.coaching.models import Comment


def answers_owed() -> ScalarSelect[Any]:
    """Return how many comments of an `Analysis` must be answered, how many may be, and the first.

    It says of each thread what `Thread.question` and `Thread.state` do, and last what `has_replied`
    does.
    """
    of = _without_answer().c
    place = func.jsonb_build_array(of.id, of.step, of.row_kind, of.row_id)
    first = aggregate_order_by(place, not_(of.is_asked), of.step, of.id)
    told = func.jsonb_build_array(
        func.count().filter(of.is_asked),
        func.count().filter(not_(of.is_asked)),
        func.array_agg(first)[1],
        _has_replied(),
    )
    return select(told).scalar_subquery()


def asked_on_steps() -> ScalarSelect[Any]:
    """Return how many comments of an `Analysis` must be answered, by the number of their step."""
    of = _without_answer().c
    many = func.count().label("many")
    by_step = select(of.step, many).where(of.is_asked).group_by(of.step).subquery()
    return select(func.jsonb_object_agg(by_step.c.step, by_step.c.many)).scalar_subquery()


def _has_replied() -> ScalarSelect[Any]:
    by_us, by_coach = (
        func.coalesce(func.max(Comment.id).filter(one), 0)
        for one in (not_(Comment.by_coach), Comment.by_coach)
    )
    mine = Comment.analysis_id == Analysis.id, Comment.sent_at.is_not(None)
    return select(by_us > by_coach).where(*mine).correlate(Analysis).scalar_subquery()


def _without_answer() -> Subquery:
    thread = func.coalesce(Comment.parent_id, Comment.id)
    is_answer = Comment.parent_id.is_not(None)
    asked = func.max(Comment.id).filter(Comment.is_required)
    answered = func.max(Comment.id).filter(is_answer, not_(Comment.by_coach))
    last = func.max(Comment.id).filter(is_answer)
    is_asked = func.coalesce(asked, 0) > func.coalesce(answered, 0)
    is_there = func.bool_or(Comment.parent_id.is_(None) & Comment.resolved_at.is_(None))
    return (
        select(
            is_asked.label("is_asked"),
            case((is_asked, asked), else_=func.min(thread)).label("id"),
            func.max(Comment.step).label("step"),
            func.max(Comment.row_kind).label("row_kind"),
            func.max(Comment.row_id).label("row_id"),
        )
        .where(Comment.analysis_id == Analysis.id, Comment.sent_at.is_not(None))
        .group_by(thread)
        .having(is_there & or_(is_asked, last.is_(None), last.is_distinct_from(answered)))
        .correlate(Analysis)
        .subquery()
    )
