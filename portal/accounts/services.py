"""What happens to accounts: invitations are written, resets queued, people added."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import insert, update

from portal import clock
from portal.accounts.models import Invitation, Person
from portal.errors import Refused
from portal.extensions import db, security
from portal.notifications.services import Cause, queue_mail
from portal.permissions import MEMBER_ROLES, NETWORK_ROLES, Role
from portal.text import tidy_address
from portal.wording import N_

INVITATION_LASTS = timedelta(days=7)
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Details:
    """What a person says of themself when they accept: their name, language and password."""

    name: str
    locale: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Offer:
    """An invitation just written and its token, which only the mail carries."""

    id: int
    token: str = field(repr=False)


def hash_token(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def invite(organisation_id: int | None, email: str, role: Role, *, by: int) -> None:
    """Offer one role to one address and queue the mail; without an organisation, a network role.

    Runs in the scope of a member of the organisation, or as `portal_coordinator`. An earlier open
    offer of the same place to the same address ends. Raises Refused for a role of another place.
    """
    offered = offer(organisation_id, email, role, by=by)
    cause = Cause("invitation", f"invitation:{offered.id}", "sent", organisation_id)
    queue_mail(cause, normalise(email), recipient_id=None, secret=offered.token)


def offer(organisation_id: int | None, email: str, role: Role, *, by: int) -> Offer:
    """Write an invitation that lasts seven days, without its mail."""
    if role not in (NETWORK_ROLES if organisation_id is None else MEMBER_ROLES):
        raise Refused(N_("This role does not exist here. Nothing was sent; choose another role."))
    _end_earlier(organisation_id, normalise(email), role)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation_id: int = db.session.execute(
        insert(Invitation)
        .values(
            organisation_id=organisation_id,
            email=normalise(email),
            role=role.value,
            token_hash=hash_token(token),
            invited_by=by,
            invited_at=clock.now(),
            expires_at=clock.now() + INVITATION_LASTS,
        )
        .returning(Invitation.id)
    ).scalar_one()
    return Offer(invitation_id, token)


def add_person(email: str, details: Details) -> Person:
    """Write a new account; who may see it hangs on the roles that follow."""
    password = security.password_util.normalize(details.password)
    person = Person(
        email=normalise(email),
        name=details.name,
        locale=details.locale,
        password=hash_password(password),
        fs_uniquifier=uuid4().hex,
    )
    db.session.add(person)
    db.session.flush()
    return person


def normalise(email: str) -> str:
    """Return an address as it is kept and compared."""
    return tidy_address(email)


def queue_reset(person: Person, token: str) -> None:
    """Queue the mail with a reset link."""
    occasion = hashlib.sha256(token.encode()).hexdigest()[:32]
    cause = Cause("password_reset", f"person:{person.id}", occasion)
    queue_mail(cause, person.email, recipient_id=person.id, secret=token)


def _end_earlier(organisation_id: int | None, email: str, role: Role) -> None:
    same_place = Invitation.organisation_id == organisation_id
    if organisation_id is None:
        same_place = Invitation.organisation_id.is_(None) & (Invitation.role == role.value)
    db.session.execute(
        update(Invitation)
        .where(
            same_place,
            Invitation.email == email,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
