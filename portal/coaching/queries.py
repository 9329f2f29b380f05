"""Reads of a review: coaches, moves and revisions."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    Row,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.coaching.models import IS_CURRENT, CoachAssignment, ReviewMove, Revision
from portal.coaching.workflow import VERDICTS
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Membership
from portal.organisations.queries import WRITERS
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import ProjectState
from portal.projects.models import LedgerRow, Project

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
# Statements in functions with `cache` are built once: building costs more than asking.


def current_coaches(project_id: int) -> Sequence[AnyRow]:
    """Return id, name, email and locale of the coaches who are assigned to a project now."""
    return db.session.execute(_current_coaches(), {"project_id": project_id}).all()


@cache
def _current_coaches() -> AnySelect:
    project_id: BindParameter[int] = bindparam("project_id")
    return (
        select(Person.id, Person.name, Person.email, Person.locale)
        .where(*_coach(project_id))
        .order_by(Person.sort_form)
    )


def _coach(project_id: SQLColumnExpression[int]) -> tuple[SQLColumnExpression[bool], ...]:
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


def last_move(analysis_id: int) -> AnyRow | None:
    """Return action, revision, at, by and who (a name) of the latest move of an analysis."""
    return db.session.execute(
        select(
            *(ReviewMove.action, ReviewMove.revision, ReviewMove.at, ReviewMove.by),
            Person.name.label("who"),
        )
        .join(Person, Person.id == ReviewMove.by)
        .where(ReviewMove.analysis_id == analysis_id)
        .order_by(ReviewMove.id.desc())
        .limit(1)
    ).one_or_none()


def last_verdict(analysis_id: int) -> AnyRow | None:
    """Return action, note, at and who (names) of the latest verdict on an analysis."""
    return db.session.execute(
        select(ReviewMove.action, ReviewMove.note, ReviewMove.at, givers().label("who"))
        .where(
            ReviewMove.analysis_id == analysis_id,
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .order_by(ReviewMove.id.desc())
        .limit(1)
    ).one_or_none()


def givers() -> ScalarSelect[str]:
    """Return, as a part of a statement on moves, the names of the coaches who gave a verdict."""
    names = aggregate_order_by(Person.name, Person.sort_form)
    return (
        select(func.array_to_string(func.array_agg(names), ", "))
        .where(Person.id == func.any(ReviewMove.given_by))
        .correlate(ReviewMove)
        .scalar_subquery()
    )


def moves(analysis_id: int) -> Sequence[AnyRow]:
    """Return moves, newest first: action, revision, is_repeat, note, at, who and told (names)."""
    listener = aliased(Person)
    told = (
        select(func.array_agg(listener.name))
        .where(listener.id == func.any(ReviewMove.told))
        .correlate(ReviewMove)
        .scalar_subquery()
    )
    return db.session.execute(
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
    ).all()


def revisions(analysis_id: int) -> Sequence[AnyRow]:
    """Return number, submitted_at and who of every revision of an analysis, newest first."""
    return db.session.execute(_revisions(), {"analysis_id": analysis_id}).all()


@cache
def _revisions() -> AnySelect:
    return (
        select(Revision.number, Revision.submitted_at, Person.name.label("who"))
        .join(Person, Person.id == Revision.submitted_by)
        .where(Revision.analysis_id == bindparam("analysis_id"))
        .order_by(Revision.number.desc())
    )


def revision(analysis_id: int, number: int) -> AnyRow:
    """Return number, snapshot, sha256, submitted_at and who of one revision, or raise NotFound."""
    found = db.session.execute(
        select(
            Revision.number,
            Revision.snapshot,
            Revision.sha256,
            Revision.submitted_at,
            Revision.submitted_by,
            Person.name.label("who"),
        )
        .join(Person, Person.id == Revision.submitted_by)
        .where(Revision.analysis_id == analysis_id, Revision.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def submitted(analysis_id: int) -> AnyRow:
    """Return what a coach reads: an analysis with its latest revision, or raise NotFound.

    Carries id, organisation_id, project_id, title, state, reference, project_title, number,
    snapshot, submitted_at, who (sent it), last_action, due_on (None in a
    pause), is_paused, last_note and last_note_by of the verdict before.
    """
    found = db.session.execute(submission(), {"analysis_id": analysis_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


def submitted_with_people(analysis_id: int) -> AnyRow:
    """Return what `submitted` does, with who has to do with it.

    Adds coaches (id and name of those of today) and listeners (names of those who write it).
    """
    found = db.session.execute(_with_people(), {"analysis_id": analysis_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def _with_people() -> AnySelect:
    coach = aggregate_order_by(func.jsonb_build_array(Person.id, Person.name), Person.sort_form)
    coaches = select(func.jsonb_agg(coach)).where(*_coach(Analysis.project_id))
    listeners = (
        select(func.array_agg(aggregate_order_by(Person.name, Person.sort_form)))
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == Analysis.organisation_id,
            Membership.role.in_([role.value for role in WRITERS]),
            Person.active,
        )
    )
    told = [one.correlate(Analysis).scalar_subquery() for one in (coaches, listeners)]
    return submission().add_columns(told[0].label("coaches"), told[1].label("listeners"))


@cache
def submission() -> AnySelect:
    """Return the statement behind `submitted`, for those who read more with it."""
    verdict = (
        select(ReviewMove.note, ReviewMove.at, givers().label("name"))
        .where(
            ReviewMove.analysis_id == Analysis.id,
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .order_by(ReviewMove.id.desc())
        .limit(1)
        .correlate(Analysis)
        .lateral("verdict")
    )
    sender = aliased(Person)
    # Nothing falls due while the project is paused.
    due_on = case((Project.state == ProjectState.ACTIVE, LedgerRow.due_on))
    return (
        select(
            *(Analysis.id, Analysis.organisation_id, Analysis.project_id, Analysis.state),
            *(Analysis.title, Project.reference, Project.title.label("project_title")),
            *(Revision.number, Revision.snapshot, Revision.submitted_at),
            last_action(Analysis.id).label("last_action"),
            *(sender.name.label("who"), due_on.label("due_on")),
            (Project.state == ProjectState.PAUSED).label("is_paused"),
            *(verdict.c.note.label("last_note"), verdict.c.name.label("last_note_by")),
        )
        .join(Project, Project.id == Analysis.project_id)
        .join(
            Revision,
            and_(Revision.analysis_id == Analysis.id, Revision.number == Analysis.revisions),
        )
        .join(sender, sender.id == Revision.submitted_by)
        .outerjoin(
            LedgerRow,
            and_(LedgerRow.analysis_id == Analysis.id, LedgerRow.key == "feedback_given", IS_OPEN),
        )
        .outerjoin(verdict, true())
        .where(Analysis.id == bindparam("analysis_id"))
    )
