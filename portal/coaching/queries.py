"""Reads of a review: coaches, moves and revisions."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.models import IS_CURRENT, CoachAssignment, ReviewMove, Revision
from portal.coaching.workflow import VERDICTS
from portal.errors import NotFound
from portal.extensions import db
from portal.projects.models import Project

AnySelect: TypeAlias = Select[*tuple[Any, ...]]
# Statements in functions with `cache` are built once: building costs more than asking.


class CurrentCoach(NamedTuple):
    """Somebody who coaches a project now."""

    id: int
    name: str
    email: str


class LastMove(NamedTuple):
    """The latest move of an analysis; `by` is the id of the person called `who`."""

    action: str
    revision: int | None
    at: datetime
    by: int
    who: str


class LastVerdict(NamedTuple):
    """The latest verdict on an analysis; `who` are the names of those who gave it."""

    action: str
    note: str
    at: datetime
    who: str


class ListedMove(NamedTuple):
    """A move of an analysis; `told` are the names of those who were told of it by mail."""

    action: str
    revision: int | None
    is_repeat: bool
    note: str
    at: datetime
    who: str
    told: list[str]


class ListedRevision(NamedTuple):
    """A revision without its words; `who` sent it."""

    number: int
    submitted_at: datetime
    who: str


class SentRevision(NamedTuple):
    """A revision with its words; `who` sent it."""

    number: int
    snapshot: Snapshot
    sha256: str
    submitted_at: datetime
    who: str


def current_coaches(project_id: int) -> list[CurrentCoach]:
    """Return the coaches who are assigned to a project now, by name."""
    found = db.session.execute(_current_coaches(), {"project_id": project_id})
    return [CurrentCoach._make(row) for row in found]


@cache
def _current_coaches() -> AnySelect:
    project_id: BindParameter[int] = bindparam("project_id")
    return (
        select(Person.id, Person.name, Person.email)
        .where(*current_coach(project_id))
        .order_by(Person.sort_form)
    )


def coach_names() -> ScalarSelect[list[str]]:
    """Return, as a part of a statement on a `Project`, the names of its coaches of today."""
    seen = select(CoachAssignment.coach_id).where(
        CoachAssignment.project_id == Project.id, IS_CURRENT
    )
    beside = select(func.coaches_beside(Project.id))
    parts = [one.correlate(Project) for one in (seen, beside)]
    return (
        select(func.array_agg(aggregate_order_by(Person.name, Person.sort_form)))
        .where(Person.id.in_(union_all(*parts)), Person.active)
        .correlate(Project)
        .scalar_subquery()
    )


def current_coach(project_id: SQLColumnExpression[int]) -> tuple[SQLColumnExpression[bool], ...]:
    """Return the conditions under which a `Person` coaches a project now."""
    # A coach sees no assignment but their own: those beside them are asked of the function.
    seen = select(CoachAssignment.coach_id).where(
        CoachAssignment.project_id == project_id, IS_CURRENT
    )
    beside = select(func.coaches_beside(project_id))
    parts = [one.correlate(Analysis) for one in (seen, beside)]
    return Person.id.in_(union_all(*parts)), Person.active


def coaches_project(
    person_id: SQLColumnExpression[int] | int | None,
    project_id: SQLColumnExpression[int] | int = Project.id,
) -> ColumnElement[bool]:
    """Return the condition that a person coaches a project now, the `Project` of a statement."""
    return (
        select(CoachAssignment.id)
        .where(
            CoachAssignment.project_id == project_id,
            CoachAssignment.coach_id == person_id,
            IS_CURRENT,
        )
        .exists()
    )


def last_action(analysis_id: SQLColumnExpression[int]) -> ScalarSelect[str]:
    """Return, as a part of a statement, what moved an analysis last; NULL where nothing did."""
    return (
        select(ReviewMove.action)
        .where(ReviewMove.analysis_id == analysis_id)
        .order_by(ReviewMove.id.desc())
        .limit(1)
        .correlate_except(ReviewMove)
        .scalar_subquery()
    )


def last_move(analysis_id: int) -> LastMove | None:
    """Return the latest move of an analysis."""
    found = db.session.execute(
        select(
            *(ReviewMove.action, ReviewMove.revision, ReviewMove.at, ReviewMove.by),
            Person.name.label("who"),
        )
        .join(Person, Person.id == ReviewMove.by)
        .where(ReviewMove.analysis_id == analysis_id)
        .order_by(ReviewMove.id.desc())
        .limit(1)
    ).one_or_none()
    return LastMove._make(found) if found else None


def last_verdict(analysis_id: int) -> LastVerdict | None:
    """Return the latest verdict on an analysis."""
    told = db.session.execute(select(verdict_column()), {"analysis_id": analysis_id}).scalar()
    return read_verdict(told)


def verdict_column() -> ScalarSelect[Any]:
    """Return what `read_verdict` needs of an analysis, as one value."""
    last = (
        select(ReviewMove.action, ReviewMove.note, ReviewMove.at, givers().label("who"))
        .where(
            ReviewMove.analysis_id == bindparam("analysis_id", type_=BigInteger),
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .order_by(ReviewMove.id.desc())
        .limit(1)
        .subquery("verdict")
    )
    return select(func.to_jsonb(literal_column("verdict"))).select_from(last).scalar_subquery()


def read_verdict(told: Any) -> LastVerdict | None:  # noqa: ANN401  what JSON holds
    """Return the verdict that `verdict_column` read, None where there is none."""
    return LastVerdict(**told | {"at": datetime.fromisoformat(told["at"])}) if told else None


def givers() -> ScalarSelect[str]:
    """Return, as a part of a statement on moves, the names of the coaches who gave a verdict."""
    names = aggregate_order_by(Person.name, Person.sort_form)
    return (
        select(func.array_to_string(func.array_agg(names), ", "))
        .where(Person.id == func.any(ReviewMove.given_by))
        .correlate(ReviewMove)
        .scalar_subquery()
    )


def moves(analysis_id: int) -> list[ListedMove]:
    """Return the moves of an analysis, newest first."""
    listener = aliased(Person)
    told = (
        select(func.array_agg(listener.name))
        .where(listener.id == func.any(ReviewMove.told))
        .correlate(ReviewMove)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(
            ReviewMove.action,
            ReviewMove.revision,
            ReviewMove.is_repeat,
            ReviewMove.note,
            ReviewMove.at,
            Person.name.label("who"),
            func.coalesce(told, []).label("told"),
        )
        .join(Person, Person.id == ReviewMove.by)
        .where(ReviewMove.analysis_id == analysis_id)
        .order_by(ReviewMove.id.desc())
    )
    return [ListedMove._make(row) for row in found]


def revisions(analysis_id: int) -> list[ListedRevision]:
    """Return every revision of an analysis, newest first."""
    found = db.session.execute(_revisions(), {"analysis_id": analysis_id})
    return [ListedRevision._make(row) for row in found]


@cache
def _revisions() -> AnySelect:
    return (
        select(Revision.number, Revision.submitted_at, Person.name.label("who"))
        .join(Person, Person.id == Revision.submitted_by)
        .where(Revision.analysis_id == bindparam("analysis_id"))
        .order_by(Revision.number.desc())
    )


def revision(analysis_id: int, number: int) -> SentRevision:
    """Return one revision, or raise NotFound."""
    found = db.session.execute(
        select(
            Revision.number,
            Revision.snapshot,
            Revision.sha256,
            Revision.submitted_at,
            Person.name.label("who"),
        )
        .join(Person, Person.id == Revision.submitted_by)
        .where(Revision.analysis_id == analysis_id, Revision.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound
    return SentRevision._make(found)
