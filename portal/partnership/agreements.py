"""A coordinator as coach: proposed by another, agreed to by a manager of the organisation.

The database ends an agreement with the assignment that it was for.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.notifications.services import Cause, queue_mail
from portal.organisations.queries import members
from portal.partnership.models import CoachAgreement
from portal.permissions import Role
from portal.projects.ledger import ProjectRef
from portal.wording import N_

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
IS_OPEN = CoachAgreement.ended_at.is_(None) & CoachAgreement.is_agreed.is_not(False)


def is_wanted(project: ProjectRef, coach_id: int) -> bool:
    """Tell whether a coach needs the agreement of a manager that is not there yet."""
    coordinates = select(NetworkRole.id).where(
        NetworkRole.person_id == coach_id, NetworkRole.role == Role.COORDINATOR
    )
    if db.session.scalar(coordinates) is None:
        return False
    agreed = select(CoachAgreement.id).where(
        CoachAgreement.project_id == project.id,
        CoachAgreement.coach_id == coach_id,
        CoachAgreement.is_agreed.is_(True),
        IS_OPEN,
    )
    return db.session.scalar(agreed) is None


def propose(project: ProjectRef, coach_id: int, *, by: int) -> None:
    """Ask the managers of a project's organisation to agree to a coordinator as their coach.

    Asked again while the question is open, nothing happens.
    """
    proposed = db.session.execute(
        upsert(CoachAgreement)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            coach_id=coach_id,
            proposed_by=by,
            proposed_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(CoachAgreement.id)
    ).scalar_one_or_none()
    if proposed is None:
        return
    for person in members(project.organisation_id, (Role.MANAGER,)):
        cause = _cause("coach_proposed", project, proposed)
        queue_mail(cause, person.email, recipient_id=person.id)


def answer(project: ProjectRef, agreement_id: int, *, is_agreed: bool, by: int) -> None:
    """Agree to a proposal or decline it, as a manager; whoever proposed is told by mail.

    NotFound; Refused when somebody answered otherwise, and for the proposed coach themself.
    """
    answered = db.session.execute(
        update(CoachAgreement)
        .where(
            CoachAgreement.id == agreement_id,
            CoachAgreement.project_id == project.id,
            CoachAgreement.coach_id != by,
            CoachAgreement.answered_at.is_(None),
            CoachAgreement.ended_at.is_(None),
        )
        .values(is_agreed=is_agreed, answered_by=by, answered_at=clock.now())
        .returning(CoachAgreement.proposed_by)
    ).scalar_one_or_none()
    if answered is None:
        _refuse_unless_same(project, agreement_id, is_agreed=is_agreed)
        return
    address = db.session.execute(select(Person.email).where(Person.id == answered)).scalar_one()
    queue_mail(_cause("coach_answered", project, agreement_id), address, recipient_id=answered)


def agreements_of(project_id: int) -> Sequence[AnyRow]:
    """Return the agreements of a project that have not ended, latest first.

    Rows carry id, coach_id, coach, proposer, manager, is_agreed, proposed_at and answered_at.
    """
    proposer, manager = aliased(Person), aliased(Person)
    return db.session.execute(
        select(
            *(CoachAgreement.id, CoachAgreement.coach_id, Person.name.label("coach")),
            *(proposer.name.label("proposer"), manager.name.label("manager")),
            *(CoachAgreement.is_agreed, CoachAgreement.proposed_at, CoachAgreement.answered_at),
        )
        .join(Person, Person.id == CoachAgreement.coach_id)
        .join(proposer, proposer.id == CoachAgreement.proposed_by)
        .outerjoin(manager, manager.id == CoachAgreement.answered_by)
        .where(CoachAgreement.project_id == project_id, CoachAgreement.ended_at.is_(None))
        .order_by(CoachAgreement.id.desc())
        .limit(10)
    ).all()


def _refuse_unless_same(project: ProjectRef, agreement_id: int, *, is_agreed: bool) -> None:
    said = db.session.execute(
        select(CoachAgreement.is_agreed, CoachAgreement.answered_at).where(
            CoachAgreement.id == agreement_id, CoachAgreement.project_id == project.id
        )
    ).one_or_none()
    if said is None:
        raise NotFound
    if said.answered_at is None or said.is_agreed is not is_agreed:
        raise Refused(
            N_("This question was answered or taken back meanwhile. Nothing was changed.")
        )


def _cause(kind: str, project: ProjectRef, agreement_id: int) -> Cause:
    subject, occasion = f"project:{project.id}", f"agreement:{agreement_id}"
    return Cause(kind, subject, occasion, project.organisation_id)
