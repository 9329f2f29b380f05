"""Events to which somebody is invited, and people who are registered for them."""

from collections.abc import Iterable
from datetime import date

from portal.events.planning.details import EventLimits
from portal.events.planning.queries import event_head
from portal.events.registration.details import Attendee, Registered
from portal.events.registration.invitations import invite, limit_registration
from portal.events.registration.services import register
from tests.events.planning.scene import announce, plan
from tests.world import World


def invited(
    world: World,
    organisations: Iterable[str] = ("lotus", "river"),
    places: int | None = None,
    until: date | None = None,
) -> int:
    """Plan and announce an event on 10 December and invite organisations; return its id."""
    event = plan(world)
    announce(world, event)
    with world.coordinating() as by:
        limits = EventLimits(places, until)
        limit_registration(event, limits, version=event_head(event).version)
        invite(event, [world.organisations[slug] for slug in organisations], by=by)
    return event


def add(
    world: World, event: int, name: str, slug: str = "lotus", phone: str = "", sex: str = "woman"
) -> Registered:
    """Let an organisation register somebody for the whole event."""
    with world.acting(f"{slug}_manager", slug) as by:
        attendee = Attendee(name, phone, sex, stays_whole=True)
        return register(world.organisations[slug], event, attendee, token=f"{name}{phone}", by=by)
