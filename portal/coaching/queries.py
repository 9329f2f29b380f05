"""Reads of a review: coaches, moves, revisions, and what waits for whom."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Date, Row, Select, and_, bindparam, cast, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.analyses.vocabulary import State
from portal.coaching.models import CoachAssignment, ReviewMove, Revision
from portal.coaching.workflow import VERDICTS, WAITS_FOR_COACH
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import ProjectState
from portal.projects.models import LedgerRow, Project

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
# Statements in functions with `cache` are built once: building costs more than asking.

PAGE_ROWS = 50


def current_coaches(project_id: int) -> Sequence[AnyRow]:
    """Return id, name, email and locale of the coaches who are assigned to a project now."""
    return db.session.execute(_current_coaches(), {"project_id": project_id}).all()


@cache
def _current_coaches() -> AnySelect:
    return (
        select(Person.id, Person.name, Person.email, Person.locale)
        .join(CoachAssignment, CoachAssignment.coach_id == Person.id)
        .where(
            CoachAssignment.project_id == bindparam("project_id"),
            CoachAssignment.ended_at.is_(None),
            Person.active,
        )
        .order_by(Person.name)
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
    """Return action, note, at and who of the latest verdict on an analysis."""
    return db.session.execute(
        select(ReviewMove.action, ReviewMove.note, ReviewMove.at, Person.name.label("who"))
        .join(Person, Person.id == ReviewMove.by)
        .where(
            ReviewMove.analysis_id == analysis_id,
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .order_by(ReviewMove.id.desc())
        .limit(1)
    ).one_or_none()


def moves(analysis_id: int) -> Sequence[AnyRow]:
    """Return moves, newest first: action, revision, note, at, who and told (names)."""
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
    return db.session.execute(
        select(Revision.number, Revision.submitted_at, Person.name.label("who"))
        .join(Person, Person.id == Revision.submitted_by)
        .where(Revision.analysis_id == analysis_id)
        .order_by(Revision.number.desc())
    ).all()


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
    snapshot, submitted_at, who (sent it), due_on, last_note and last_note_by of the verdict before.
    """
    found = db.session.execute(submission(), {"analysis_id": analysis_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def submission() -> AnySelect:
    """Return the statement behind `submitted`, for those who read more with it."""
    verdict = (
        select(ReviewMove.note, ReviewMove.at, Person.name)
        .join(Person, Person.id == ReviewMove.by)
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
    return (
        select(
            *(Analysis.id, Analysis.organisation_id, Analysis.project_id, Analysis.state),
            *(Analysis.title, Project.reference, Project.title.label("project_title")),
            *(Revision.number, Revision.snapshot, Revision.submitted_at),
            *(sender.name.label("who"), LedgerRow.due_on),
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


def waiting_for_coach(page: int = 1) -> Sequence[AnyRow]:
    """Return a page of what waits for the coach of the scope, oldest first.

    Rows carry id, title, state, revisions, reference, slug, acronym, since and due_on (dates in
    the network's zone), is_paused and `total`, the number of rows on all pages.
    """
    skipped = {"skipped": (page - 1) * PAGE_ROWS}
    return db.session.execute(_waiting_for_coach(), skipped).all()


@cache
def _waiting_for_coach() -> AnySelect:
    return (
        _handed_over("feedback_given", Revision.submitted_at)
        .join(
            Revision,
            and_(
                Revision.analysis_id == Analysis.id,
                Revision.number == Analysis.revisions,
            ),
        )
        .where(Analysis.state.in_([state.value for state in WAITS_FOR_COACH]))
        .order_by(Revision.submitted_at, Analysis.id)
        .limit(PAGE_ROWS)
        .offset(bindparam("skipped"))
    )


def waiting_for_organisations() -> Sequence[AnyRow]:
    """Return what the coach of the scope has handed back, longest first: rows as above."""
    return db.session.execute(_waiting_for_organisations()).all()


@cache
def _waiting_for_organisations() -> AnySelect:
    return (
        _handed_over("answer_sent", Analysis.state_since)
        .where(
            or_(
                Analysis.state == State.CHANGES_REQUESTED,
                and_(Analysis.state == State.DRAFT, Analysis.revisions > 0),
            )
        )
        .order_by(Analysis.state_since, Analysis.id)
        .limit(PAGE_ROWS)
    )


def coached_projects() -> Sequence[AnyRow]:
    """Return id, title, reference, stage, state, slug, acronym of the projects of the coach."""
    return db.session.execute(_coached_projects()).all()


@cache
def _coached_projects() -> AnySelect:
    return (
        select(
            *(Project.id, Project.title, Project.reference, Project.stage, Project.state),
            *(Organisation.slug, Organisation.acronym),
            func.count().over().label("total"),
        )
        .join(Organisation, Organisation.id == Project.organisation_id)
        .where(Project.state != ProjectState.ENDED)
        .order_by(Organisation.acronym, Project.number)
        .limit(PAGE_ROWS)
    )


def _handed_over(key: str, at: InstrumentedAttribute[datetime]) -> AnySelect:
    local = func.timezone(clock.NETWORK_ZONE.key, at)
    return (
        select(
            Analysis.id,
            Analysis.title,
            Analysis.state,
            Analysis.revisions,
            Project.reference,
            Organisation.slug,
            Organisation.acronym,
            cast(local, Date).label("since"),
            LedgerRow.due_on,
            (Project.state == ProjectState.PAUSED).label("is_paused"),
            func.count().over().label("total"),
        )
        .select_from(Analysis)
        .join(Project, Project.id == Analysis.project_id)
        .join(Organisation, Organisation.id == Analysis.organisation_id)
        .outerjoin(
            LedgerRow,
            and_(LedgerRow.analysis_id == Analysis.id, LedgerRow.key == key, IS_OPEN),
        )
        .where(Project.state != ProjectState.ENDED)
    )
