"""The network's events in the demo, planned through the portal's own services."""

from datetime import time
from typing import Any
from uuid import uuid4

from portal.demo.days import day_of
from portal.demo.scopes import as_coordinator, at
from portal.events.planning.details import AgendaEntry, DayHours, EventCount, EventPlan
from portal.events.planning.items import add_item
from portal.events.planning.queries import days_of
from portal.events.planning.services import announce_event, count_event, plan_event
from portal.extensions import db
from portal.tenancy import leave_network_role

PLAN_DEFAULTS = {"area": "", "funder": ""}


def plan_events(told: list[dict[str, Any]], *, by: int) -> dict[str, int]:
    """Plan and announce events, each on its own day; return their ids by ref."""
    planned: dict[str, int] = {}
    for event in told:
        with at(day_of(event["planned"])):
            planned[event["ref"]] = _plan(event, by=by)
    return planned


def _plan(told: dict[str, Any], *, by: int) -> int:
    as_coordinator()
    known = PLAN_DEFAULTS | told
    plan = EventPlan(**{name: known[name] for name in EventPlan._fields})
    hours = [_hours(day) for day in told["days"]]
    event = plan_event(plan, hours, token=str(uuid4()), by=by)
    for day, planned in zip(told["days"], days_of(event), strict=True):
        for item in day["agenda"]:
            add_item(event, _entry(planned.id, item), token=str(uuid4()))
    announce_event(event)
    if "count" in told:
        count_event(event, EventCount(**told["count"]), version=1)
    leave_network_role(db.session)
    return event


def _hours(told: dict[str, Any]) -> DayHours:
    return DayHours(day_of(told["held_on"]), *map(time.fromisoformat, told["hours"]))


def _entry(day_id: int, told: dict[str, Any]) -> AgendaEntry:
    starts_at, ends_at = map(time.fromisoformat, told["at"].split("-"))
    words = {key: value for key, value in told.items() if key != "at"}
    return AgendaEntry(day_id=day_id, starts_at=starts_at, ends_at=ends_at, **words)
