"""The events that the reader may see, with their days and agenda."""

from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select

from portal import clock
from portal.errors import NotFound
from portal.events.details import SEXES
from portal.events.models import Workshop
from portal.events.planning.details import (
    AgendaEntry,
    DayHours,
    EventCount,
    EventHead,
    EventLimits,
    EventLine,
    EventParts,
    EventPlan,
    PlannedDay,
    PlannedItem,
)
from portal.events.planning.models import AgendaItem, Event, EventDay
from portal.extensions import db

EVENTS_PER_PAGE = 20
MOST_COMING = 100
PLAN_COLUMNS = tuple(getattr(Event, name) for name in EventPlan._fields)
COUNT_COLUMNS = (Event.counted_organisations, Event.counted_people, Event.counted_women)
LIMIT_COLUMNS = (Event.places, Event.registers_until)
HOURS_COLUMNS = tuple(getattr(EventDay, name) for name in DayHours._fields)
ENTRY_COLUMNS = {name: getattr(AgendaItem, name) for name in AgendaEntry._fields}
STARTS_ON, ENDS_ON = func.min(EventDay.held_on), func.max(EventDay.held_on)
# Built once: building a statement costs more than asking.
LINES = (
    select(
        Event.id,
        Event.kind,
        Event.title,
        Event.area,
        Event.venue,
        Event.announced_at,
        Event.cancelled_at,
        STARTS_ON.label("starts_on"),
        ENDS_ON.label("ends_on"),
        func.count().over().label("total"),
    )
    .join(EventDay, EventDay.event_id == Event.id)
    .group_by(Event.id)
)
COMING = LINES.having(bindparam("today") <= ENDS_ON).order_by(STARTS_ON, Event.id)
PAST = (
    LINES.having(bindparam("today") > ENDS_ON)
    .order_by(STARTS_ON.desc(), Event.id.desc())
    .limit(EVENTS_PER_PAGE)
    .offset(bindparam("skipped"))
)
HEAD = select(
    Event.id,
    Event.version,
    Event.announced_at,
    Event.cancelled_at,
    Event.cancellation,
    *COUNT_COLUMNS,
    *LIMIT_COLUMNS,
    *PLAN_COLUMNS,
).where(Event.id == bindparam("event"))
PARTS = select(
    func.count(),
    *(func.coalesce(func.sum(getattr(Workshop, sex)), 0) for sex in SEXES),
    func.count().filter(Workshop.is_uncounted),
).where(Workshop.event_id == bindparam("event"))
DAYS = (
    select(EventDay.id, EventDay.version, *HOURS_COLUMNS)
    .where(EventDay.event_id == bindparam("event"))
    .order_by(EventDay.held_on)
)


IS_REMOVED = AgendaItem.removed_at.is_not(None)


def _agenda(*, with_names: bool) -> Select[tuple[Any, ...]]:
    columns = ENTRY_COLUMNS if with_names else ENTRY_COLUMNS | {"leader": literal("")}
    return (
        select(AgendaItem.id, AgendaItem.version, IS_REMOVED, *columns.values())
        .where(AgendaItem.event_id == bindparam("event"))
        .order_by(AgendaItem.starts_at, AgendaItem.ends_at, AgendaItem.id)
    )


AGENDA, AGENDA_WITH_NAMES = _agenda(with_names=False), _agenda(with_names=True)


def coming_events() -> list[EventLine]:
    """Return the events that have not ended, the next first, `MOST_COMING` at most."""
    rows = db.session.execute(COMING.limit(MOST_COMING), {"today": clock.today()})
    return [EventLine._make(row) for row in rows]


def past_events(page: int = 1) -> list[EventLine]:
    """Return a page of the events that have ended, the last first."""
    asked = {"today": clock.today(), "skipped": (page - 1) * EVENTS_PER_PAGE}
    return [EventLine._make(row) for row in db.session.execute(PAST, asked)]


def event_head(event_id: int) -> EventHead:
    """Return an event as it stands; NotFound."""
    row = db.session.execute(HEAD, {"event": event_id}).one_or_none()
    if row is None:
        raise NotFound
    identity, version, announced_at, cancelled_at, cancellation, *facts = row
    counts, rest = facts[: len(COUNT_COLUMNS)], facts[len(COUNT_COLUMNS) :]
    limits, plan = rest[: len(LIMIT_COLUMNS)], rest[len(LIMIT_COLUMNS) :]
    return EventHead(
        identity,
        EventPlan._make(plan),
        EventCount._make(counts),
        EventLimits._make(limits),
        version,
        announced_at,
        cancelled_at,
        cancellation,
    )


def days_of(event_id: int) -> list[PlannedDay]:
    """Return the days of an event, in order."""
    rows = db.session.execute(DAYS, {"event": event_id})
    return [PlannedDay(one, DayHours._make(hours), version) for one, version, *hours in rows]


def agenda_of(event_id: int, *, with_names: bool = False) -> list[PlannedItem]:
    """Return the agenda by time, the names of those who lead an item for coordinators alone."""
    return [one for one in items_of(event_id, with_names=with_names) if not one.is_removed]


def items_of(event_id: int, *, with_names: bool = False) -> list[PlannedItem]:
    """Return the agenda by time as `agenda_of` does, with the items that were removed."""
    rows = db.session.execute(AGENDA_WITH_NAMES if with_names else AGENDA, {"event": event_id})
    return [
        PlannedItem(one, AgendaEntry._make(entry), version, is_removed)
        for one, version, is_removed, *entry in rows
    ]


def has_ended(days: list[PlannedDay]) -> bool:
    """Tell whether the last day of an event has come."""
    return days[-1].hours.held_on <= clock.today()


def is_over(days: list[PlannedDay]) -> bool:
    """Tell whether the last day of an event has passed."""
    return days[-1].hours.held_on < clock.today()


def parts_in(event_id: int) -> EventParts:
    """Return how many organisations recorded a part in an event, and their people."""
    return EventParts._make(db.session.execute(PARTS, {"event": event_id}).one())


def event_with_token(token: str) -> int | None:
    """Return the event that was planned with a token; None where there is none yet."""
    return db.session.execute(select(Event.id).where(Event.token == token)).scalar_one_or_none()
