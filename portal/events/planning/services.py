"""Plans events, edits, announces and cancels them."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.events.planning.details import (
    DayHours,
    EventCount,
    EventHead,
    EventLimits,
    EventPlan,
)
from portal.events.planning.models import Event, EventDay
from portal.events.planning.queries import event_head, event_with_token, parts_in
from portal.events.planning.slots import EVENT_CHANGED
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock

NEXT_VERSION = Event.version + 1  # calendars look at it too
# What an organisation's part in an event says of it too.
RECORDED_FACTS = attrgetter("kind", "organiser", "funder")
PLACE = attrgetter("area", "venue")


class StaleEvent(Refused):
    """Somebody else changed the event since the page was opened; nothing was overwritten."""


def plan_event(plan: EventPlan, days: Sequence[DayHours], *, token: str, by: int) -> int:
    """Plan an event once for each `token`, with its days; return its id."""
    created = db.session.execute(
        upsert(Event)
        .values(**plan._asdict(), token=token, planned_by=by, planned_at=clock.now())
        .on_conflict_do_nothing(index_elements=["token"])
        .returning(Event.id)
    ).scalar_one_or_none()
    if created is None:
        return event_with_token(token) or 0
    db.session.execute(
        upsert(EventDay), [{**hours._asdict(), "event_id": created} for hours in days]
    )
    return created


def edit_event(event_id: int, plan: EventPlan, *, version: int) -> None:
    """Save what an event is; StaleEvent when it is no longer the `version` that was shown."""
    held = hold_event(event_id)
    if held.plan == plan:
        return
    if held.version != version:
        raise StaleEvent(N_("Someone else changed this event. Nothing was changed."))
    if RECORDED_FACTS(held.plan) != RECORDED_FACTS(plan):
        keep_to_parts(event_id)
    _change(event_id, version=version + 1, **plan._asdict())
    if PLACE(held.plan) != PLACE(plan):
        EVENT_CHANGED.value(event_id)


def count_event(event_id: int, count: EventCount, *, version: int) -> None:
    """Save how many came; StaleEvent when it is no longer the `version` that was shown."""
    held = hold_event(event_id)
    if held.counted == count:
        return
    if held.version != version:
        raise StaleEvent(N_("Someone else changed this event. Nothing was changed."))
    counted = {f"counted_{name}": number for name, number in count._asdict().items()}
    _change(event_id, version=version + 1, **counted)


def limit_event(event_id: int, limits: EventLimits, *, version: int) -> None:
    """Save who may register; StaleEvent when it is no longer the `version` that was shown."""
    held = hold_event(event_id)
    if held.limits == limits:
        return
    if held.version != version:
        raise StaleEvent(N_("Someone else changed this event. Nothing was changed."))
    _change(event_id, version=version + 1, **limits._asdict())


def announce_event(event_id: int) -> None:
    """Let organisations and coaches see an event; again changes nothing."""
    held = hold_event(event_id)
    if held.cancelled_at:
        raise Refused(
            N_("This event is cancelled. Nothing was changed. Go ahead after all to announce it.")
        )
    if not held.announced_at:
        _change(event_id, announced_at=clock.now())


def cancel_event(event_id: int, reason: str) -> None:
    """Cancel an event and say why; again changes nothing, Refused once it is recorded."""
    if not hold_event(event_id).cancelled_at:
        if parts_in(event_id).organisations:
            raise Refused(
                N_(
                    "Organisations have recorded that they took part, so this event can no longer "
                    "be cancelled. Nothing was changed."
                )
            )
        _change(event_id, cancelled_at=clock.now(), cancellation=reason, version=NEXT_VERSION)
        EVENT_CHANGED.value(event_id)


def resume_event(event_id: int) -> None:
    """Hold a cancelled event after all, as it stood before."""
    if hold_event(event_id).cancelled_at:
        _change(event_id, cancelled_at=None, cancellation="", version=NEXT_VERSION)
        EVENT_CHANGED.value(event_id)


def hold_event(event_id: int) -> EventHead:
    """Hold an event with its days and agenda until the transaction ends; NotFound."""
    lock(db.session, Space.EVENT, event_id)
    return event_head(event_id)


def keep_to_parts(event_id: int) -> None:
    """Refuse what would make an event another one than organisations have recorded."""
    if parts_in(event_id).organisations:
        raise Refused(
            N_(
                "Organisations have recorded that they took part, so the kind, days, organiser and "
                "funder of this event stay as they are. Nothing was changed."
            )
        )


def _change(event_id: int, **values: object) -> None:
    now = clock.now()
    db.session.execute(update(Event).where(Event.id == event_id).values(**values, changed_at=now))
