"""Mails that do not get through: kept beside the outbox, for those who can do something about it.

Nobody but a worker reads the outbox. Here stands only what people may know of a mail: what it is,
to whom, since when it fails and why. Whoever may act asks for another try, and a worker makes it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Waiting
from portal.notifications.models import FailureCause, Mail, MailFailure

# A link to a new password is of no use later: whoever needs one asks for another.
NEVER_AGAIN = ("password_reset", "address_link")
SHOWN_FOR = timedelta(days=30)
FAILURES_PER_PAGE = 50
_SHOWN = (
    *(MailFailure.id, MailFailure.kind, MailFailure.subject, MailFailure.recipient_id),
    *(MailFailure.organisation_id, MailFailure.address, MailFailure.cause, MailFailure.answer),
    *(MailFailure.failed_at, MailFailure.retry_at, func.count().over().label("total")),
)


class FailureLine(NamedTuple):
    """A mail that does not get through; retry_at while another try is asked for and not yet made.

    `total` is the number of rows on all pages.
    """

    id: int
    kind: str
    subject: str
    recipient_id: int | None
    organisation_id: int | None
    address: str
    cause: str
    answer: int | None
    failed_at: datetime
    retry_at: datetime | None
    total: int


class Failure(NamedTuple):
    """Why a mail does not get through: `answer` is the server's code, `is_final` when given up."""

    cause: FailureCause
    answer: int | None = None
    is_final: bool = False


def keep_failure(mail: Waiting, failure: Failure) -> None:
    """Keep that a mail failed, in the transaction that says so in the outbox."""
    now = clock.now()
    found = {"cause": failure.cause.value, "answer": failure.answer, "is_final": failure.is_final}
    db.session.execute(
        upsert(MailFailure)
        .values(
            mail_id=mail.id,
            organisation_id=mail.organisation_id,
            recipient_id=mail.recipient_id,
            kind=mail.kind,
            subject=mail.subject,
            address=mail.address,
            since=now,
            failed_at=now,
            **found,
        )
        .on_conflict_do_update(
            index_elements=[MailFailure.mail_id], set_={**found, "failed_at": now, "retry_at": None}
        )
    )


def forget_failures(mail: Waiting) -> None:
    """Forget what failed of a mail that got through, and of the reminders that it replaces."""
    same = (MailFailure.subject == mail.subject) & (MailFailure.address == mail.address)
    db.session.execute(
        delete(MailFailure).where(
            or_(MailFailure.mail_id == mail.id, (MailFailure.kind == mail.kind) & same)
        )
    )


def take_up_retries() -> None:
    """Let the mails wait anew of which somebody asked for another try; as a worker."""
    asked = update(Mail).where(
        Mail.id == MailFailure.mail_id,
        MailFailure.retry_at.is_not(None),
        Mail.lease_until.is_(None) | (Mail.lease_until < clock.now()),
    )
    taken = db.session.execute(
        asked.values(
            sent_at=None,
            dropped_at=None,
            attempts=0,
            handovers=0,
            refused_at=None,
            lease_until=None,
            next_try_at=clock.now(),
            error="",
        ).returning(Mail.id)
    ).scalars()
    db.session.execute(
        update(MailFailure)
        .where(MailFailure.mail_id.in_(list(taken)))
        .values(retry_at=None, is_final=False)
    )


def ask_again(failure_id: int) -> None:
    """Ask for another try of a mail; NotFound for what this person may not see.

    Refused for a link that would be of no use any more.
    """
    asked = db.session.execute(
        update(MailFailure)
        .where(MailFailure.id == failure_id, MailFailure.kind.not_in(NEVER_AGAIN))
        .values(retry_at=clock.now())
        .returning(MailFailure.id)
    ).scalar_one_or_none()
    if asked is None:
        _refuse(failure_id)


def failures(page: int = 1) -> list[FailureLine]:
    """Return a page of the mails that do not get through, latest first, as the scope lets see."""
    found = db.session.execute(
        select(*_SHOWN)
        .where(is_shown())
        .order_by(MailFailure.failed_at.desc(), MailFailure.id.desc())
        .limit(FAILURES_PER_PAGE)
        .offset((page - 1) * FAILURES_PER_PAGE)
    )
    return [FailureLine._make(row) for row in found]


def failures_about(people: Iterable[int], invitations: Iterable[int]) -> list[FailureLine]:
    """Return what fails of the mails to some people, and of some invitations; the latest last."""
    subjects = [f"invitation:{invitation}" for invitation in invitations]
    of_invitation = (MailFailure.kind == "invitation") & MailFailure.subject.in_(subjects)
    found = db.session.execute(
        select(*_SHOWN)
        .where(is_shown(), MailFailure.recipient_id.in_(list(people)) | of_invitation)
        .order_by(MailFailure.failed_at, MailFailure.id)
    )
    return [FailureLine._make(row) for row in found]


def is_shown() -> ColumnElement[bool]:
    """Return what holds for the failures that still matter."""
    return MailFailure.failed_at > clock.now() - SHOWN_FOR


def _refuse(failure_id: int) -> None:
    known = select(MailFailure.id).where(MailFailure.id == failure_id)
    if db.session.scalar(known) is None:
        raise NotFound
    raise Refused(
        N_(
            "A password link works for one day only, so it is not sent again. Nothing was "
            "sent. The person can ask for a new link on the sign-in page."
        )
    )
