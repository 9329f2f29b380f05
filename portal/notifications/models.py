"""The outbox: a mail is a row, written in the transaction of its cause."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import TableKind, identifier, one_of


class Mail(Base):
    """One mail to one address, unique on its cause; it carries ids, never an analysis's words.

    `secret` holds a link's token until the mail is sent, then it is emptied. `attempts` counts the
    tries that began, `handovers` those after which the server had the whole text and nobody knows
    whether it kept it; `refused_at` is when a server first said no to this mail.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "address", "occasion"),
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="sent_or_dropped"),
        Index(
            "ix_outbox_waiting",
            "next_try_at",
            postgresql_where="sent_at IS NULL AND dropped_at IS NULL",
        ),
        Index("ix_outbox_sent", "sent_at", postgresql_where="sent_at IS NOT NULL"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    id: Mapped[int] = identifier()
    organisation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(60))
    occasion: Mapped[str] = mapped_column(String(60))
    recipient_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str] = mapped_column(String(254))
    secret: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    next_try_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    handovers: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    refused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    dropped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str] = mapped_column(String(200), default="", server_default="")


class FailureCause(StrEnum):
    """Why a mail does not get through."""

    REFUSED = "refused"
    PUT_OFF = "put_off"
    UNCONFIRMED = "unconfirmed"
    NOT_WRITTEN = "not_written"


class MailFailure(Base):
    """What people may know of a mail that does not get through; gone as soon as it does.

    `answer` is the code of the mail server, `since` the first and `failed_at` the latest failure,
    `told_at` when those who can act were told, `retry_at` when one of them asked for another try.
    """

    __tablename__ = "mail_failures"
    __table_args__ = (
        CheckConstraint(one_of("cause", FailureCause), name="cause"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    id: Mapped[int] = identifier()
    mail_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), unique=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    recipient_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(254))
    cause: Mapped[str] = mapped_column(String(12))
    answer: Mapped[int | None] = mapped_column(Integer)
    is_final: Mapped[bool] = mapped_column(default=False, server_default="false")
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    failed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    retry_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Reminder(Base):
    """That a person was reminded of one ledger row on one occasion; a digest gathers a day's."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("milestone_id", "recipient_id", "occasion"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    id: Mapped[int] = identifier()
    organisation_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    milestone_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("milestones.id", ondelete="CASCADE"), index=True
    )
    recipient_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    occasion: Mapped[str] = mapped_column(String(20))
    mail_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), index=True
    )
