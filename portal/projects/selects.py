"""What the pages of projects ask the database, built once: building costs more than asking."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Label,
    Select,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.organisations.models import Membership
from portal.projects.due_dates import IS_OPEN, JOURNEY_PLACE
from portal.projects.journey import ProjectState
from portal.projects.models import LedgerRow, Project, ProjectEvent
from portal.projects.slots import COACH_NAMES, NEXT_SESSION

PROJECTS_PER_PAGE = 20
PROJECT_COLUMNS = (
    Project.id,
    Project.reference,
    Project.title,
    Project.stage,
    Project.stage_since,
    Project.state,
    Project.state_since,
)
WAITING_COLUMNS = (
    LedgerRow.id,
    LedgerRow.key,
    LedgerRow.stage,
    LedgerRow.due_on,
    LedgerRow.analysis_id,
    clock.day_in_sql(LedgerRow.opened_at).label("opened_on"),
    LedgerRow.words,
)
IN_ORDER = (JOURNEY_PLACE, LedgerRow.analysis_id, LedgerRow.round)


@cache
def whole_head() -> Select[*tuple[Any, ...]]:
    """Return the head of one project with its next session and the names of its coaches."""
    return PROJECT_HEAD_SELECT.add_columns(_next_session(), COACH_NAMES.value().label("coaches"))


@cache
def projects_page() -> Select[*tuple[Any, ...]]:
    """Return a page of projects, each with its next session and whether somebody coaches it."""
    has_coach = COACH_NAMES.value().is_not(None).label("has_coach")
    return PROJECTS_SELECT.add_columns(_next_session(), has_coach)


def _next_session() -> Label[date | None]:
    return NEXT_SESSION.value().label("next_session")


def _head() -> Select[*tuple[Any, ...]]:
    belongs = Membership.organisation_id == Project.organisation_id
    people = select(func.count()).where(belongs).scalar_subquery()
    return (
        select(
            *PROJECT_COLUMNS,
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
        .where(Project.id == bindparam("project_id"))
    )


def _ledger() -> Select[*tuple[Any, ...]]:
    met, waived = aliased(Person), aliased(Person)
    return (
        select(
            *WAITING_COLUMNS,
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
        .where(LedgerRow.project_id == bindparam("project_id"))
        .order_by(*IN_ORDER)
    )


def _events() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ProjectEvent.kind,
            ProjectEvent.origin,
            ProjectEvent.target,
            ProjectEvent.reason,
            ProjectEvent.at,
            Person.name,
        )
        .join(Person, Person.id == ProjectEvent.by)
        .where(ProjectEvent.project_id == bindparam("project_id"))
        .order_by(ProjectEvent.at.desc(), ProjectEvent.id.desc())
    )


def _projects() -> Select[*tuple[Any, ...]]:
    urgency = case({ProjectState.ACTIVE: 0, ProjectState.PAUSED: 1}, value=Project.state, else_=2)
    rest = (
        select(
            LedgerRow.project_id,
            func.min(LedgerRow.due_on).label("first"),
            func.count().label("open"),
        )
        .where(IS_OPEN)
        .group_by(LedgerRow.project_id)
        .subquery()
    )
    in_stage = (
        select(func.count())
        .where(LedgerRow.project_id == Project.id, LedgerRow.stage == Project.stage, IS_OPEN)
        .correlate(Project)
        .scalar_subquery()
    )
    return (
        select(
            *PROJECT_COLUMNS,
            func.coalesce(rest.c.open, 0).label("open"),
            in_stage.label("open_in_stage"),
        )
        .outerjoin(rest, rest.c.project_id == Project.id)
        .order_by(urgency, rest.c.first.nulls_last(), Project.number.desc(), Project.id)
        .limit(PROJECTS_PER_PAGE + 1)
        .offset(bindparam("skipped"))
    )


def _waiting_rows() -> Select[*tuple[Any, ...]]:
    apart = (LedgerRow.project_id, LedgerRow.actor, LedgerRow.due_on.is_(None))
    waiting = (
        select(
            *WAITING_COLUMNS,
            LedgerRow.project_id,
            JOURNEY_PLACE.label("place"),
            func.row_number().over(partition_by=apart, order_by=IN_ORDER).label("nth"),
        )
        .where(LedgerRow.project_id == any_(bindparam("projects", type_=ARRAY(BigInteger))))
        .where(IS_OPEN, or_(LedgerRow.due_on.is_not(None), LedgerRow.days.is_(None)))
        .subquery()
    )
    told = [waiting.c[column.key] for column in WAITING_COLUMNS]
    return (
        select(*told, waiting.c.project_id)
        .where(or_(waiting.c.nth == 1, waiting.c.due_on.is_not(None)))
        .order_by(waiting.c.place, waiting.c.due_on)
    )


PROJECT_HEAD_SELECT = _head()
LEDGER_SELECT = _ledger()
EVENTS_SELECT = _events()
PROJECTS_SELECT = _projects()
WAITING_ROWS_SELECT = _waiting_rows()
