"""Check-ins: how a divider or connector is, compared with the last time; and their reminders."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import ProjectMixin, TableKind, TenantMixin, belongs_to, content, one_of


class Trend(StrEnum):
    """How a factor is, compared with the last time (domain: Looks); OVER ends its tracking."""

    WORSE = "worse"
    SAME = "same"
    BETTER = "better"
    OVER = "over"


class CheckIn(Base, ProjectMixin):
    """One look at one factor on one day; never changed, a later one of the same day corrects it.

    `line_id` is the first of the factor's line of rounds, so that a history outlives its round.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        ForeignKeyConstraint(
            ["organisation_id", "analysis_id", "factor_id"],
            ["factors.organisation_id", "factors.analysis_id", "factors.id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("analysis_id", "factor_id", "token"),
        CheckConstraint(one_of("trend", Trend), name="trend"),
        Index("ix_check_ins_line", "line_id", "observed_on", "id"),
        {"info": {"kind": TableKind.PROJECT, "append_only": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    factor_id: Mapped[int] = mapped_column(BigInteger)
    line_id: Mapped[int] = mapped_column(BigInteger)
    token: Mapped[str] = mapped_column(String(36))
    observed_on: Mapped[date] = mapped_column(Date)
    trend: Mapped[str] = mapped_column(String(10))
    # What the network may know of it without knowing how things are.
    is_over: Mapped[bool] = mapped_column(Boolean, Computed("trend = 'over'", persisted=True))
    note: Mapped[str] = content()
    observer: Mapped[str] = content()
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class CheckInReminder(Base, TenantMixin):
    """That a person was reminded of one factor, once since the day it was last looked at."""

    __tablename__ = "check_in_reminders"
    __table_args__ = (
        UniqueConstraint("organisation_id", "factor_id", "recipient_id", "checked_on"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    factor_id: Mapped[int] = mapped_column(BigInteger)
    recipient_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    checked_on: Mapped[date] = mapped_column(Date)
    mail_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), index=True
    )


class OptionReminder(Base, TenantMixin):
    """That a person was reminded of one option, once for each occasion (day, days from it)."""

    __tablename__ = "option_reminders"
    __table_args__ = (
        UniqueConstraint("organisation_id", "option_id", "recipient_id", "occasion"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    option_id: Mapped[int] = mapped_column(BigInteger)
    recipient_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    occasion: Mapped[str] = mapped_column(String(20))
    mail_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), index=True
    )
