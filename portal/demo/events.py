"""The network's events in the demo, planned through the portal's own services."""

from datetime import time
from typing import Any
from uuid import uuid4

from portal.demo.days import day_of
from portal.demo.scopes import as_coordinator, as_member, at
from portal.events.planning.details import (
    AgendaEntry,
    DayHours,
    EventCount,
    EventLimits,
    EventPlan,
)
from portal.events.planning.items import add_item
from portal.events.planning.queries import days_of, event_head
from portal.events.planning.services import announce_event, count_event, plan_event
from portal.events.registration.details import Attendee
from portal.events.registration.invitations import invite, limit_registration
from portal.events.registration.services import register
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


def register_people(
    told: list[dict[str, Any]],
    events: dict[str, int],
    organisations: dict[str, int],
    people: dict[str, int],
) -> None:
    """Invite organisations to events, and let each register its people; ids are given by name."""
    for event in told:
        if invited := event.get("invited"):
            with at(day_of(invited["sent"])):
                _invite(events[event["ref"]], invited, organisations, people)


def _invite(
    event: int, told: dict[str, Any], organisations: dict[str, int], people: dict[str, int]
) -> None:
    as_coordinator()
    limits = EventLimits(told["places"], day_of(told["registers_until"]))
    limit_registration(event, limits, version=event_head(event).version)
    invite(
        event, [organisations[acronym] for acronym in told["organisations"]], by=people[told["by"]]
    )
    for registered in told["people"]:
        organisation = organisations[registered["organisation"]]
        who = people[registered["by"]]
        as_member(who, organisation)
        attendee = Attendee(**{name: registered[name] for name in Attendee._fields})
        register(organisation, event, attendee, token=str(uuid4()), by=who)
    leave_network_role(db.session)


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
