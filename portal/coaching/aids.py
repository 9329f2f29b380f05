"""A coach's private aids beside a step: ticks of the checklist, questions kept to ask again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ScalarSelect,
    Select,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.coaching.guidance import is_item
from portal.coaching.moves import hold_sent
from portal.coaching.review_models import (
    Review,
    ReviewCheck,
    ReviewKind,
    SavedQuestion,
    StepRating,
)
from portal.errors import NotFound
from portal.extensions import db

MOST_KEPT = 100


@dataclass(frozen=True)
class Aids:
    """What a coach has beside a step: own ratings, ticks, saved questions (id, body)."""

    ratings: dict[int, str]
    ticked: frozenset[str]
    questions: list[dict[str, Any]]
    rubric: int | None
    is_handed_in: bool


def read_aids(analysis_id: int, revision: int, kinds: Sequence[str], *, by: int) -> Aids:
    """Return the aids of a coach for a step about some kinds of rows, in one statement."""
    asked = {"analysis_id": analysis_id, "revision": revision, "by": by}
    found = db.session.execute(_aids(tuple(kinds)), asked).one()
    return Aids(
        ratings={int(step): level for step, level in (found.ratings or {}).items()},
        ticked=frozenset(found.ticked or ()),
        questions=found.questions or [],
        rubric=found.rubric,
        is_handed_in=found.handed_in_at is not None,
    )


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


@cache
def _aids(kinds: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    analysis_id: BindParameter[int] = bindparam("analysis_id")
    by: BindParameter[int] = bindparam("by")
    own = (
        select(Review.id, Review.rubric, Review.handed_in_at)
        .where(
            Review.analysis_id == analysis_id,
            Review.kind == ReviewKind.OWN,
            Review.author_id == by,
            Review.closed_at.is_(None),
        )
        .cte("own")
    )
    ratings = select(func.jsonb_object_agg(StepRating.step, StepRating.level)).where(
        StepRating.review_id.in_(select(own.c.id))
    )
    ticked = select(func.jsonb_agg(ReviewCheck.item)).where(
        ReviewCheck.analysis_id == analysis_id,
        ReviewCheck.revision == bindparam("revision"),
        ReviewCheck.author_id == by,
    )
    return select(
        ratings.scalar_subquery().label("ratings"),
        ticked.scalar_subquery().label("ticked"),
        _saved(kinds).label("questions"),
        select(own.c.rubric).scalar_subquery().label("rubric"),
        select(own.c.handed_in_at).scalar_subquery().label("handed_in_at"),
    )


def _saved(kinds: tuple[str, ...]) -> ScalarSelect[Any]:
    kept = (
        select(SavedQuestion.id, SavedQuestion.body)
        .where(
            SavedQuestion.author_id == bindparam("by"),
            SavedQuestion.removed_at.is_(None),
            SavedQuestion.kind.in_([*kinds, ""]),
        )
        .order_by(SavedQuestion.id.desc())
        .limit(MOST_KEPT)
        .subquery()
    )
    one = func.jsonb_build_object("id", kept.c.id, "body", kept.c.body)
    return select(func.jsonb_agg(one)).select_from(kept).scalar_subquery()


def _mark(question_id: int, by: int, at: Any) -> None:  # noqa: ANN401  a moment or nothing
    found = db.session.execute(
        update(SavedQuestion)
        .where(SavedQuestion.id == question_id, SavedQuestion.author_id == by)
        .values(removed_at=at)
        .returning(SavedQuestion.id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
