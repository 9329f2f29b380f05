"""What coordinators look at: which projects need a coach, who works for the network."""

from datetime import date, datetime
from typing import NamedTuple, TypedDict

from sqlalchemy import func, select, true

from portal import clock
from portal.accounts.models import Invitation, NetworkRole, Person
from portal.analyses.models import Analysis
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.coaching.workflow import WAITS_FOR_COACH
from portal.errors import NotFound
from portal.extensions import db
from portal.network.figures import projects_to_read
from portal.organisations.models import Organisation
from portal.permissions import Role
from portal.projects.due_dates import (
    AWAITS_FEEDBACK,
    DUE_ON,
    HAS_NOT_ENDED,
    IS_ACTIVE,
    IS_OPEN,
    WAITS_SINCE,
)
from portal.projects.ledger import ProjectRef
from portal.projects.models import LedgerRow, Project

ROWS_PER_PAGE = 20
PEOPLE_PAGE = 50


class AssignedCoach(TypedDict):
    """A coach by name, and the id of the assignment."""

    id: int
    name: str


class CoachedProject(NamedTuple):
    """A project and who coaches it; due_on of the assignment, None when not dated or made before.

    `alone` counts those that wait for a coach and `total` all, of all pages. A paused project
    waits for nobody: it is not among the `alone`. `to_read` counts the analyses that wait for its
    coach, the first of them since `to_read_since`.
    """

    id: int
    reference: str
    stage: str
    state: str
    is_alone: bool
    due_on: date | None
    alone: int
    total: int
    coaches: list[AssignedCoach]
    to_read: int
    to_read_since: date | None


class RoleHolder(NamedTuple):
    """Who holds a role of the network, by the id of the role; `total` counts all pages."""

    id: int
    person_id: int
    role: str
    name: str
    email: str
    total: int


class OpenInvitation(NamedTuple):
    """An invitation that works until it expires."""

    id: int
    email: str
    role: str
    locale: str
    expires_at: datetime


def projects_to_coach(page: int) -> list[CoachedProject]:
    """Return a page of projects that have not ended, those that wait for a coach first.

    Among these come first those that have sent an analysis, then by date.
    """
    is_alone = (
        ~select(CoachAssignment.id)
        .where(CoachAssignment.project_id == Project.id, IS_CURRENT)
        .exists()
    )
    waits, due_on = is_alone & IS_ACTIVE, DUE_ON
    has_sent = Project.id.in_(projects_to_read())
    listed = (
        select(
            *(Project.id, Project.reference, Project.stage, Project.state),
            is_alone.label("is_alone"),
            due_on.label("due_on"),
            waits.label("waits"),
            (waits & has_sent).label("is_urgent"),
            IS_ACTIVE.label("is_active"),
            func.count().filter(waits).over().label("alone"),
            func.count().over().label("total"),
        )
        .outerjoin(
            LedgerRow,
            (LedgerRow.project_id == Project.id) & (LedgerRow.key == "coach_assigned") & IS_OPEN,
        )
        .where(HAS_NOT_ENDED)
        .order_by(
            *((waits & has_sent).desc(), waits.desc(), due_on.nulls_last()),
            *(Project.organisation_id, Project.number),
        )
        .limit(ROWS_PER_PAGE)
        .offset((page - 1) * ROWS_PER_PAGE)
        .cte("listed")
    )
    one = func.json_build_object("id", CoachAssignment.id, "name", Person.name)
    names = (
        select(func.coalesce(func.json_agg(one), func.json_build_array()).label("coaches"))
        .join_from(CoachAssignment, Person, Person.id == CoachAssignment.coach_id)
        .where(CoachAssignment.project_id == listed.c.id, IS_CURRENT)
        .lateral("names")
    )
    since = func.min(func.coalesce(WAITS_SINCE, Analysis.state_since))
    unread = (
        select(func.count().label("to_read"), clock.day_in_sql(since).label("to_read_since"))
        .select_from(Analysis)
        .outerjoin(LedgerRow, (LedgerRow.analysis_id == Analysis.id) & AWAITS_FEEDBACK)
        .where(
            Analysis.project_id == listed.c.id,
            Analysis.state.in_([state.value for state in WAITS_FOR_COACH]),
            listed.c.is_active,
        )
        .lateral("unread")
    )
    found = db.session.execute(
        select(
            *(listed.c.id, listed.c.reference, listed.c.stage, listed.c.state, listed.c.is_alone),
            *(listed.c.due_on, listed.c.alone, listed.c.total, names.c.coaches),
            *(unread.c.to_read, unread.c.to_read_since),
        )
        .join_from(listed, names, true())
        .join(unread, true())
        .order_by(
            listed.c.is_urgent.desc(),
            listed.c.waits.desc(),
            listed.c.due_on.nulls_last(),
            listed.c.reference,
        )
    )
    return [CoachedProject._make(row) for row in found]


def count_coaches() -> int:
    """Return how many coaches there are."""
    return db.session.execute(
        select(func.count())
        .select_from(NetworkRole)
        .join(Person, Person.id == NetworkRole.person_id)
        .where(NetworkRole.role == Role.COACH, Person.active)
    ).scalar_one()


def find_project(project_id: int) -> ProjectRef:
    """Return the two ids of a project; NotFound."""
    organisation_id = db.session.scalar(
        select(Project.organisation_id).where(Project.id == project_id)
    )
    if organisation_id is None:
        raise NotFound
    return ProjectRef(organisation_id, project_id)


def find_organisation(slug: str) -> int:
    """Return the id of an organisation; NotFound."""
    organisation_id = db.session.scalar(select(Organisation.id).where(Organisation.slug == slug))
    if organisation_id is None:
        raise NotFound
    return organisation_id


def network_people(page: int) -> list[RoleHolder]:
    """Return a page of who holds which role of the network."""
    found = db.session.execute(
        select(
            *(NetworkRole.id, NetworkRole.person_id, NetworkRole.role),
            *(Person.name, Person.email),
            func.count().over().label("total"),
        )
        .join(Person, Person.id == NetworkRole.person_id)
        .where(Person.active)
        .order_by(NetworkRole.role, Person.sort_form, NetworkRole.id)
        .limit(PEOPLE_PAGE)
        .offset((page - 1) * PEOPLE_PAGE)
    )
    return [RoleHolder._make(row) for row in found]


def open_invitations(organisation_id: int | None) -> list[OpenInvitation]:
    """Return the invitations that are open, of the network without an id, latest first."""
    place = Invitation.organisation_id
    found = db.session.execute(
        select(
            *(Invitation.id, Invitation.email, Invitation.role, Invitation.locale),
            Invitation.expires_at,
        )
        .where(
            place.is_(None) if organisation_id is None else place == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
        .limit(PEOPLE_PAGE)
    )
    return [OpenInvitation._make(row) for row in found]
