"""Sends what waits in the outbox: claim, compose, send, mark; each mail in its own commit.

A worker claims a few rows by a lease, so no two workers send the same one, and marks each as soon
as the server has answered for it. One window is left: a worker that dies, or a connection that
breaks, after the server took a message and before the mark is committed. That mail is sent again,
with the same Message-ID, by which receivers and tests tell it from another mail.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.sql.elements import ColumnElement

from config.settings import Settings
from portal import clock
from portal.extensions import db
from portal.notifications import hours
from portal.notifications.composers import COMPOSERS, Letter, Waiting
from portal.notifications.messages import host_of, write_message
from portal.notifications.models import Mail
from portal.notifications.smtp import Away, MailServer, NotTaken
from portal.tenancy import Scope, Side, open_scope, take_network_role

BATCH = 20
LEASE = timedelta(minutes=5)
# Every lease outlives the run: two minutes, and two more for the answers of a slow server.
LONGEST_RUN = 120.0
MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=12)
LONGEST_ABSENCE = timedelta(minutes=10)
# Kinds that wait for people's hours; whatever somebody just did is told at once.
IN_HOURS = frozenset({"digest"})

IS_WAITING: ColumnElement[bool] = Mail.sent_at.is_(None) & Mail.dropped_at.is_(None)
_CLAIMED = (
    Mail.id,
    Mail.kind,
    Mail.subject,
    Mail.occasion,
    Mail.organisation_id,
    Mail.recipient_id,
    Mail.address,
    Mail.secret,
    Mail.created_at,
    Mail.attempts,
    Mail.lease_until,
)
log = structlog.get_logger("portal.notifications")


def send_waiting() -> int:
    """Send every mail whose time has come, over one connection, and return how many were sent.

    While the server is away nothing counts against a mail: it waits, at most ten minutes a time.
    """
    sent = 0
    ends = time.monotonic() + LONGEST_RUN
    settings: Settings = current_app.extensions["settings"]
    with MailServer(settings.smtp_url, host_of(settings)) as server:
        while time.monotonic() < ends and (batch := claim()):
            try:
                while batch and time.monotonic() < ends:
                    sent += deliver(batch[0], server)
                    batch.pop(0)
            except Away as away:
                log.warning("mail server away", error=str(away), count=len(batch))
                put_back(batch, str(away))
                break
            put_back(batch, "")
    return sent


def claim() -> list[Waiting]:
    """Take up to `BATCH` mails that nobody else holds, longest waiting first."""
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
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    with _writing():
        claimed = db.session.execute(
            update(Mail)
            .where(Mail.id == free.c.id)
            .values(lease_until=now + LEASE, attempts=Mail.attempts + 1)
            .returning(*_CLAIMED)
        ).mappings()
        mails = [Waiting(**row) for row in claimed]
    return sorted(mails, key=lambda mail: mail.id)


def deliver(mail: Waiting, server: MailServer) -> bool:
    """Send one claimed mail, drop it, or put it off; tell whether it was sent. May raise Away."""
    if mail.attempts > MOST_TRIES:
        _drop(mail, "gave up")
        return False
    try:
        letter = compose(mail)
        if letter is None:
            _drop(mail, "not wanted")
            return False
        server.send(write_message(mail, letter))
    except Away:
        raise
    except NotTaken as refused:
        _refuse(mail, str(refused), is_final=refused.is_final)
        return False
    except Exception as fault:  # a mail that cannot be written holds up no other
        log.exception("mail not composed", outbox_id=mail.id, kind=mail.kind)
        _refuse(mail, type(fault).__name__, is_final=False)
        return False
    _settle(mail, sent_at=clock.now(), secret="", error="")
    log.info("mail sent", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
    return True


def compose(mail: Waiting) -> Letter | None:
    """Ask the composer of the mail's kind, in a transaction that can read no content."""
    open_scope(db.session, Scope(side=Side.WORKER))
    take_network_role(db.session)
    try:
        return COMPOSERS[mail.kind](mail)
    finally:
        db.session.rollback()


def put_back(mails: list[Waiting], reason: str) -> None:
    """Let go of mails that were claimed and not tried; the try is not counted."""
    for mail in mails:
        waited = clock.now() - mail.created_at
        pause = min(max(waited / 2, FIRST_PAUSE), LONGEST_ABSENCE) if reason else timedelta()
        _settle(mail, **_later(pause), attempts=Mail.attempts - 1, error=reason)


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail rests after so many tries: 30 s, 2 min, 8 min … a day in all."""
    return min(FIRST_PAUSE * int(4 ** (attempts - 1)), LONGEST_PAUSE)


def _refuse(mail: Waiting, reason: str, *, is_final: bool) -> None:
    if is_final or mail.attempts >= MOST_TRIES:
        _drop(mail, reason)
        return
    log.warning("mail put off", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
    _settle(mail, **_later(pause_after(mail.attempts)), error=reason)


def _drop(mail: Waiting, reason: str) -> None:
    log.warning("mail dropped", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
    _settle(mail, dropped_at=clock.now(), secret="", error=reason)


def _later(pause: timedelta) -> dict[str, datetime | None]:
    # Spread, so that mails that failed together do not all come back together.
    spread = random.uniform(0.8, 1.2)  # noqa: S311  nothing secret hangs on it
    return {"next_try_at": clock.now() + pause * spread, "lease_until": None}


def _settle(mail: Waiting, **values: object) -> None:
    with _writing():
        db.session.execute(update(Mail).where(Mail.id == mail.id, IS_WAITING).values(values))


@contextmanager
def _writing() -> Iterator[None]:
    db.session.rollback()
    open_scope(db.session, Scope(side=Side.WORKER))
    yield
    db.session.commit()
