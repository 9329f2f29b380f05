"""Writes mails into the outbox, in the transaction of their cause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.extensions import db
from portal.notifications.models import Mail


class Cause(NamedTuple):
    """Why a mail is written: the same cause to the same address never makes a second one.

    `subject` is what it is about, such as `analysis:12`; `occasion` tells its repetitions apart.
    """

    kind: str
    subject: str
    occasion: str
    organisation_id: int | None = None


class Addressee(Protocol):
    """Somebody with an account, who can be written to."""

    @property
    def id(self) -> int: ...
    @property
    def email(self) -> str: ...


def queue_mail(cause: Cause, address: str, *, recipient_id: int | None, secret: str = "") -> None:
    """Write one mail unless its cause has already been written for this address."""
    _queue([_row(cause, address, recipient_id, secret)])


def queue_mails(cause: Cause, people: Iterable[Addressee]) -> None:
    """Write one mail to each of `people`, in one statement."""
    rows = [_row(cause, person.email, person.id) for person in people]
    if rows:
        _queue(rows)


def queue_each(
    mails: Iterable[tuple[Cause, Addressee]], not_before: datetime | None = None
) -> None:
    """Write a mail to each person for a cause of its own, in one statement."""
    rows = [_row(cause, person.email, person.id) for cause, person in mails]
    if rows:
        _queue([row | {"next_try_at": not_before or row["next_try_at"]} for row in rows])


def _row(cause: Cause, address: str, recipient_id: int | None, secret: str = "") -> dict[str, Any]:
    return {
        "kind": cause.kind,
        "subject": cause.subject,
        "occasion": cause.occasion,
        "organisation_id": cause.organisation_id,
        "recipient_id": recipient_id,
        "address": address,
        "secret": secret,
        "created_at": clock.now(),
        "next_try_at": clock.now(),
    }


def _queue(rows: list[dict[str, Any]]) -> None:
    db.session.execute(
        upsert(Mail)
        .inline()  # nobody but a worker may read a mail back, not even its id
        .values(rows)
        .on_conflict_do_nothing()
    )
