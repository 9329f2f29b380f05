"""Projects, their ledgers, what waits in them and what happened to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Membership
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import ProjectState, Stage, standing
from portal.projects.models import LedgerRow, Project, ProjectEvent
from portal.projects.outlook import Line

PAGE = 50
URGENCY = case({ProjectState.ACTIVE: 0, ProjectState.PAUSED: 1}, value=Project.state, else_=2)
NAMED = (
    Project.id,
    Project.reference,
    Project.title,
    Project.stage,
    Project.stage_since,
    Project.state,
    Project.state_since,
)
WAITS = (
    LedgerRow.id,
    LedgerRow.key,
    LedgerRow.stage,
    LedgerRow.due_on,
    LedgerRow.analysis_id,
    LedgerRow.opened_at,
)


@dataclass(frozen=True)
class ProjectPage:
    """Up to `PAGE` projects with their open ledger rows, and whether there are more."""

    projects: Sequence[Row[*tuple[Any, ...]]]
    lines: dict[int, list[Line]]
    has_more: bool


def project_head(project_id: int) -> Row[*tuple[Any, ...]]:
    """Return what is said of a project, its stage and state, and `people`, its members' count."""
    people = (
        select(func.count())
        .where(Membership.organisation_id == Project.organisation_id)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            *NAMED,
            Project.organisation_id,
            Project.place,
            Project.starts_on,
            Project.ends_on,
            Project.funder,
            Project.scope,
            Project.state_reason,
            Project.version,
            Project.created_at,
            Person.name.label("created_by"),
            people.label("people"),
        )
        .join(Person, Person.id == Project.created_by)
        .where(Project.id == project_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def ledger_rows(project_id: int) -> list[Line]:
    """Return every ledger row of a project in the order of its journey, with its standing today.

    Nothing is late while the project is paused or after it ended.
    """
    met, waived = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(
            *WAITS,
            LedgerRow.met_at,
            LedgerRow.evidence,
            LedgerRow.waived_at,
            LedgerRow.waiver_reason,
            met.name.label("met_by"),
            waived.name.label("waived_by"),
            Project.stage_since,
            Project.state,
        )
        .join(Project, Project.id == LedgerRow.project_id)
        .outerjoin(met, met.id == LedgerRow.met_by)
        .outerjoin(waived, waived.id == LedgerRow.waived_by)
        .where(LedgerRow.project_id == project_id)
        .order_by(LedgerRow.position, LedgerRow.analysis_id, LedgerRow.round)
    )
    today = clock.today()
    return [
        Line(
            **_waiting(row, row, today),
            met_at=row.met_at,
            met_by=row.met_by,
            evidence=row.evidence,
            waived_at=row.waived_at,
            waived_by=row.waived_by,
            waiver_reason=row.waiver_reason,
        )
        for row in rows
    ]


def project_events(project_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return kind, origin, target, reason, at and name of a project's history, newest first."""
    return db.session.execute(
        select(
            ProjectEvent.kind,
            ProjectEvent.origin,
            ProjectEvent.target,
            ProjectEvent.reason,
            ProjectEvent.at,
            Person.name,
        )
        .join(Person, Person.id == ProjectEvent.by)
        .where(ProjectEvent.project_id == project_id)
        .order_by(ProjectEvent.at.desc(), ProjectEvent.id.desc())
    ).all()


def next_actions(page: int = 1) -> ProjectPage:
    """Return one page of the projects in scope, those due first on top, with what waits in them."""
    due = (
        select(LedgerRow.project_id, func.min(LedgerRow.due_on).label("first"))
        .where(IS_OPEN)
        .group_by(LedgerRow.project_id)
        .subquery()
    )
    found = db.session.execute(
        select(*NAMED)
        .outerjoin(due, due.c.project_id == Project.id)
        .order_by(URGENCY, due.c.first.asc().nulls_last(), Project.number.desc(), Project.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
    projects = found[:PAGE]
    return ProjectPage(projects, open_lines(projects), has_more=len(found) > PAGE)


def open_lines(projects: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, list[Line]]:
    """Return the open ledger rows of each of `projects` in the order of their journeys."""
    by_id = {project.id: project for project in projects}
    lines: dict[int, list[Line]] = {project_id: [] for project_id in by_id}
    rows = db.session.execute(
        select(*WAITS, LedgerRow.project_id)
        .where(LedgerRow.project_id.in_(by_id), IS_OPEN)
        .order_by(LedgerRow.position, LedgerRow.analysis_id, LedgerRow.round)
    )
    today = clock.today()
    for row in rows:
        lines[row.project_id].append(Line(**_waiting(row, by_id[row.project_id], today)))
    return lines


def _waiting(
    row: Row[*tuple[Any, ...]], project: Row[*tuple[Any, ...]], today: date
) -> dict[str, Any]:
    is_active = project.state == ProjectState.ACTIVE
    opened_on = row.opened_at.astimezone(clock.NETWORK_ZONE).date()
    return {
        "id": row.id,
        "key": row.key,
        "stage": Stage(row.stage),
        "due_on": row.due_on,
        "analysis_id": row.analysis_id,
        "since": opened_on if row.analysis_id else project.stage_since,
        "standing": standing(
            row.due_on if is_active else None,
            today,
            is_met=getattr(row, "met_at", None) is not None,
            is_waived=getattr(row, "waived_at", None) is not None,
        ),
    }
