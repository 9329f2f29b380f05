"""Invitations to events, those who are registered for one, and who was reminded of it."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.events.registration.kinds import Sex
from portal.extensions import Base
from portal.tenancy import TableKind, TenantMixin, made_of, one_of, personal


class EventInvitation(Base, TenantMixin):
    """That an organisation may register people for an event."""

    __tablename__ = "event_invitations"
    __table_args__ = (
        UniqueConstraint("organisation_id", "event_id"),
        {"info": {"kind": TableKind.ORGANISATION, "network_reads": True}},
    )

    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("events.id"), index=True)
    invited_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    invited_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Registration(Base, TenantMixin):
    """One person whom an organisation registered for an event; they need no account.

    Whoever registered first has a place first, over all organisations. `stays_whole` is the promise
    to stay for the whole event, `has_waited` says that there was no place when they registered.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("organisation_id", "token"),
        ForeignKeyConstraint(
            ["organisation_id", "event_id"],
            ["event_invitations.organisation_id", "event_invitations.event_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(one_of("sex", Sex), name="sex"),
        Index(None, "event_id", "registered_at"),
        {"info": {"kind": TableKind.ORGANISATION, "network_reads": True}},
    )

    event_id: Mapped[int] = mapped_column(BigInteger)
    token: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = personal()
    phone: Mapped[str] = personal()
    name_form: Mapped[str] = made_of("search_form(name)")
    sex: Mapped[str] = mapped_column(String(12))
    stays_whole: Mapped[bool] = mapped_column(Boolean)
    has_waited: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    registered_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    registered_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_withdrawn_by_network: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false()
    )


class EventReminder(Base, TenantMixin):
    """That a person was reminded of an event for their organisation, once for each occasion."""

    __tablename__ = "event_reminders"
    __table_args__ = (
        UniqueConstraint(
            "organisation_id",
            "event_id",
            "recipient_id",
            "occasion",
            name="uq_event_reminders_told",
        ),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("events.id", ondelete="CASCADE"))
    recipient_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    occasion: Mapped[str] = mapped_column(String(40))
    mail_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), index=True
    )
