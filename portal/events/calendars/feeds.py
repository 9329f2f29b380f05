"""Writes calendars as other programs read them (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from portal.clock import NETWORK_ZONE
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.events.planning.details import PlannedDay
from portal.language.i18n import gettext, speak
from portal.language.places import say_area

if TYPE_CHECKING:
    from icalendar import Event as Entry

PRODUCT = "-//Do No Harm portal//Events//EN"


class FeedDay(NamedTuple):
    """One day of an announced event, with what a calendar shows of the event.

    Neither title nor purpose, agenda or names: whoever has the address reads it, and calendars
    lie open on screens and with other companies.
    """

    event_id: int
    kind: str
    area: str
    venue: str
    version: int
    cancelled_at: datetime | None
    changed_at: datetime
    day: PlannedDay


def write_feed(days: Sequence[FeedDay], name: str, locale: str, host: str) -> bytes:
    """Return a calendar called `name` with an entry for each day; the same days, the same bytes."""
    # 7 MB of memory, for those processes alone that are asked for a calendar.
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    with speak(locale):
        for day in days:
            calendar.add_component(write_entry(day, locale, host))
    written: bytes = calendar.to_ical()
    return written


def write_entry(feed_day: FeedDay, locale: str, host: str) -> "Entry":
    """Return the entry of one day, in the language that is spoken."""
    from icalendar import Event as Entry  # noqa: PLC0415

    day, entry = feed_day.day, Entry()
    parts = day.hours.parts
    entry.add("uid", f"event-{feed_day.event_id}-{day.id}@{host}")
    # The moment of asking would make each answer another one, and calendars would load it anew.
    entry.add("dtstamp", feed_day.changed_at)
    # Both count from 1, and a change of either is a change of the entry.
    entry.add("sequence", feed_day.version + day.version - 2)
    entry.add("dtstart", moment_of(day, parts[0].starts_at))
    entry.add("dtend", moment_of(day, parts[-1].ends_at))
    entry.add("summary", gettext(KIND_TITLES[WorkshopKind(feed_day.kind)]))
    if place := ", ".join(filter(None, (feed_day.venue, say_area(feed_day.area, locale)))):
        entry.add("location", place)
    entry.add("status", "CANCELLED" if feed_day.cancelled_at else "CONFIRMED")
    return entry


def moment_of(day: PlannedDay, at: time) -> datetime:
    """Return a time of a day, which is one in the network's zone, in UTC."""
    return datetime.combine(day.hours.held_on, at, NETWORK_ZONE).astimezone(UTC)
