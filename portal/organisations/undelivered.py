"""Tells those who can act that mails do not get through: one mail a day and place, no address.

Told are the one who invited, else the managers of the organisation or of the person's
organisations; where there is none, and for the network's own people, the coordinators, else the
administrators. Nobody is told of mails to themself.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    delete,
    func,
    or_,
    select,
    update,
)

from portal import clock
from portal.accounts.mails import find_recipient
from portal.accounts.models import Invitation, NetworkRole, Person
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.notifications.failures import is_shown
from portal.notifications.models import MailFailure
from portal.notifications.services import Cause, queue_mail
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role
from portal.tenancy import ReaderScope, Side, leave_network_role, open_scope, take_network_role

MAIL_KIND = "mail_failed"
# A server that refuses one mail may refuse everybody; after this it is worth a look.
SETTLED_AFTER = timedelta(minutes=10)
MAILS_AT_ONCE = 50
NETWORK_PLACE = "network:0"
RETRYING_ROLES = (Role.COORDINATOR.value, Role.ADMINISTRATOR.value)


class Contact(NamedTuple):
    """Whom to tell, and of which place: an organisation, or the network (None)."""

    person_id: int
    address: str
    organisation_id: int | None


class UntoldFailure(NamedTuple):
    """A failure of which nobody was told yet."""

    id: int
    kind: str
    subject: str
    organisation_id: int | None
    recipient_id: int | None


def tell_failures() -> int:
    """Queue the mails about what failed since the last time; return of how many failures."""
    open_scope(db.session, ReaderScope(side=Side.WORKER))
    _forget_ended_invitations()
    untold = _untold()
    take_network_role(db.session)
    told = {one for failure in untold for one in _who_can_act(failure)}
    leave_network_role(db.session)
    for person_id, address, organisation_id in sorted(told, key=str):
        place = f"organisation:{organisation_id}" if organisation_id else NETWORK_PLACE
        cause = Cause(MAIL_KIND, place, clock.today().isoformat(), organisation_id)
        queue_mail(cause, address, recipient_id=person_id)
    db.session.execute(
        update(MailFailure)
        .where(MailFailure.id.in_([failure.id for failure in untold]))
        .values(told_at=clock.now())
    )
    return len(untold)


def compose_failed(mail: Waiting) -> Letter | None:
    """Say how many mails of a place do not get through, and where they stand."""
    recipient = find_recipient(mail)
    place = _place_of(mail)
    if recipient is None or place is None:
        return None
    count = db.session.scalar(select(func.count()).where(is_shown(), *_in_place(mail)))
    if not count:
        return None
    return Letter(
        recipient.address,
        recipient.locale,
        N_("Emails from the portal are not delivered"),
        {"count": count, **place},
    )


def _forget_ended_invitations() -> None:
    failing = select(MailFailure.id, MailFailure.subject).where(MailFailure.kind == "invitation")
    subjects = {row.id: int(row.subject.partition(":")[2]) for row in db.session.execute(failing)}
    if not subjects:
        return
    take_network_role(db.session)
    is_open = (
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    asked = select(Invitation.id).where(Invitation.id.in_(subjects.values()), *is_open)
    still_open = set(db.session.execute(asked).scalars())
    leave_network_role(db.session)
    ended = [failure for failure, invitation in subjects.items() if invitation not in still_open]
    db.session.execute(delete(MailFailure).where(MailFailure.id.in_(ended)))


def _untold() -> list[UntoldFailure]:
    is_settled = MailFailure.is_final | (MailFailure.since < clock.now() - SETTLED_AFTER)
    found = db.session.execute(
        select(
            *(MailFailure.id, MailFailure.kind, MailFailure.subject),
            *(MailFailure.organisation_id, MailFailure.recipient_id),
        )
        .where(MailFailure.told_at.is_(None), MailFailure.kind != MAIL_KIND, is_settled, is_shown())
        .order_by(MailFailure.id)
        .limit(MAILS_AT_ONCE)
    )
    return [UntoldFailure._make(row) for row in found]


def _who_can_act(failure: UntoldFailure) -> list[Contact]:
    inviter = _inviter(failure)
    if inviter:
        return inviter
    managers = [
        Contact(*row)
        for row in db.session.execute(
            select(Person.id, Person.email, Membership.organisation_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.role == Role.MANAGER.value, *_place_and_others(failure))
        )
    ]
    return managers or next((found for found in _network(failure) if found), [])


def _inviter(failure: UntoldFailure) -> list[Contact]:
    if failure.kind != "invitation":
        return []
    by = select(Invitation.invited_by).where(
        Invitation.id == int(failure.subject.partition(":")[2])
    )
    row = db.session.execute(
        select(Person.id, Person.email, Membership.organisation_id)
        .outerjoin(
            Membership,
            (Membership.person_id == Person.id)
            & (Membership.organisation_id == failure.organisation_id)
            & (Membership.role == Role.MANAGER.value),
        )
        .where(Person.id.in_(by), Person.active)
        .where(Membership.id.is_not(None) | Person.id.in_(_able()))
    ).one_or_none()
    return [Contact(*row)] if row else []


def _able() -> Select[int]:
    return select(NetworkRole.person_id).where(NetworkRole.role.in_(RETRYING_ROLES))


def _place_and_others(failure: UntoldFailure) -> Iterator[ColumnExpressionArgument[bool]]:
    yield Person.active
    if failure.recipient_id is not None:
        yield Person.id != failure.recipient_id
    if failure.organisation_id is not None:
        yield Membership.organisation_id == failure.organisation_id
        return
    theirs = select(Membership.organisation_id).where(Membership.person_id == failure.recipient_id)
    yield Membership.organisation_id.in_(theirs)


def _network(failure: UntoldFailure) -> Iterator[list[Contact]]:
    for role in RETRYING_ROLES:
        rows = db.session.execute(
            select(Person.id, Person.email)
            .join(NetworkRole, NetworkRole.person_id == Person.id)
            .where(
                NetworkRole.role == role,
                Person.active,
                Person.id.is_distinct_from(failure.recipient_id),
            )
        )
        yield [Contact(row.id, row.email, None) for row in rows]


def _place_of(mail: Waiting) -> dict[str, Any] | None:
    if mail.subject == NETWORK_PLACE:
        is_able = db.session.scalar(
            select(Person.id).where(Person.id == mail.recipient_id, Person.id.in_(_able()))
        )
        return {"organisation": None, "link": "/network/mails"} if is_able else None
    row = db.session.execute(
        select(Organisation.slug, Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Organisation.id == mail.subject_id,
            Membership.person_id == mail.recipient_id,
            Membership.role == Role.MANAGER.value,
        )
    ).one_or_none()
    return {"organisation": row.name, "link": f"/o/{row.slug}/people/#mails"} if row else None


def _in_place(mail: Waiting) -> list[ColumnElement[bool]]:
    if mail.subject == NETWORK_PLACE:
        return []
    members = select(Membership.person_id).where(Membership.organisation_id == mail.subject_id)
    return [
        or_(
            MailFailure.organisation_id == mail.subject_id,
            MailFailure.organisation_id.is_(None) & MailFailure.recipient_id.in_(members),
        )
    ]
