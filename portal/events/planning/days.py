"""Adds, changes and removes the days of an event."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.errors import NotFound, Refused
from portal.events.planning.details import MOST_EVENT_DAYS, DayHours
from portal.events.planning.models import AgendaItem, EventDay
from portal.events.planning.queries import HOURS_COLUMNS
from portal.events.planning.services import hold_event, keep_to_parts
from portal.events.planning.slots import EVENT_CHANGED
from portal.extensions import db
from portal.language.i18n import N_


class StaleDay(Refused):
    """Somebody else changed the day since the page was opened; nothing was overwritten."""


def add_day(event_id: int, hours: DayHours) -> None:
    """Add a day; the same again changes nothing, Refused where it has other hours already."""
    hold_event(event_id)
    keep_to_parts(event_id)
    _keep_short(event_id, hours)
    created = db.session.execute(
        upsert(EventDay)
        .values(**hours._asdict(), event_id=event_id)
        .on_conflict_do_nothing(index_elements=["event_id", "held_on"])
        .returning(EventDay.id)
    ).scalar_one_or_none()
    found = select(*HOURS_COLUMNS).where(
        EventDay.event_id == event_id, EventDay.held_on == hours.held_on
    )
    if created is None and tuple(db.session.execute(found).one()) != hours:
        raise Refused(N_("The event already has this day. Nothing was changed."))
    if created is not None:
        EVENT_CHANGED.value(event_id)


def change_day(event_id: int, day_id: int, hours: DayHours, *, version: int) -> None:
    """Change a day and its hours; StaleDay when it is no longer the `version` that was shown."""
    hold_event(event_id)
    saved, saved_version = hours_of(event_id, day_id)
    if saved == hours:
        return
    if saved_version != version:
        raise StaleDay(N_("Someone else changed this day. Nothing was changed."))
    if saved.held_on != hours.held_on:
        keep_to_parts(event_id)
    other = select(EventDay.id).where(
        EventDay.event_id == event_id, EventDay.held_on == hours.held_on, EventDay.id != day_id
    )
    if db.session.execute(other).first():
        raise Refused(N_("The event already has this day. Nothing was changed."))
    db.session.execute(
        update(EventDay).where(EventDay.id == day_id).values(**hours._asdict(), version=version + 1)
    )
    EVENT_CHANGED.value(event_id)


def remove_day(event_id: int, day_id: int) -> None:
    """Remove a day that has no agenda; one that is gone is gone."""
    hold_event(event_id)
    days = set(
        db.session.execute(select(EventDay.id).where(EventDay.event_id == event_id)).scalars()
    )
    if day_id not in days:
        return
    keep_to_parts(event_id)
    if len(days) == 1:
        raise Refused(N_("An event needs at least one day. Nothing was changed."))
    items = select(func.count()).where(
        AgendaItem.event_id == event_id,
        AgendaItem.day_id == day_id,
        AgendaItem.removed_at.is_(None),
    )
    if db.session.execute(items).scalar_one():
        raise Refused(N_("This day has agenda items. Remove them first. Nothing was changed."))
    db.session.execute(delete(AgendaItem).where(AgendaItem.day_id == day_id))
    db.session.execute(delete(EventDay).where(EventDay.id == day_id))
    EVENT_CHANGED.value(event_id)


def _keep_short(event_id: int, hours: DayHours) -> None:
    others = select(func.count()).where(
        EventDay.event_id == event_id, EventDay.held_on != hours.held_on
    )
    if db.session.execute(others).scalar_one() >= MOST_EVENT_DAYS:
        raise Refused(
            N_("An event has at most 15 days. Nothing was changed. Plan the rest as another event.")
        )


def hours_of(event_id: int, day_id: int) -> tuple[DayHours, int]:
    """Return a day's hours and version; NotFound."""
    row = db.session.execute(
        select(EventDay.version, *HOURS_COLUMNS).where(
            EventDay.event_id == event_id, EventDay.id == day_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    version, *hours = row
    return DayHours._make(hours), version
