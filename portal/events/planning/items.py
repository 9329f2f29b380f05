"""Adds, changes, moves and removes agenda items."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, Refused
from portal.events.planning.days import hours_of
from portal.events.planning.details import AgendaEntry, PlannedItem
from portal.events.planning.models import AgendaItem
from portal.events.planning.queries import ENTRY_COLUMNS, IS_REMOVED, agenda_of
from portal.events.planning.services import hold_event
from portal.extensions import db
from portal.language.i18n import N_


class StaleItem(Refused):
    """Somebody else changed the item since the page was opened; nothing was overwritten."""


def add_item(event_id: int, entry: AgendaEntry, *, token: str) -> int:
    """Add an agenda item once for each `token`; return its id."""
    hold_event(event_id)
    hours_of(event_id, entry.day_id)
    db.session.execute(
        upsert(AgendaItem)
        .values(**entry._asdict(), event_id=event_id, token=token)
        .on_conflict_do_nothing(index_elements=["event_id", "token"])
    )
    known = select(AgendaItem.id).where(AgendaItem.event_id == event_id, AgendaItem.token == token)
    return db.session.execute(known).scalar_one()


def change_item(event_id: int, item_id: int, entry: AgendaEntry, *, version: int) -> None:
    """Save an agenda item; StaleItem when it is no longer the `version` that was shown."""
    hold_event(event_id)
    hours_of(event_id, entry.day_id)
    saved = kept_item(event_id, item_id)
    if saved.entry == entry:
        return
    if saved.version != version:
        raise StaleItem(N_("Someone else changed this agenda item. Nothing was changed."))
    _change(saved, **entry._asdict())


def remove_item(event_id: int, item_id: int) -> None:
    """Take an item off the agenda; it can be brought back."""
    hold_event(event_id)
    saved = item_of(event_id, item_id)
    if not saved.is_removed:
        _change(saved, removed_at=clock.now())


def restore_item(event_id: int, item_id: int) -> None:
    """Bring a removed item back to its day and time."""
    hold_event(event_id)
    saved = item_of(event_id, item_id)
    if saved.is_removed:
        _change(saved, removed_at=None)


def move_item(event_id: int, item_id: int, *, version: int, is_earlier: bool) -> bool:
    """Let an item and its neighbour of the day change places; lengths and pause stay.

    False, with nothing changed, where it is no longer the `version` that was shown or has no such
    neighbour. Refused where the two overlap.
    """
    hold_event(event_id)
    agenda = agenda_of(event_id, with_names=True)
    day = next((one.entry.day_id for one in agenda if one.id == item_id), None)
    of_day = [one for one in agenda if one.entry.day_id == day]
    for first, second in pairwise(of_day):
        moved = second if is_earlier else first
        if moved.id == item_id and moved.version == version:
            _swap(first, second)
            return True
    return False


def kept_item(event_id: int, item_id: int) -> PlannedItem:
    """Return an item of the agenda; Refused where it was removed, NotFound."""
    saved = item_of(event_id, item_id)
    if saved.is_removed:
        raise Refused(
            N_("This agenda item was removed. Nothing was changed. Bring it back to edit it.")
        )
    return saved


def item_of(event_id: int, item_id: int) -> PlannedItem:
    """Return an agenda item, removed ones too; NotFound."""
    row = db.session.execute(
        select(AgendaItem.version, IS_REMOVED, *ENTRY_COLUMNS.values()).where(
            AgendaItem.event_id == event_id, AgendaItem.id == item_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    version, is_removed, *entry = row
    return PlannedItem(item_id, AgendaEntry._make(entry), version, is_removed)


def _swap(first: PlannedItem, second: PlannedItem) -> None:
    before, after = first.entry, second.entry
    if after.starts_at < before.ends_at:
        raise Refused(N_("These items overlap. Nothing was changed. Edit their times first."))
    length = _moment(after.ends_at) - _moment(after.starts_at)
    _change(second, starts_at=before.starts_at, ends_at=_later(before.starts_at, length))
    length = _moment(before.ends_at) - _moment(before.starts_at)
    _change(first, starts_at=_later(after.ends_at, -length), ends_at=after.ends_at)


def _change(item: PlannedItem, **values: object) -> None:
    db.session.execute(
        update(AgendaItem)
        .where(AgendaItem.id == item.id)
        .values(**values, version=item.version + 1)
    )


def _moment(of_day: time) -> datetime:
    return datetime.combine(date.min, of_day)


def _later(of_day: time, length: timedelta) -> time:
    return (_moment(of_day) + length).time()
