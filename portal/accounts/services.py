"""What happens to accounts: invitations are written, resets queued, people added."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import Invitation, Person
from portal.errors import NotFound, Refused
from portal.extensions import db, security
from portal.language.i18n import N_
from portal.language.text import tidy_address
from portal.notifications.services import Cause, queue_mail
from portal.permissions import MEMBER_ROLES, NETWORK_ROLES, Role

INVITATION_LASTS = timedelta(days=7)
TOKEN_BYTES = 32
IS_OPEN_INVITATION = Invitation.accepted_at.is_(None) & Invitation.revoked_at.is_(None)
INVITATION_ENDED = N_("This invitation was used or has ended. Nothing was changed. Check the list.")


@dataclass(frozen=True)
class Details:
    """What a person says of themself when they accept: their name, language and password."""

    name: str
    locale: str
    password: str = field(repr=False)


class InvitationRequest(NamedTuple):
    """Who shall be invited to what, in which language (none: that of whoever invites).

    Without an organisation it is a role of the network.
    """

    organisation_id: int | None
    email: str
    role: Role
    locale: str | None = None


@dataclass(frozen=True)
class NewInvitation:
    """An invitation just written and its token, which only the mail carries."""

    id: int
    token: str = field(repr=False)


def hash_token(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def invite(wanted: InvitationRequest, *, by: int, token: str = "") -> None:
    """Offer one role to one address and queue the mail.

    Runs in the scope of a member of the organisation, or as `portal_coordinator`. An open offer of
    another role in the same organisation ends. The same token invites once; Refused where another
    page has invited already, and for a role of another place.
    """
    offered = offer(wanted, by=by, token=token)
    if offered is not None:
        _queue(offered, wanted)
    elif not token or _open_token(wanted) != token:
        raise Refused(
            N_(
                "This address is already invited, and the link in its email works. If the email "
                "did not arrive, send it again from the list."
            )
        )


def invite_again(organisation_id: int | None, invitation_id: int, *, by: int) -> None:
    """End an open invitation and send a new link for the same; a double click sends one.

    Runs as `invite`. NotFound; Refused when it was used or taken back.
    """
    wanted = _wanted(organisation_id, invitation_id)
    if _end(invitation_id):
        _queue(offer(wanted, by=by), wanted)
    elif _open_token(wanted) is None:
        raise Refused(INVITATION_ENDED)


def revoke_invitation(organisation_id: int | None, invitation_id: int) -> None:
    """Take an open invitation back; its link ends at once.

    NotFound; Refused when it was used or has ended.
    """
    _wanted(organisation_id, invitation_id)
    if not _end(invitation_id):
        raise Refused(INVITATION_ENDED)


def offer_anew(wanted: InvitationRequest, *, by: int) -> NewInvitation:
    """Write an invitation without its mail in the place of an open one; for commands."""
    db.session.execute(update(Invitation).where(*_open(wanted)).values(revoked_at=clock.now()))
    offered = offer(wanted, by=by)
    if offered is None:
        raise Refused(INVITATION_ENDED)
    return offered


def offer(wanted: InvitationRequest, *, by: int, token: str = "") -> NewInvitation | None:
    """Write an invitation that lasts seven days, without its mail; None where one is open."""
    if wanted.role not in (NETWORK_ROLES if wanted.organisation_id is None else MEMBER_ROLES):
        raise Refused(N_("This role does not exist here. Nothing was sent. Choose another role."))
    email = normalise(wanted.email)
    _end_others(wanted, email)
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    invitation_id = db.session.execute(
        upsert(Invitation)
        .values(
            organisation_id=wanted.organisation_id,
            email=email,
            role=wanted.role.value,
            locale=wanted.locale,
            token_hash=hash_token(secret),
            token=token,
            invited_by=by,
            invited_at=clock.now(),
            expires_at=clock.now() + INVITATION_LASTS,
        )
        .on_conflict_do_nothing()
        .returning(Invitation.id)
    ).scalar_one_or_none()
    return None if invitation_id is None else NewInvitation(invitation_id, secret)


def hash_of(details: Details) -> str:
    """Return what the database keeps of a password; asked first, while nothing is held."""
    hashed: str = hash_password(security.password_util.normalize(details.password))
    return hashed


def add_person(email: str, details: Details, password_hash: str) -> Person:
    """Write a new account; who may see it hangs on the roles that follow."""
    person = Person(
        email=normalise(email),
        name=details.name,
        locale=details.locale,
        password=password_hash,
        fs_uniquifier=uuid4().hex,
    )
    db.session.add(person)
    db.session.flush()
    return person


def normalise(email: str) -> str:
    """Return an address as it is kept and compared."""
    return tidy_address(email)


def queue_reset(person: Person, token: str) -> None:
    """Queue the mail with a reset link, one a minute; that of a person without a row is never sent.

    Each link works until one of them is used, so whoever presses twice needs no second mail.
    """
    cause = Cause("password_reset", f"person:{person.id or 0}", f"{clock.now():%Y-%m-%dT%H:%M}")
    queue_mail(cause, person.email, recipient_id=person.id, secret=token)


def _wanted(organisation_id: int | None, invitation_id: int) -> InvitationRequest:
    known = db.session.execute(
        select(Invitation.email, Invitation.role, Invitation.locale).where(
            Invitation.id == invitation_id, _in_place(organisation_id)
        )
    ).one_or_none()
    if known is None:
        raise NotFound
    return InvitationRequest(organisation_id, known.email, Role(known.role), known.locale)


def _end(invitation_id: int) -> bool:
    ended = db.session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, IS_OPEN_INVITATION)
        .values(revoked_at=clock.now())
        .returning(Invitation.id)
    )
    return ended is not None


def _queue(offered: NewInvitation | None, wanted: InvitationRequest) -> None:
    if offered is not None:
        place = wanted.organisation_id
        cause = Cause("invitation", f"invitation:{offered.id}", "sent", place)
        queue_mail(cause, normalise(wanted.email), recipient_id=None, secret=offered.token)


def _open_token(wanted: InvitationRequest) -> str | None:
    return db.session.scalar(select(Invitation.token).where(*_open(wanted)))


def _open(wanted: InvitationRequest) -> tuple[ColumnElement[bool], ...]:
    return (
        _in_place(wanted.organisation_id),
        Invitation.email == normalise(wanted.email),
        Invitation.role == wanted.role.value,
        IS_OPEN_INVITATION,
    )


def _end_others(wanted: InvitationRequest, email: str) -> None:
    # A role in an organisation replaces the one offered before; roles of the network add up.
    has_expired = Invitation.expires_at <= clock.now()
    replaced = (
        has_expired
        if wanted.organisation_id is None
        else or_(has_expired, Invitation.role != wanted.role.value)
    )
    db.session.execute(
        update(Invitation)
        .where(
            _in_place(wanted.organisation_id),
            Invitation.email == email,
            IS_OPEN_INVITATION,
            replaced,
        )
        .values(revoked_at=clock.now())
    )


def _in_place(organisation_id: int | None) -> ColumnElement[bool]:
    place = Invitation.organisation_id
    return place.is_(None) if organisation_id is None else place == organisation_id
