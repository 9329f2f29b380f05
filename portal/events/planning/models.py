"""Events of the network, their days, and the items of their agenda."""

from datetime import date, datetime, time

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    Time,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.events.kinds import WorkshopKind
from portal.events.planning.kinds import ItemKind
from portal.extensions import Base
from portal.language.locales import is_code
from portal.tenancy import TableKind, identifier, one_of, personal

VERSION = "1"


class Event(Base):
    """An event of the network: what it is about, in which language, where, and by whom.

    `area` is the code of a province or district, empty where it is not known; without `places`
    there is one for everybody, and without `registers_until` one may register until the last day.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("token"),
        CheckConstraint(one_of("kind", WorkshopKind), name="kind"),
        CheckConstraint(is_code("locale"), name="locale"),
        CheckConstraint("counted_organisations >= 0 AND counted_women >= 0", name="counted"),
        CheckConstraint("counted_women <= counted_people", name="counted_women"),
        CheckConstraint("places BETWEEN 1 AND 10000", name="places"),
        CheckConstraint("area ~ '^([0-9]{2}([0-9]{2})?)?$'", name="area"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    token: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="", server_default="")
    locale: Mapped[str] = mapped_column(String(2))
    area: Mapped[str] = mapped_column(String(4), default="", server_default="")
    venue: Mapped[str] = mapped_column(String(120), default="", server_default="")
    organiser: Mapped[str] = mapped_column(String(80))
    funder: Mapped[str] = mapped_column(String(40), default="", server_default="")
    counted_organisations: Mapped[int | None] = mapped_column(Integer)
    counted_people: Mapped[int | None] = mapped_column(Integer)
    counted_women: Mapped[int | None] = mapped_column(Integer)
    places: Mapped[int | None] = mapped_column(Integer)
    registers_until: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=VERSION)
    announced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancellation: Mapped[str] = mapped_column(Text, default="", server_default="")
    planned_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    planned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class EventDay(Base):
    """A day of an event: its morning, its afternoon, or both."""

    __tablename__ = "event_days"
    __table_args__ = (
        UniqueConstraint("event_id", "held_on"),
        UniqueConstraint("event_id", "id"),
        CheckConstraint("(morning_from IS NULL) = (morning_to IS NULL)", name="morning_whole"),
        CheckConstraint(
            "(afternoon_from IS NULL) = (afternoon_to IS NULL)", name="afternoon_whole"
        ),
        CheckConstraint("morning_from < morning_to", name="morning"),
        CheckConstraint("afternoon_from < afternoon_to", name="afternoon"),
        CheckConstraint("morning_to <= afternoon_from", name="order"),
        CheckConstraint("coalesce(morning_from, afternoon_from) IS NOT NULL", name="hours"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("events.id"))
    held_on: Mapped[date] = mapped_column(Date, index=True)
    morning_from: Mapped[time | None] = mapped_column(Time)
    morning_to: Mapped[time | None] = mapped_column(Time)
    afternoon_from: Mapped[time | None] = mapped_column(Time)
    afternoon_to: Mapped[time | None] = mapped_column(Time)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=VERSION)


class AgendaItem(Base):
    """What happens at a time of a day; `led_by` is a role, `leader` somebody's name."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("event_id", "token"),
        ForeignKeyConstraint(["event_id", "day_id"], ["event_days.event_id", "event_days.id"]),
        CheckConstraint(one_of("kind", ItemKind), name="kind"),
        CheckConstraint("starts_at < ends_at", name="times"),
        Index(None, "event_id", "day_id", "starts_at"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    event_id: Mapped[int] = mapped_column(BigInteger)
    day_id: Mapped[int] = mapped_column(BigInteger)
    token: Mapped[str] = mapped_column(String(36))
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    led_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    leader: Mapped[str] = personal()
    questions: Mapped[str] = mapped_column(Text, default="", server_default="")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=VERSION)
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
