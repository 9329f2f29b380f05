"""Workshops that people of an organisation took part in."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    false,
    func,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.events.kinds import KnownTo
from portal.events.kinds import WorkshopKind as WorkshopKind
from portal.extensions import Base
from portal.tenancy import TableKind, TenantMixin, identifier, one_of


class Workshop(Base, TenantMixin):
    """One organisation's part in a workshop: when, given by whom, how many people by sex."""

    __tablename__ = "workshops"
    __table_args__ = (
        UniqueConstraint("organisation_id", "token"),
        UniqueConstraint("organisation_id", "event_id"),
        CheckConstraint(one_of("kind", WorkshopKind), name="kind"),
        CheckConstraint(one_of("known_to", KnownTo), name="known_to"),
        CheckConstraint(
            "women >= 0 AND men >= 0 AND undisclosed >= 0 AND unrecorded >= 0", name="people"
        ),
        CheckConstraint(
            "NOT is_uncounted OR women + men + undisclosed + unrecorded = 0", name="uncounted"
        ),
        {"info": {"kind": TableKind.ORGANISATION, "network_reads": True}},
    )

    token: Mapped[str] = mapped_column(String(36))
    # Of a part in an event of the network; none for what an organisation records by itself.
    event_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("events.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    held_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int | None] = mapped_column(Integer)
    given_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    funder: Mapped[str] = mapped_column(String(40), default="", server_default="")
    women: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    men: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    undisclosed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    unrecorded: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    known_to: Mapped[str] = mapped_column(String(5), default="day", server_default="day")
    is_uncounted: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # As long as its kind must be to complete a milestone; by the rule when it was recorded.
    is_long_enough: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    recorded_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )


class WorkshopLength(Base):
    """One version of the network's rule for how long a kind of workshop must be."""

    __tablename__ = "workshop_lengths"
    __table_args__ = (
        UniqueConstraint("kind", "version"),
        CheckConstraint("kind IN ('introductory', 'application', 'forum')", name="kind"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(
            "least_days BETWEEN 1 AND 60 AND most_days BETWEEN least_days AND 60", name="days"
        ),
        {"info": {"kind": TableKind.NETWORK, "append_only": True}},
    )

    id: Mapped[int] = identifier()
    kind: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(Integer)
    least_days: Mapped[int] = mapped_column(Integer)
    most_days: Mapped[int | None] = mapped_column(Integer)
    set_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
