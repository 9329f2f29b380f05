"""Events to test with."""

from collections.abc import Iterable
from datetime import date, time

from portal.events.planning.days import add_day
from portal.events.planning.details import AgendaEntry, DayHours, EventPlan
from portal.events.planning.items import add_item
from portal.events.planning.queries import days_of
from portal.events.planning.services import plan_event
from tests.world import World

PLAN = EventPlan(
    kind="forum",
    title="Forum of the lakes",
    purpose="Share what was applied.",
    locale="km",
    area="1201",
    venue="Lotus hall",
    organiser="DNHC",
    funder="BfdW",
)
FIRST_DAY = date(2026, 12, 10)


def hours(
    held_on: date = FIRST_DAY,
    morning: str = "08:00-12:00",
    afternoon: str = "13:30-17:00",
) -> DayHours:
    """Return a day with these hours; "" for a part that it does not have."""
    parts = (at(part) for half in (morning, afternoon) for part in (half or "-").split("-"))
    return DayHours(held_on, *parts)


def at(moment: str) -> time | None:
    """Return a time of day."""
    return time.fromisoformat(moment) if moment else None


def entry(day: int, span: str, title: str = "Talk", kind: str = "talk") -> AgendaEntry:
    """Return an agenda entry of a day, from "08:00-09:00"."""
    starts_at, ends_at = map(time.fromisoformat, span.split("-"))
    return AgendaEntry(day, starts_at, ends_at, title, kind)


def plan(world: World, spans: Iterable[str] = (), days: int = 1, mark: str = "planned") -> int:
    """Plan an event of some days with agenda items on its first; return its id."""
    with world.coordinating() as by:
        event = plan_event(PLAN, [hours()], token=mark, by=by)
        for number in range(1, days):
            add_day(event, hours(date(2026, 12, 10 + number)))
        first = days_of(event)[0].id
        for number, span in enumerate(spans):
            title = f"Item {number + 1}"
            add_item(event, entry(first, span, title), token=f"{mark} {number}")
    return event


def plan_past(world: World, days: int = 1, kind: str = "introductory", mark: str = "past") -> int:
    """Plan and announce an event that began on 20 November; return its id."""
    event = plan(world, ["08:00-12:00"], days, mark)
    world.admin.execute("UPDATE events SET kind = %s WHERE id = %s", (kind, event))
    world.admin.execute(
        "UPDATE event_days SET held_on = held_on - 20 WHERE event_id = %s", (event,)
    )
    announce(world, event)
    return event


def announce(world: World, event: int) -> None:
    """Announce an event through its page."""
    address = f"/network/events/{event}/announcement"
    assert world.sign_in("coordinator").post(address).status_code == 303
