"""Calendars to test with: their addresses, and what a program reads there."""

from typing import Any

from icalendar import Calendar
from werkzeug.test import TestResponse

from tests.events.planning.scene import announce, plan
from tests.world import World

OWN = "/account/calendar"


def address_in(answer: TestResponse) -> str:
    """Return the path of the address that a page shows."""
    assert answer.status_code == 200
    return "/calendars/" + answer.text.partition("http://localhost/calendars/")[2].partition("<")[0]


def address_of(world: World, name: str = "lotus_viewer") -> str:
    """Return the path of a new address of somebody's own calendar."""
    return address_in(world.sign_in(name).post(OWN))


def address_of_event(world: World, event: int, name: str = "coordinator") -> str:
    """Return the path of a new address of an event's calendar."""
    return address_in(world.sign_in(name).post(f"/network/events/{event}/calendar"))


def announced(world: World, mark: str = "announced", days: int = 1) -> int:
    """Plan and announce an event with an agenda; return its id."""
    event = plan(world, ["08:00-12:00"], days=days, mark=mark)
    announce(world, event)
    return event


def ask(world: World, address: str, **more: Any) -> TestResponse:
    """Ask for a calendar as a program does, which has not signed in."""
    return world.app.test_client().get(address, **more)


def entries(answer: TestResponse) -> list[Any]:
    """Return the entries of a calendar as other programs read them."""
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))
