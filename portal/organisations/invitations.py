"""Accepting an invitation: the one way into an organisation or to a role of the network."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Invitation, NetworkRole, Person
from portal.accounts.services import (
    Details,
    InvitationRequest,
    add_person,
    hash_of,
    hash_token,
    normalise,
    offer_anew,
)
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_mail
from portal.organisations.apart import refuse_unless_apart
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role
from portal.tenancy import ReaderScope, Side, leave_network_role, open_scope


class InvitationStanding(StrEnum):
    """What an invitation is good for now."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REFUSED = "refused"


INVITATION_REFUSALS: dict[InvitationStanding, str] = {
    InvitationStanding.ACCEPTED: N_("This invitation was already used. Sign in with your account."),
    InvitationStanding.REVOKED: N_(
        "This invitation was withdrawn or replaced by a newer one. Look for a later email, or "
        "ask for a new invitation."
    ),
    InvitationStanding.EXPIRED: N_("This invitation is older than seven days. Ask for a new one."),
    InvitationStanding.REFUSED: N_(
        "You have a role that cannot be combined with this one, so the invitation has ended. "
        "Your account and your roles are unchanged. The person who invited you is told that you "
        "cannot take the role, but not why. Someone else can take it."
    ),
}


class Invited(NamedTuple):
    """An invitation as the one who holds its token may see it."""

    id: int
    email: str
    role: Role
    organisation_id: int | None
    organisation: str | None
    slug: str | None
    invited_by: str
    expires_at: datetime
    standing: InvitationStanding
    account_id: int | None
    locale: str | None


def find_invitation(token: str) -> Invited:
    """Open the scope of a token and return its invitation, locked until the commit.

    Raises NotFound for a token that was never given.
    """
    _open_invitation(token)
    inviter, account = aliased(Person), aliased(Person)
    try:
        row = db.session.execute(
            select(Invitation, Organisation.name, Organisation.slug, inviter.name, account.id)
            .join(inviter, inviter.id == Invitation.invited_by)
            .outerjoin(Organisation, Organisation.id == Invitation.organisation_id)
            .outerjoin(account, account.email == Invitation.email)
            .where(Invitation.token_hash == hash_token(token))
            .with_for_update(of=Invitation)
        ).one()
    except NoResultFound:
        raise NotFound from None
    found = row[0]
    return Invited(
        id=found.id,
        email=found.email,
        role=Role(found.role),
        organisation_id=found.organisation_id,
        organisation=row[1],
        slug=row[2],
        invited_by=row[3],
        expires_at=found.expires_at,
        standing=_standing(found),
        account_id=row[4],
        locale=found.locale,
    )


def accept_invitation(token: str, details: Details) -> tuple[Person, Invited]:
    """Make an account with the role that a token offers; returns the new person and the offer.

    Raises NotFound, or Refused when the offer has ended or its address has an account.
    """
    password_hash = hash_of(details)
    invited = _still_open(token)
    if invited.account_id is not None:
        raise Refused(
            N_("This address already has an account. Sign in first, then open the link again.")
        )
    person = add_person(invited.email, details, password_hash)
    _enrol(token, invited, person.id)
    return person, invited


def accept_as(token: str, person_id: int) -> Invited:
    """Add the role that a token offers to the account of its address; returns the offer.

    Raises NotFound, or Refused when the offer has ended or was made to somebody else: RoleConflict
    where `end_refused` should follow.
    """
    invited = _still_open(token)
    if invited.account_id != person_id:
        raise Refused(
            N_(
                "This invitation is for another address. Nothing was changed. Sign out, then "
                "sign in with the address that got the email."
            )
        )
    _enrol(token, invited, person_id)
    return invited


def end_refused(token: str) -> None:
    """End an invitation that its person cannot accept, and tell whoever invited them, not why."""
    invited = find_invitation(token)
    now = clock.now()
    inviter_id = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invited.id)
        .values(revoked_at=now, refused_at=now)
        .returning(Invitation.invited_by)
    ).scalar_one()
    address = db.session.execute(select(Person.email).where(Person.id == inviter_id)).scalar_one()
    cause = Cause("invitation_refused", f"invitation:{invited.id}", "once", invited.organisation_id)
    queue_mail(cause, address, recipient_id=inviter_id)


def invite_and_accept(
    organisation_id: int | None, email: str, role: Role, by: int, details: Details
) -> int:
    """Invite and accept in one go, for commands; returns the person's id.

    An account that exists keeps its name, language and password. Afterwards the transaction is in
    the scope of the accepted invitation, so open your own before going on.
    """
    open_scope(db.session, ReaderScope())
    db.session.execute(select(func.set_config("role", "portal_coordinator", True)))  # noqa: FBT003
    token = offer_anew(InvitationRequest(organisation_id, email, role), by=by).token
    leave_network_role(db.session)
    account_id = db.session.scalar(select(Person.id).where(Person.email == normalise(email)))
    if account_id is None:
        return accept_invitation(token, details)[0].id
    accept_as(token, account_id)
    return account_id


def create_administrator(email: str, details: Details) -> int:
    """Make an administrator when there is nobody yet who could invite one; returns the id.

    An account that exists keeps its name, language and password. Refused for an administrator.
    """
    account_id = db.session.scalar(select(Person.id).where(Person.email == normalise(email)))
    if account_id is not None and _has_network_role(account_id, Role.ADMINISTRATOR):
        raise Refused(N_("This address already belongs to an administrator. Nothing was changed."))
    by = account_id or add_person(email, details, hash_of(details)).id
    return invite_and_accept(None, email, Role.ADMINISTRATOR, by, details)


def _still_open(token: str) -> Invited:
    invited = find_invitation(token)
    if invited.standing is not InvitationStanding.OPEN:
        raise Refused(INVITATION_REFUSALS[invited.standing])
    return invited


def _enrol(token: str, invited: Invited, person_id: int) -> None:
    _open_invitation(token, person_id)
    refuse_unless_apart(invited.role, person_id)
    if _holds_already(invited, person_id):
        raise Refused(
            N_(
                "You already have a role here, so nothing was changed. To change it, ask the "
                "person who invited you."
            )
        )
    if invited.organisation_id is None:
        _add_network_role(person_id, invited.role)
    else:
        db.session.execute(
            insert(Membership).values(
                organisation_id=invited.organisation_id,
                person_id=person_id,
                role=invited.role.value,
                since=clock.now(),
            )
        )
    # Last, for the database lets nobody in on an invitation that is accepted.
    db.session.execute(
        update(Invitation).where(Invitation.id == invited.id).values(accepted_at=clock.now())
    )


def _has_network_role(person_id: int, role: Role) -> bool:
    held = select(NetworkRole.id).where(
        NetworkRole.person_id == person_id, NetworkRole.role == role.value
    )
    return db.session.scalar(held) is not None


def _add_network_role(person_id: int, role: Role) -> None:
    try:
        db.session.execute(insert(NetworkRole).values(person_id=person_id, role=role.value))
    except IntegrityError as error:
        # What is left after `refuse_unless_apart`, which knows nothing of assignments.
        raise Refused(
            N_(
                "You coach projects now, so you cannot take this role. Nothing was changed. Ask "
                "a coordinator to hand over your projects first."
            )
        ) from error


def _holds_already(invited: Invited, person_id: int) -> bool:
    if invited.organisation_id is None:
        return _has_network_role(person_id, invited.role)
    held = select(Membership.id).where(
        Membership.person_id == person_id, Membership.organisation_id == invited.organisation_id
    )
    return db.session.scalar(held) is not None


def _open_invitation(token: str, person_id: int | None = None) -> None:
    open_scope(db.session, ReaderScope(person_id=person_id, side=Side.INVITATION))
    db.session.execute(
        select(
            func.set_config("portal.invitation", hash_token(token).hex(), True),  # noqa: FBT003
            func.set_config("portal.moment", clock.now().isoformat(), True),  # noqa: FBT003
        )
    )


def _standing(invitation: Invitation) -> InvitationStanding:
    if invitation.accepted_at:
        return InvitationStanding.ACCEPTED
    if invitation.refused_at:
        return InvitationStanding.REFUSED
    if invitation.revoked_at:
        return InvitationStanding.REVOKED
    return (
        InvitationStanding.OPEN
        if invitation.expires_at > clock.now()
        else InvitationStanding.EXPIRED
    )
