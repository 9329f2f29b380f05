"""The programme across organisations, read as the network's database role: counts and dates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select

from portal.accounts.models import NetworkRole, Person
from portal.analyses.models import Analysis, Change
from portal.analyses.vocabulary import State
from portal.coaching.models import CoachAssignment
from portal.errors import NotFound
from portal.events.models import Workshop
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.permissions import Role
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import ProjectState, Stage
from portal.projects.models import LedgerRow, Project

AnyRow = Row[*tuple[Any, ...]]
PAGE = 50
IS_ACTIVE = Project.state == ProjectState.ACTIVE
WAITS = Analysis.state.in_([State.SUBMITTED, State.IN_REVIEW])


def stages() -> Sequence[AnyRow]:
    """Return projects and organisations by stage, with the paused ones apart; none has ended."""
    return db.session.execute(
        select(
            Project.stage,
            func.count().label("projects"),
            func.count(Project.organisation_id.distinct()).label("organisations"),
            func.count().filter(Project.state == ProjectState.PAUSED).label("paused"),
        )
        .where(Project.state != ProjectState.ENDED)
        .group_by(Project.stage)
    ).all()


def overdue_by_actor(today: date) -> dict[str, int]:
    """Return how many open ledger rows of active projects are past their date, by who must act."""
    rows = db.session.execute(
        select(LedgerRow.actor, func.count())
        .join(Project, Project.id == LedgerRow.project_id)
        .where(IS_ACTIVE, IS_OPEN, LedgerRow.due_on < today)
        .group_by(LedgerRow.actor)
    )
    return {row[0]: row[1] for row in rows}


def totals() -> AnyRow:
    """Return single figures: reviews waiting and since when, changes by kind, people by sex."""
    changes = [
        _scalar(func.count(), Change.removed_at.is_(None), Change.kind == kind).label(kind)
        for kind in ("plan", "implementation", "monitoring")
    ]
    people = [
        select(func.coalesce(func.sum(getattr(Workshop, sex)), 0)).scalar_subquery().label(sex)
        for sex in ("women", "men", "undisclosed")
    ]
    waiting = _scalar(func.count(), WAITS, Analysis.id.is_not(None)).label("reviews")
    oldest = _scalar(func.min(Analysis.state_since), WAITS).label("oldest")
    organisations = select(func.count(Organisation.id)).scalar_subquery().label("organisations")
    return db.session.execute(select(waiting, oldest, organisations, *changes, *people)).one()


def coaches() -> Sequence[AnyRow]:
    """Return id, name, projects and analyses waiting of each coach, by name."""
    projects = func.count(CoachAssignment.project_id.distinct())
    return db.session.execute(
        select(
            Person.id,
            Person.name,
            projects.label("projects"),
            func.count(Analysis.id).label("waiting"),
        )
        .join(NetworkRole, and_(NetworkRole.person_id == Person.id, NetworkRole.role == Role.COACH))
        .outerjoin(
            CoachAssignment,
            and_(CoachAssignment.coach_id == Person.id, CoachAssignment.ended_at.is_(None)),
        )
        .outerjoin(Analysis, and_(Analysis.project_id == CoachAssignment.project_id, WAITS))
        .where(Person.active)
        .group_by(Person.id, Person.name)
        .order_by(Person.name)
    ).all()


def organisations(today: date, page: int) -> Sequence[AnyRow]:
    """Return up to a page of organisations by acronym: projects, furthest stage's count, late."""
    late = (
        select(func.count())
        .select_from(LedgerRow)
        .join(Project, Project.id == LedgerRow.project_id)
        .where(
            LedgerRow.organisation_id == Organisation.id,
            IS_ACTIVE,
            IS_OPEN,
            LedgerRow.due_on < today,
        )
        .correlate(Organisation)
        .scalar_subquery()
    )
    stage_counts = [
        _of_organisation(Project.stage == stage, Project.state != ProjectState.ENDED).label(stage)
        for stage in Stage
    ]
    changes = (
        select(func.count(Change.id))
        .where(Change.organisation_id == Organisation.id, Change.removed_at.is_(None))
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            Organisation.slug,
            Organisation.acronym,
            Organisation.name,
            *stage_counts,
            late.label("late"),
            changes.label("changes"),
        )
        .order_by(Organisation.acronym, Organisation.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()


def organisation_by_slug(slug: str) -> AnyRow:
    """Return id, slug, acronym, name and joined_at of an organisation; NotFound if unknown."""
    row = db.session.execute(
        select(
            Organisation.id,
            Organisation.slug,
            Organisation.acronym,
            Organisation.name,
            Organisation.joined_at,
        ).where(Organisation.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def projects_of(organisation_id: int) -> Sequence[AnyRow]:
    """Return reference, stage, state and dates of projects, with counts of analyses and changes."""
    analyses = (
        select(func.count(Analysis.id)).where(Analysis.project_id == Project.id).scalar_subquery()
    )
    accepted = (
        select(func.count(Analysis.id))
        .where(Analysis.project_id == Project.id, Analysis.state == State.ACCEPTED)
        .scalar_subquery()
    )
    changes = (
        select(func.count(Change.id))
        .where(Change.project_id == Project.id, Change.removed_at.is_(None))
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            *(Project.id, Project.reference, Project.stage, Project.stage_since, Project.state),
            *(Project.state_since, Project.funder),
            analyses.label("analyses"),
            accepted.label("accepted"),
            changes.label("changes"),
        )
        .where(Project.organisation_id == organisation_id)
        .order_by(Project.number)
    ).all()


def ledgers_of(organisation_id: int) -> Sequence[AnyRow]:
    """Return project, key, actor and dates of every ledger row of an organisation, in order."""
    return db.session.execute(
        select(
            *(LedgerRow.project_id, LedgerRow.key, LedgerRow.stage, LedgerRow.actor),
            *(LedgerRow.due_on, LedgerRow.met_at, LedgerRow.waived_at, LedgerRow.round),
        )
        .where(LedgerRow.organisation_id == organisation_id)
        .order_by(LedgerRow.project_id, LedgerRow.position, LedgerRow.round)
    ).all()


def projects_to_coach(page: int) -> Sequence[AnyRow]:
    """Return up to a page of open projects, those without a coach first, with their coaches."""
    names = func.json_agg(
        func.json_build_object("id", CoachAssignment.id, "name", Person.name)
    ).filter(CoachAssignment.id.is_not(None))
    alone = func.count(CoachAssignment.id) == 0
    wants = case(
        (or_(Project.stage == Stage.APPLICATION, Project.stage == Stage.COACHING), 0), else_=1
    )
    return db.session.execute(
        select(
            *(Project.id, Project.organisation_id, Project.reference, Project.stage),
            Project.stage_since,
            names.label("coaches"),
        )
        .outerjoin(
            CoachAssignment,
            and_(CoachAssignment.project_id == Project.id, CoachAssignment.ended_at.is_(None)),
        )
        .outerjoin(Person, Person.id == CoachAssignment.coach_id)
        .where(Project.state != ProjectState.ENDED)
        .group_by(Project.id)
        .order_by(alone.desc(), wants, Project.reference)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()


def project_organisation(project_id: int) -> int:
    """Return the organisation of a project; NotFound if there is no such project."""
    found = db.session.execute(
        select(Project.organisation_id).where(Project.id == project_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def network_people() -> Sequence[AnyRow]:
    """Return the network's own people: role row, name, address, role."""
    return db.session.execute(
        select(NetworkRole.id, NetworkRole.person_id, NetworkRole.role, Person.name, Person.email)
        .join(Person, Person.id == NetworkRole.person_id)
        .order_by(NetworkRole.role, Person.name)
    ).all()


def _scalar(what: Any, *conditions: Any) -> Any:  # noqa: ANN401  parts of statements
    return select(what).where(*conditions).scalar_subquery()


def _of_organisation(*conditions: Any) -> Any:  # noqa: ANN401  parts of statements
    counted: Select[Any] = select(func.count(Project.id)).where(
        Project.organisation_id == Organisation.id, *conditions
    )
    return counted.scalar_subquery()
