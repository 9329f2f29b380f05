"""Who works on which mail: a worker claims a few rows by a lease, and begins them one by one.

Whatever is written about a claimed mail is written only while the claim holds, each time in a
commit of its own, so that a worker that dies has cost the one mail that it was at a try.
"""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.extensions import db
from portal.notifications import hours
from portal.notifications.composers import Waiting
from portal.notifications.failures import (
    NEVER_AGAIN,
    Failure,
    forget_failures,
    keep_failure,
    take_up_retries,
)
from portal.notifications.models import Mail
from portal.tenancy import ReaderScope, Side, open_scope

MAILS_AT_ONCE = 20
CLAIM_LASTS = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=12)
LONGEST_ABSENCE = timedelta(minutes=10)
# Kinds that wait for people's hours; whatever somebody just did is told at once.
IN_HOURS = frozenset({"digest"})

IS_WAITING: ColumnElement[bool] = Mail.sent_at.is_(None) & Mail.dropped_at.is_(None)
_CLAIMED = (
    *(Mail.id, Mail.kind, Mail.subject, Mail.occasion, Mail.organisation_id, Mail.recipient_id),
    *(Mail.address, Mail.secret, Mail.created_at, Mail.attempts, Mail.handovers),
    *(Mail.refused_at, Mail.lease_until),
)


class ClaimedElsewhere(Exception):
    """Somebody else works on this mail now."""


def claim() -> list[Waiting]:
    """Take up to `MAILS_AT_ONCE` mails that nobody else holds, longest waiting first."""
    now = clock.now()
    free = (
        select(Mail.id)
        .where(
            IS_WAITING,
            Mail.next_try_at <= now,
            Mail.lease_until.is_(None) | (Mail.lease_until < now),
            *([] if hours.is_open(now) else [Mail.kind.not_in(IN_HOURS)]),
        )
        .order_by(Mail.next_try_at, Mail.id)
        .limit(MAILS_AT_ONCE)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    with _writing():
        claimed = db.session.execute(
            update(Mail)
            .where(Mail.id == free.c.id)
            .values(lease_until=now + CLAIM_LASTS)
            .returning(*_CLAIMED, Mail.next_try_at)
        ).mappings()
        rows = sorted(claimed, key=lambda row: (row["next_try_at"], row["id"]))
    return [Waiting(**{key: row[key] for key in row if key != "next_try_at"}) for row in rows]


def begin(mail: Waiting, *, within: float) -> Waiting | None:
    """Count a try of a claimed mail that takes at most `within` seconds before it is handed over.

    Returns the mail as it stands now, None when somebody else has it. A mail that ends its workers
    rests longer after each of them.
    """
    lease = clock.now() + timedelta(seconds=within)
    pause = clock.now() + pause_after(mail.attempts + 1)
    begun = {"attempts": mail.attempts + 1, "lease_until": lease, "next_try_at": pause}
    if not _write(mail, begun):
        return None
    return replace(mail, attempts=mail.attempts + 1, lease_until=lease)


def hand_over(mail: Waiting, *, within: float) -> Waiting:
    """Keep that the server is about to get the whole text and has `within` seconds to answer.

    Raises Overtaken when the claim was lost in the meantime.
    """
    lease = clock.now() + timedelta(seconds=within)
    handed = replace(mail, handovers=mail.handovers + 1, lease_until=lease)
    if not _write(mail, {"handovers": handed.handovers, "lease_until": lease}):
        raise ClaimedElsewhere
    return handed


def put_back(mails: Iterable[Waiting], reason: str) -> None:
    """Let go of claimed mails that were not begun, for a while when there is a reason."""
    for mail in mails:
        pause = _absence(mail) if reason else timedelta()
        _write(mail, {**_later(pause), "error": reason})


def take_back(mails: Iterable[Waiting], reason: str) -> None:
    """Let go of mails that were begun and not answered for: the try does not count.

    They rest twice as long as those that were not begun, so that these come first.
    """
    for mail in mails:
        uncounted = {"attempts": mail.attempts - 1, "handovers": mail.handovers, "error": reason}
        _write(mail, {**_later(2 * _absence(mail)), **uncounted})


def put_off(
    mail: Waiting, pause: timedelta, reason: str, failure: Failure | None = None, **values: object
) -> None:
    """Let go of a mail that was tried until `pause` is over, and keep what people may know."""
    _write(mail, {**_later(pause), "error": reason, **values}, failure)


def close(mail: Waiting, **values: object) -> None:
    """Keep that a mail is done with: sent, or no longer wanted. Its link is forgotten."""
    with _writing():
        db.session.execute(
            update(Mail).where(Mail.id == mail.id, IS_WAITING).values(secret="", **values)
        )
        forget_failures(mail)


def give_up(mail: Waiting, failure: Failure, **values: object) -> None:
    """Keep that a mail is tried no more, and why; its link is kept for those who try it again."""
    link = {"secret": ""} if mail.kind in NEVER_AGAIN else {}
    ended: dict[str, Any] = {**link, **values, "lease_until": None}
    with _writing():
        db.session.execute(update(Mail).where(Mail.id == mail.id, IS_WAITING).values(ended))
        keep_failure(mail, failure)


def takes_others(mail: Waiting, since: datetime | None) -> bool:
    """Tell whether the server has taken a mail for another address since a moment."""
    if since is None:
        return False
    with _writing():
        found = select(exists().where(Mail.sent_at > since, Mail.address != mail.address))
        return db.session.execute(found).scalar_one()


def wake_refused() -> None:
    """Let what a server refused for good be tried again now, since it takes mail again."""
    with _writing():
        db.session.execute(
            update(Mail)
            .where(
                IS_WAITING,
                Mail.refused_at.is_not(None),
                Mail.error.regexp_match(" 5[0-9]{2}$"),
                Mail.next_try_at > clock.now(),
                Mail.lease_until.is_(None),
            )
            .values(next_try_at=clock.now())
        )


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail rests after so many tries: 30 s, 2 min, 8 min … at most 12 hours."""
    return min(FIRST_PAUSE * int(4 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def _absence(mail: Waiting) -> timedelta:
    waited = clock.now() - mail.created_at
    return min(max(waited / 2, FIRST_PAUSE), LONGEST_ABSENCE)


def _later(pause: timedelta) -> dict[str, Any]:
    # Spread, so that mails that failed together do not all come back together.
    spread = random.uniform(0.8, 1.2)  # noqa: S311  nothing secret hangs on it
    return {"next_try_at": clock.now() + pause * spread, "lease_until": None}


def take_up_asked() -> None:
    """Let the mails wait anew of which somebody asked for another try."""
    with _writing():
        take_up_retries()


def _write(mail: Waiting, values: dict[str, Any], failure: Failure | None = None) -> bool:
    with _writing():
        written = db.session.execute(
            update(Mail)
            .where(Mail.id == mail.id, IS_WAITING, Mail.lease_until == mail.lease_until)
            .values(values)
            .returning(Mail.id)
        )
        is_ours = written.scalar() is not None
        if is_ours and failure:
            keep_failure(mail, failure)
        return is_ours


@contextmanager
def _writing() -> Iterator[None]:
    db.session.rollback()
    open_scope(db.session, ReaderScope(side=Side.WORKER))
    yield
    db.session.commit()
