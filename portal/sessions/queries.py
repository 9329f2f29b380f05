"""Reads of coaching sessions: the log of a project, what was agreed, what comes next."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.errors import NotFound
from portal.events.details import SEXES
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import DUE_ON, IS_ACTIVE, IS_OPEN
from portal.projects.models import LedgerRow, Project
from portal.sessions.models import CoachingSession

SESSIONS_PER_PAGE = 20
AGENDA_ROWS = 60


class SessionFacts(NamedTuple):
    """What was written of a session, with its version."""

    id: int
    coach_id: int
    held_on: date
    mode: str
    minutes: int
    women: int
    men: int
    undisclosed: int
    unrecorded: int
    summary: str
    next_on: date | None
    version: int


class LoggedSession(NamedTuple):
    """A session in the log: `who` held it; `total` is the number of rows on all pages."""

    facts: SessionFacts
    who: str
    total: int


class SessionTotals(NamedTuple):
    """Sessions of a project, their minutes, and the places taken in them."""

    sessions: int
    minutes: int
    women: int
    men: int
    undisclosed: int
    unrecorded: int


class ListedAction(NamedTuple):
    """What was agreed in a session: `actor` does it, `done_by` closed it (None while open).

    It was agreed for a `day`; nothing is due while its project is paused or has ended.
    """

    id: int
    session_id: int
    actor: str
    words: str
    day: date
    due_on: date | None
    met_at: datetime | None
    evidence: str
    waived_at: datetime | None
    waiver_reason: str
    done_by: str | None


class AgendaLine(NamedTuple):
    """A planned session (kind `session`, row_id None), or what was agreed (kind: who must act)."""

    kind: str
    due_on: date
    row_id: int | None
    words: str
    project_id: int
    reference: str
    title: str
    slug: str
    acronym: str


def _agenda() -> Select[*tuple[Any, ...]]:
    later = aliased(CoachingSession)
    was_held = select(later.id).where(
        later.project_id == CoachingSession.project_id,
        (later.held_on > CoachingSession.held_on)
        | ((later.held_on == CoachingSession.held_on) & (later.id > CoachingSession.id)),
    )
    place = (Project.id.label("project_id"), Project.reference, Project.title)
    where = (Organisation.slug, Organisation.acronym)
    planned = (
        select(
            literal("session").label("kind"),
            CoachingSession.next_on.label("due_on"),
            *(null().label("row_id"), cast(literal(""), String).label("words"), *place, *where),
        )
        .join(Project, Project.id == CoachingSession.project_id)
        .join(Organisation, Organisation.id == CoachingSession.organisation_id)
        .where(
            CoachingSession.next_on.is_not(None),
            ~was_held.exists(),
            IS_ACTIVE,
        )
    )
    agreed = (
        select(
            LedgerRow.actor.label("kind"),
            LedgerRow.due_on,
            *(LedgerRow.id.label("row_id"), LedgerRow.words, *place, *where),
        )
        .join(Project, Project.id == LedgerRow.project_id)
        .join(Organisation, Organisation.id == LedgerRow.organisation_id)
        .where(LedgerRow.session_id.is_not(None), IS_OPEN, IS_ACTIVE)
    )
    both = union_all(planned, agreed).subquery()
    return select(both).order_by(both.c.due_on, both.c.reference, both.c.row_id).limit(AGENDA_ROWS)


def next_session() -> ScalarSelect[date | None]:
    """Return the day of the next session of the statement's `Project`, as its coach set it last."""
    return (
        select(CoachingSession.next_on)
        .where(CoachingSession.project_id == Project.id)
        .order_by(CoachingSession.held_on.desc(), CoachingSession.id.desc())
        .limit(1)
        .scalar_subquery()
    )


SESSION_FACTS = tuple(getattr(CoachingSession, name) for name in SessionFacts._fields)
# Built once: building a statement costs more than sending it.
AGENDA_SELECT = _agenda()
LOG_SELECT = (
    select(*SESSION_FACTS, Person.name.label("who"), func.count().over().label("total"))
    .join(Person, Person.id == CoachingSession.coach_id)
    .where(CoachingSession.project_id == bindparam("project_id"))
    .order_by(CoachingSession.held_on.desc(), CoachingSession.id.desc())
    .limit(SESSIONS_PER_PAGE)
    .offset(bindparam("skipped"))
)
TOTALS_SELECT = select(
    func.count().label("sessions"),
    func.coalesce(func.sum(CoachingSession.minutes), 0).label("minutes"),
    *(func.coalesce(func.sum(getattr(CoachingSession, sex)), 0).label(sex) for sex in SEXES),
).where(CoachingSession.project_id == bindparam("project_id"))
ACTIONS_SELECT = (
    select(
        *(LedgerRow.id, LedgerRow.session_id, LedgerRow.actor, LedgerRow.words),
        *(LedgerRow.due_on.label("day"), DUE_ON.label("due_on")),
        *(LedgerRow.met_at, LedgerRow.evidence, LedgerRow.waived_at, LedgerRow.waiver_reason),
        Person.name.label("done_by"),
    )
    .join(Project, Project.id == LedgerRow.project_id)
    .outerjoin(Person, Person.id == func.coalesce(LedgerRow.met_by, LedgerRow.waived_by))
    .where(LedgerRow.project_id == bindparam("project_id"), LedgerRow.session_id.is_not(None))
    .order_by(LedgerRow.due_on, LedgerRow.id)
)


def log_of(project_id: int, page: int = 1) -> list[LoggedSession]:
    """Return a page of a project's sessions, latest first."""
    asked = {"project_id": project_id, "skipped": (page - 1) * SESSIONS_PER_PAGE}
    found = db.session.execute(LOG_SELECT, asked)
    return [LoggedSession(SessionFacts._make(facts), who, total) for *facts, who, total in found]


def totals_of(project_id: int) -> SessionTotals:
    """Return the sums of all sessions of a project."""
    return SessionTotals._make(db.session.execute(TOTALS_SELECT, {"project_id": project_id}).one())


def agreed_in(project_id: int) -> list[ListedAction]:
    """Return what was agreed in a project's sessions, by date: open, done and left out."""
    found = db.session.execute(ACTIONS_SELECT, {"project_id": project_id})
    return [ListedAction._make(row) for row in found]


def agreed_action(project_id: int, row_id: int) -> ListedAction:
    """Return one agreed action of a project; NotFound."""
    found = [row for row in agreed_in(project_id) if row.id == row_id]
    if not found:
        raise NotFound
    return found[0]


def session_of(project_id: int, session_id: int) -> SessionFacts:
    """Return the facts of one session of a project; NotFound."""
    found = db.session.execute(
        select(*SESSION_FACTS).where(
            CoachingSession.id == session_id, CoachingSession.project_id == project_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return SessionFacts._make(found)


def coach_agenda() -> list[AgendaLine]:
    """Return planned sessions and open agreed actions of the coach's projects, by date."""
    return [AgendaLine._make(row) for row in db.session.execute(AGENDA_SELECT)]
