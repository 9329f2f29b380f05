"""An address that somebody wants for their account, kept until the link sent there is opened.

Nobody learns here who else has an account: an address that somebody has is kept like any other,
and only the mail with its link is not sent (`compose_address_link`).
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import AddressChange, Person
from portal.accounts.services import TOKEN_BYTES, hash_token
from portal.errors import NotFound
from portal.extensions import db
from portal.notifications.services import Cause, queue_mail

LINK_LASTS = timedelta(hours=24)


class WantedAddress(NamedTuple):
    """An address that waits for its link to be opened, and until when that works."""

    email: str
    expires_at: datetime


def ask_for_address(person_id: int, current: str, wanted: str) -> None:
    """Keep an address instead of one asked for before; send a link there, a notice to `current`."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {
        "email": wanted,
        "token_hash": hash_token(token),
        "expires_at": clock.now() + LINK_LASTS,
    }
    db.session.execute(
        upsert(AddressChange)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=[AddressChange.person_id], set_=values)
    )
    occasion = hash_token(token).hex()[:32]
    link = Cause("address_link", f"person:{person_id}", occasion)
    queue_mail(link, wanted, recipient_id=person_id, secret=token)
    notice = Cause("address_notice", f"person:{person_id}", occasion)
    queue_mail(notice, current, recipient_id=person_id)


def find_wanted(person_id: int) -> WantedAddress | None:
    """Return the address that waits for its link, None where none does."""
    return _find(AddressChange.person_id == person_id)


def find_by_token(person_id: int, token: str) -> WantedAddress:
    """Return what a person's link is for; NotFound once it was used, replaced or has ended."""
    found = _find(*_is_of(person_id, token))
    if found is None:
        raise NotFound
    return found


def confirm_address(person_id: int, token: str) -> str:
    """Use the address of a link from now on; returns the key that the person's session needs now.

    All other sessions end, and a link for a new password that was sent to the old address no longer
    works. NotFound as `find_by_token`, and where somebody else has the address.
    """
    key = uuid4().hex
    used = delete(AddressChange).where(*_is_of(person_id, token)).returning(AddressChange.email)
    email = db.session.scalar(used)
    if email is None:
        raise NotFound
    changed = update(Person).where(Person.id == person_id)
    try:
        with db.session.begin_nested():
            db.session.execute(changed.values(email=email, fs_uniquifier=key))
    except IntegrityError:
        raise NotFound from None
    return key


def forget_wanted(person_id: int) -> None:
    """Forget the address that waits; its link no longer works."""
    db.session.execute(delete(AddressChange).where(AddressChange.person_id == person_id))


def _is_of(person_id: int, token: str) -> tuple[ColumnElement[bool], ...]:
    return (
        AddressChange.person_id == person_id,
        AddressChange.token_hash == hash_token(token),
        AddressChange.expires_at > clock.now(),
    )


def _find(*which: ColumnElement[bool]) -> WantedAddress | None:
    asked = select(AddressChange.email, AddressChange.expires_at)
    row = db.session.execute(
        asked.where(*which, AddressChange.expires_at > clock.now())
    ).one_or_none()
    return WantedAddress._make(row) if row else None
