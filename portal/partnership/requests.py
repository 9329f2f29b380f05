"""Asking for another coach: between an organisation's managers and the coordinators alone.

A coordinator who coaches the project, or did when it was asked, has no part in it: the database
shows them no such request. Administrators read none at all.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.coaching.queries import coaches_project
from portal.errors import NotFound, Overtaken, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_mail, queue_mails
from portal.organisations.models import Organisation
from portal.organisations.queries import members
from portal.partnership.models import CoachRequest
from portal.partnership.vocabulary import RequestCategory
from portal.permissions import Role
from portal.projects.ledger import ProjectRef
from portal.projects.models import Project
from portal.projects.services import hold_living

IS_OPEN = CoachRequest.answered_at.is_(None) & CoachRequest.withdrawn_at.is_(None)
MOST_REQUESTS = 200


class SentRequest(NamedTuple):
    """A request as the managers of its organisation see it; `who` asked."""

    id: int
    category: str
    words: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    withdrawn_at: datetime | None
    who: str

    @property
    def has_ended(self) -> bool:
        """Tell whether it was answered or withdrawn."""
        return bool(self.answered_at or self.withdrawn_at)


class OpenRequest(NamedTuple):
    """A request that waits for the answer of a coordinator."""

    id: int
    project_id: int
    category: str
    words: str
    asked_at: datetime
    reference: str
    acronym: str


def ask(project: ProjectRef, category: RequestCategory, words: str, *, token: str, by: int) -> None:
    """Ask the coordinators for another coach; the same token asks once.

    Where none may read it, administrators are told that another coordinator is needed. Refused
    while an earlier request waits for its answer, and once the project has ended.
    """
    hold_living(project)
    asked = db.session.execute(
        upsert(CoachRequest)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            token=token,
            category=category,
            words=words,
            asked_at=clock.now(),
            asked_by=by,
        )
        .on_conflict_do_nothing()
        .returning(CoachRequest.id)
    ).scalar_one_or_none()
    if asked is None:
        _refuse_unless_same(project.id, token)
        return
    _tell_coordinators(project, asked)


def withdraw(project: ProjectRef, request_id: int) -> None:
    """Take a request back; NotFound; Refused when it was answered meanwhile."""
    found = db.session.execute(
        update(CoachRequest)
        .where(CoachRequest.id == request_id, CoachRequest.project_id == project.id, IS_OPEN)
        .values(withdrawn_at=clock.now())
        .returning(CoachRequest.id)
    ).scalar_one_or_none()
    if found is not None:
        return
    row = db.session.execute(
        select(CoachRequest.withdrawn_at).where(
            CoachRequest.id == request_id, CoachRequest.project_id == project.id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.withdrawn_at is None:
        raise Overtaken(N_("The coordinator has already answered. Nothing was changed."))


def answer(request_id: int, words: str, *, by: int) -> None:
    """Answer a request in words, as a coordinator; NotFound; Refused when it is closed."""
    row = db.session.execute(
        update(CoachRequest)
        .where(CoachRequest.id == request_id, IS_OPEN)
        .values(answer=words, answered_at=clock.now(), answered_by=by)
        .returning(CoachRequest.organisation_id, CoachRequest.project_id)
    ).one_or_none()
    if row is not None:
        _tell_managers(request_id, ProjectRef(row.organisation_id, row.project_id))
        return
    said = db.session.execute(
        select(CoachRequest.answer).where(CoachRequest.id == request_id)
    ).one_or_none()
    if said is None:
        raise NotFound
    if said.answer != words:
        raise Overtaken(N_("This request was already answered or withdrawn."))


def settle(project: ProjectRef, *, by: int) -> None:
    """Close an open request because the project has a new coach; the new coach is the answer."""
    db.session.execute(select(func.settle_coach_requests(project.id, by, clock.now())))


def requests_of(project_id: int) -> list[SentRequest]:
    """Return a project's requests, latest first, as its managers see them."""
    found = db.session.execute(
        select(
            *(CoachRequest.id, CoachRequest.category, CoachRequest.words, CoachRequest.asked_at),
            *(CoachRequest.answer, CoachRequest.answered_at, CoachRequest.withdrawn_at),
            Person.name.label("who"),
        )
        .join(Person, Person.id == CoachRequest.asked_by)
        .where(CoachRequest.project_id == project_id)
        .order_by(CoachRequest.id.desc())
        .limit(10)
    )
    return [SentRequest._make(row) for row in found]


def open_requests() -> list[OpenRequest]:
    """Return what waits for an answer, oldest first."""
    found = db.session.execute(
        select(
            *(CoachRequest.id, CoachRequest.project_id, CoachRequest.category),
            *(CoachRequest.words, CoachRequest.asked_at),
            *(Project.reference, Organisation.acronym),
        )
        .join(Project, Project.id == CoachRequest.project_id)
        .join(Organisation, Organisation.id == CoachRequest.organisation_id)
        .where(IS_OPEN)
        .order_by(CoachRequest.asked_at, CoachRequest.id)
        .limit(MOST_REQUESTS)
    )
    return [OpenRequest._make(row) for row in found]


def _refuse_unless_same(project_id: int, token: str) -> None:
    same = select(CoachRequest.id).where(
        CoachRequest.project_id == project_id, CoachRequest.token == token
    )
    if db.session.execute(same).scalar_one_or_none() is None:
        raise Refused(N_("You have already asked. The coordinator has not answered yet."))


def _tell_managers(request_id: int, project: ProjectRef) -> None:
    cause = Cause(
        "request_answered", f"project:{project.id}", f"request:{request_id}",
        project.organisation_id,
    )  # fmt: skip
    for person in members(project.organisation_id, (Role.MANAGER,)):
        queue_mail(cause, person.email, recipient_id=person.id)


def _tell_coordinators(project: ProjectRef, request_id: int) -> None:
    is_coach = coaches_project(Person.id, project.id)
    kind, people = "coach_requested", _holders(Role.COORDINATOR, ~is_coach)
    if not people:
        kind, people = "coordinator_wanted", _holders(Role.ADMINISTRATOR)
    occasion = f"request:{request_id}"
    cause = Cause(kind, f"project:{project.id}", occasion, project.organisation_id)
    queue_mails(cause, people)


def _holders(role: Role, *conditions: ColumnElement[bool]) -> Sequence[Row[int, str]]:
    return db.session.execute(
        select(Person.id, Person.email)
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(NetworkRole.role == role, Person.active, *conditions)
        .order_by(Person.id)
    ).all()
