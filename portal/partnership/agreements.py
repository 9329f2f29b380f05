"""A coordinator as coach: proposed by another, agreed to by a manager of the organisation.

The database ends an agreement with the assignment that it was for. Until there is one, a manager
can take it back, and it lapses after thirty days.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.coaching.queries import coaches_project
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.notifications.services import Cause, queue_mail
from portal.organisations.queries import members
from portal.partnership.models import CoachAgreement
from portal.permissions import Role
from portal.projects.ledger import ProjectRef

# The database holds an assignment to the same number of days.
AGREEMENT_LASTS = timedelta(days=30)
AGREEMENT_DECLINED = N_(
    "A manager declined this coach less than 30 days ago. Nothing was sent. Choose another "
    "coach, or ask again after the 30 days."
)
_IS_ASSIGNED = coaches_project(CoachAgreement.coach_id, CoachAgreement.project_id)


class ListedAgreement(NamedTuple):
    """An agreement that has not ended: `is_agreed` None before `manager` has answered.

    The answer counts `until` then (None before), and `is_over` once that has passed.
    """

    id: int
    coach_id: int
    coach: str
    proposer: str
    manager: str | None
    is_agreed: bool | None
    proposed_at: datetime
    answered_at: datetime | None
    is_assigned: bool
    until: datetime | None
    is_over: bool | None


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
        CoachAgreement.ended_at.is_(None),
        CoachAgreement.answered_at > clock.now() - AGREEMENT_LASTS,
    )
    return db.session.scalar(agreed) is None


def propose(project: ProjectRef, coach_id: int, *, by: int) -> None:
    """Ask the managers of a project's organisation to agree to a coordinator as their coach.

    Asked again while the question is open, nothing happens. Refused for thirty days after a
    manager declined.
    """
    _refuse_if_declined(project, coach_id)
    _end_lapsed(project, coach_id)
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
    _tell_proposer(answered, _cause("coach_answered", project, agreement_id))


def take_back(project: ProjectRef, agreement_id: int, *, by: int) -> None:
    """Take an agreement back before the coach is assigned, which is to decline; as a manager.

    Whoever proposed is told by mail. NotFound; Refused once the coach is assigned.
    """
    found = (CoachAgreement.id == agreement_id) & (CoachAgreement.project_id == project.id)
    coach_id = db.session.scalar(select(CoachAgreement.coach_id).where(found))
    if coach_id is None:
        raise NotFound
    # The coach is not assigned meanwhile.
    lock(db.session, Space.PERSON_ROLES, coach_id)
    proposer = db.session.execute(
        update(CoachAgreement)
        .where(
            *(found, CoachAgreement.is_agreed.is_(True), CoachAgreement.ended_at.is_(None)),
            *(CoachAgreement.coach_id != by, ~_IS_ASSIGNED),
        )
        .values(is_agreed=False, answered_by=by, answered_at=clock.now())
        .returning(CoachAgreement.proposed_by)
    ).scalar_one_or_none()
    if proposer is not None:
        _tell_proposer(proposer, _cause("coach_answered", project, agreement_id, ":taken back"))
    elif db.session.scalar(select(CoachAgreement.is_agreed).where(found)) is not False:
        raise Refused(
            N_(
                "This coach already has the project, or the agreement has ended. Nothing was "
                "changed. You can ask for another coach."
            )
        )


def agreements_of(project_id: int) -> list[ListedAgreement]:
    """Return the agreements of a project that have not ended, latest first."""
    proposer, manager = aliased(Person), aliased(Person)
    found = db.session.execute(
        select(
            *(CoachAgreement.id, CoachAgreement.coach_id, Person.name.label("coach")),
            *(proposer.name.label("proposer"), manager.name.label("manager")),
            *(CoachAgreement.is_agreed, CoachAgreement.proposed_at, CoachAgreement.answered_at),
            *(
                _IS_ASSIGNED.label("is_assigned"),
                (CoachAgreement.answered_at + AGREEMENT_LASTS).label("until"),
            ),
            (CoachAgreement.answered_at <= clock.now() - AGREEMENT_LASTS).label("is_over"),
        )
        .join(Person, Person.id == CoachAgreement.coach_id)
        .join(proposer, proposer.id == CoachAgreement.proposed_by)
        .outerjoin(manager, manager.id == CoachAgreement.answered_by)
        .where(CoachAgreement.project_id == project_id, CoachAgreement.ended_at.is_(None))
        .order_by(CoachAgreement.id.desc())
        .limit(10)
    )
    return [ListedAgreement._make(row) for row in found]


def _refuse_unless_same(project: ProjectRef, agreement_id: int, *, is_agreed: bool) -> None:
    said = db.session.execute(
        select(CoachAgreement.is_agreed, CoachAgreement.answered_at).where(
            CoachAgreement.id == agreement_id, CoachAgreement.project_id == project.id
        )
    ).one_or_none()
    if said is None:
        raise NotFound
    if said.answered_at is None or said.is_agreed is not is_agreed:
        raise Refused(N_("This question was already answered or withdrawn. Nothing was changed."))


def _refuse_if_declined(project: ProjectRef, coach_id: int) -> None:
    declined = select(CoachAgreement.id).where(
        CoachAgreement.project_id == project.id,
        CoachAgreement.coach_id == coach_id,
        CoachAgreement.is_agreed.is_(False),
        CoachAgreement.answered_at > clock.now() - AGREEMENT_LASTS,
    )
    if db.session.scalar(declined.limit(1)) is not None:
        raise Refused(AGREEMENT_DECLINED)


def _end_lapsed(project: ProjectRef, coach_id: int) -> None:
    db.session.execute(
        update(CoachAgreement)
        .where(
            CoachAgreement.project_id == project.id,
            CoachAgreement.coach_id == coach_id,
            CoachAgreement.ended_at.is_(None),
            CoachAgreement.answered_at <= clock.now() - AGREEMENT_LASTS,
        )
        .values(ended_at=clock.now())
    )


def _tell_proposer(person_id: int, cause: Cause) -> None:
    address = db.session.execute(select(Person.email).where(Person.id == person_id)).scalar_one()
    queue_mail(cause, address, recipient_id=person_id)


def _cause(kind: str, project: ProjectRef, agreement_id: int, more: str = "") -> Cause:
    subject, occasion = f"project:{project.id}", f"agreement:{agreement_id}{more}"
    return Cause(kind, subject, occasion, project.organisation_id)
