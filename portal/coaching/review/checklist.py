"""A coach's own checklist beside a step: ticks, words on steps, questions kept to ask again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.analyses.models import Analysis
from portal.coaching.moves import hold_sent
from portal.coaching.review.guidance import is_item
from portal.coaching.review.models import Review, ReviewCheck, ReviewKind, SavedQuestion, StepRating
from portal.errors import NotFound
from portal.extensions import db

MOST_KEPT = 100  # of each kind


class KeptQuestion(NamedTuple):
    """A question that a coach has kept."""

    id: int
    body: str


class Checklist(NamedTuple):
    """What a coach has beside a step: own ratings, ticks, saved questions."""

    ratings: dict[int, str]
    ticked: frozenset[str]
    questions: tuple[KeptQuestion, ...]
    rubric: int | None
    is_handed_in: bool


class FoundChecklist(NamedTuple):
    """What `checklist_columns` find, None where nothing is. A question is its id, words, kind."""

    ratings: dict[str, str] | None
    ticked: list[str] | None
    questions: list[tuple[int, str, str]] | None
    rubric: int | None
    handed_in_at: datetime | None


def checklist_of(found: FoundChecklist, kinds: Collection[str]) -> Checklist:
    """Return the checklist for a step about some kinds of rows."""
    asked = found.questions or ()
    return Checklist(
        ratings={int(step): level for step, level in (found.ratings or {}).items()},
        ticked=frozenset(found.ticked or ()),
        questions=tuple(
            KeptQuestion(number, body) for number, body, kind in asked if not kind or kind in kinds
        ),
        rubric=found.rubric,
        is_handed_in=found.handed_in_at is not None,
    )


def is_own(by: BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition under which a `Review` is the view that a coach is forming now."""
    return and_(
        Review.analysis_id == Analysis.id,
        Review.kind == ReviewKind.OWN,
        Review.author_id == by,
        Review.closed_at.is_(None),
    )


def checklist_columns(by: BindParameter[int]) -> list[SQLColumnExpression[Any]]:
    """Return the columns to ask for beside an `Analysis` and the own `Review`, if there is one."""
    ratings = (
        select(func.jsonb_object_agg(StepRating.step, StepRating.level))
        .where(StepRating.review_id == Review.id)
        .correlate(Review)
    )
    ticked = (
        select(func.jsonb_agg(ReviewCheck.item))
        .where(
            ReviewCheck.analysis_id == Analysis.id,
            ReviewCheck.revision == Analysis.revisions,
            ReviewCheck.author_id == by,
        )
        .correlate(Analysis)
    )
    return [
        *(ratings.scalar_subquery().label("ratings"), ticked.scalar_subquery().label("ticked")),
        *(_saved(by).label("questions"), Review.rubric, Review.handed_in_at),
    ]


def tick(analysis_id: int, item: str, *, is_ticked: bool, by: int) -> None:
    """Tick a line of the checklist for the latest revision, or take the tick off."""
    if not is_item(item):
        raise NotFound
    analysis = hold_sent(analysis_id)
    mark = {"analysis_id": analysis.id, "revision": analysis.revisions, "author_id": by}
    if is_ticked:
        place = {"organisation_id": analysis.organisation_id, "project_id": analysis.project_id}
        db.session.execute(
            upsert(ReviewCheck).values(**mark, **place, item=item).on_conflict_do_nothing()
        )
        return
    db.session.execute(delete(ReviewCheck).filter_by(**mark, item=item))


def keep_question(kind: str, body: str, *, token: str, by: int) -> None:
    """Keep a question to ask again in any project, once for a double click."""
    db.session.execute(
        upsert(SavedQuestion)
        .values(author_id=by, token=token, kind=kind, body=body, created_at=clock.now())
        .on_conflict_do_nothing()
    )


def remove_question(question_id: int, *, by: int) -> None:
    """Set a saved question aside; it can be brought back."""
    _mark(question_id, by, clock.now())


def restore_question(question_id: int, *, by: int) -> None:
    """Bring a saved question back."""
    _mark(question_id, by, None)


def read_question(question_id: int, *, by: int) -> str:
    """Return the words of a saved question, or raise NotFound."""
    body = db.session.execute(
        select(SavedQuestion.body).where(
            SavedQuestion.id == question_id, SavedQuestion.author_id == by
        )
    ).scalar_one_or_none()
    if body is None:
        raise NotFound
    return body


def _saved(by: BindParameter[int]) -> ScalarSelect[Any]:
    newest = func.row_number().over(
        partition_by=SavedQuestion.kind, order_by=SavedQuestion.id.desc()
    )
    kept = (
        select(SavedQuestion.id, SavedQuestion.body, SavedQuestion.kind, newest.label("place"))
        .where(SavedQuestion.author_id == by, SavedQuestion.removed_at.is_(None))
        .subquery()
    )
    one = func.jsonb_build_array(kept.c.id, kept.c.body, kept.c.kind)
    return (
        select(func.jsonb_agg(aggregate_order_by(one, kept.c.id.desc())))
        .where(kept.c.place <= MOST_KEPT)
        .scalar_subquery()
    )


def _mark(question_id: int, by: int, at: Any) -> None:  # noqa: ANN401  a moment or nothing
    found = db.session.execute(
        update(SavedQuestion)
        .where(SavedQuestion.id == question_id, SavedQuestion.author_id == by)
        .values(removed_at=at)
        .returning(SavedQuestion.id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
