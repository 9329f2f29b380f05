"""Copies an event: what it is, its days and its agenda, from a new first day on."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.events.planning.models import AgendaItem, EventDay
from portal.events.planning.queries import agenda_of, days_of, event_head, event_with_token
from portal.events.planning.services import plan_event
from portal.extensions import db
from portal.locks import Space, lock_shared


def copy_event(event_id: int, first_day: date, *, token: str, by: int) -> int:
    """Plan an event like an earlier one, once for each `token`; nobody's name is copied.

    Its days follow one another as those of the earlier one do. Returns its id.
    """
    if done := event_with_token(token):
        return done
    lock_shared(db.session, Space.EVENT, event_id)
    plan, days = event_head(event_id).plan, [day.hours for day in days_of(event_id)]
    later = first_day - days[0].held_on
    moved = [hours._replace(held_on=hours.held_on + later) for hours in days]
    copied = plan_event(plan, moved, token=token, by=by)
    day_ids = _same_days(event_id, copied)
    entries = [
        {
            **item.entry._replace(day_id=day_ids[item.entry.day_id])._asdict(),
            "event_id": copied,
            "token": str(item.id),
        }
        for item in agenda_of(event_id)
    ]
    if entries:
        db.session.execute(upsert(AgendaItem).on_conflict_do_nothing(), entries)
    return copied


def _same_days(event_id: int, copied: int) -> dict[int, int]:
    def ids(event: int) -> list[int]:
        found = select(EventDay.id).where(EventDay.event_id == event).order_by(EventDay.held_on)
        return list(db.session.execute(found).scalars())

    return dict(zip(ids(event_id), ids(copied), strict=True))
