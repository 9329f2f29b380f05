"""Gives a project a coach and ends it: the wall opens and closes with the row, at once."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_mail
from portal.organisations.models import Membership
from portal.organisations.queries import WRITER_ROLES, members
from portal.permissions import Role
from portal.projects import ledger
from portal.projects.journey import ProjectState
from portal.projects.ledger import ProjectRef
from portal.projects.models import Project
from portal.tenancy import wait_for_coach

ASSIGNMENT_ENDED = N_("This assignment has already ended.")


class FoundAssignment(NamedTuple):
    """Whom an assignment lets coach which project; ended_at None while it lasts."""

    organisation_id: int
    project_id: int
    coach_id: int
    ended_at: datetime | None
    email: str


def assign_coach(project: ProjectRef, coach_id: int, *, by: int, is_forced: bool = False) -> bool:
    """Let a coach of the network read and review a project; runs as a coordinator.

    NotFound for an unknown project or coach; Refused for a project that has ended and for a member
    of the organisation, unless `is_forced` for one who only reads there. The same assignment twice
    is one: False.
    """
    email = _coach_email(coach_id)
    refuse_unless_open(project, coach_id, may_read=is_forced)
    assignment_id = db.session.execute(
        upsert(CoachAssignment)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            coach_id=coach_id,
            assigned_by=by,
            assigned_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(CoachAssignment.id)
    ).scalar_one_or_none()
    if assignment_id is None:
        return False
    ledger.meet(project, "coach_assigned", by=by)
    _tell("coach_assigned", assignment_id, project, (coach_id, email))
    return True


def end_assignment(assignment_id: int, *, by: int) -> None:
    """Close the wall behind a coach at once; runs as a coordinator.

    What the coach is saving at this moment is kept first. Unsent comments stay with their author,
    who reads them on their own pages; they can be sent again if the coach returns.
    """
    row = refuse_unless_current(assignment_id)
    wait_for_coach(db.session, row.coach_id)
    ended = db.session.execute(
        update(CoachAssignment)
        .where(CoachAssignment.id == assignment_id, IS_CURRENT)
        .values(ended_at=clock.now(), ended_by=by)
        .returning(CoachAssignment.id)
    ).scalar_one_or_none()
    if ended is None:
        raise Refused(ASSIGNMENT_ENDED)
    project = ProjectRef(row.organisation_id, row.project_id)
    _tell("assignment_ended", assignment_id, project, (row.coach_id, row.email))


def end_assignments_of(coach_id: int, *, by: int) -> None:
    """End everything that somebody coaches, because they are no coach any more."""
    wait_for_coach(db.session, coach_id)
    current = select(CoachAssignment.id).where(CoachAssignment.coach_id == coach_id, IS_CURRENT)
    for assignment_id in db.session.execute(current).scalars().all():
        end_assignment(assignment_id, by=by)


def current_assignment(project_id: int, coach_id: int) -> int:
    """Return the id of a coach's current assignment to a project; NotFound."""
    found = db.session.execute(
        select(CoachAssignment.id).where(
            CoachAssignment.project_id == project_id,
            CoachAssignment.coach_id == coach_id,
            IS_CURRENT,
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def refuse_unless_current(assignment_id: int) -> FoundAssignment:
    """Return an assignment; NotFound; Refused when it has ended."""
    row = db.session.execute(
        select(
            *(CoachAssignment.organisation_id, CoachAssignment.project_id),
            *(CoachAssignment.coach_id, CoachAssignment.ended_at, Person.email),
        )
        .join(Person, Person.id == CoachAssignment.coach_id)
        .where(CoachAssignment.id == assignment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Refused(ASSIGNMENT_ENDED)
    return FoundAssignment._make(row)


def _tell(kind: str, assignment_id: int, project: ProjectRef, coach: tuple[int, str]) -> None:
    occasion = f"assignment:{assignment_id}"
    cause = Cause(kind, f"project:{project.id}", occasion, project.organisation_id)
    coach_id, email = coach
    queue_mail(cause, email, recipient_id=coach_id)
    for person in members(project.organisation_id, WRITER_ROLES):
        queue_mail(cause, person.email, recipient_id=person.id)


def _coach_email(coach_id: int) -> str:
    email = db.session.execute(
        select(Person.email)
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(Person.id == coach_id, Person.active, NetworkRole.role == Role.COACH)
    ).scalar_one_or_none()
    if email is None:
        raise NotFound
    return email


def refuse_unless_open(project: ProjectRef, coach_id: int, *, may_read: bool) -> None:
    """Raise NotFound or Refused where `assign_coach` would."""
    member_as = (
        select(func.max(Membership.role))
        .where(
            Membership.organisation_id == project.organisation_id,
            Membership.person_id == coach_id,
        )
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Project.state, member_as.label("member_as")).where(
            Project.id == project.id, Project.organisation_id == project.organisation_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    if found.member_as not in ((None, Role.VIEWER) if may_read else (None,)):
        raise Refused(N_("A coach cannot review their own organisation's work."))
    if found.state == ProjectState.ENDED:
        raise Refused(N_("This project has ended and needs no coach."))
