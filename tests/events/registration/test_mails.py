"""What is written to organisations of an event: an invitation, a change, and what is near."""

from collections.abc import Callable
from datetime import date

import pytest

from portal.events.planning.days import change_day
from portal.events.planning.queries import days_of
from portal.events.planning.services import cancel_event, resume_event
from portal.events.registration.invitations import take_back
from portal.events.registration.services import withdraw
from tests.events.planning.scene import hours
from tests.events.registration.scene import add, invited
from tests.notifications.outbox import address_of
from tests.notifications.sink import Sink, text_of
from tests.tracking.scenes import go_to
from tests.workers.conftest import remind, send, sink
from tests.world import World

__all__ = ["remind", "send", "sink"]
Run = Callable[[], int]
SUBJECTS = {
    "invitation": "Invitation to an event of the network",
    "changed": "An event has changed: check its days and place",
    "cancelled": "An event is cancelled",
}


def subjects(sink: Sink, name: str) -> list[str]:
    return [str(one["Subject"]) for one in sink.to(address_of(name))]


def test_managers_are_invited_with_the_days_and_nothing_else(
    world: World, send: Run, sink: Sink
) -> None:
    event = invited(world, until=date(2026, 12, 5))
    assert send() == 2
    assert subjects(sink, "lotus_writer") == []
    (mail,) = sink.to(address_of("lotus_manager"))
    text = text_of(mail)
    assert mail["Subject"] == SUBJECTS["invitation"]
    for said in ("Lotus Care", "Community practice forum", "10 December 2026", "Lotus hall"):
        assert said in text
    assert "5 December 2026" in text
    assert f"http://localhost/o/lotus/events/{event}\n" in text
    assert "Forum of the lakes" not in text


@pytest.mark.parametrize("end", ["taken back", "cancelled", "left"])
def test_nobody_is_invited_to_what_is_no_more(
    world: World, send: Run, sink: Sink, end: str
) -> None:
    event = invited(world, ["lotus"])
    with world.coordinating():
        if end == "taken back":
            take_back(event, world.organisations["lotus"])
        elif end == "cancelled":
            cancel_event(event, "Floods")
    if end == "left":
        world.admin.execute("UPDATE memberships SET role = 'viewer'")
    send()
    assert SUBJECTS["invitation"] not in subjects(sink, "lotus_manager")


def test_those_who_come_are_told_of_a_change_once_an_hour(
    world: World, send: Run, sink: Sink
) -> None:
    event = invited(world, ["lotus"])
    add(world, event, "Somebody Seldom")
    with world.acting("lotus_writer", "lotus") as by:
        world.admin.execute("UPDATE registrations SET registered_by = %s", [by])
    send()
    with world.coordinating():
        (day,) = days_of(event)
        change_day(event, day.id, hours(date(2026, 12, 12)), version=1)
        change_day(event, day.id, hours(date(2026, 12, 13)), version=2)
    assert send() == 2
    for name in ("lotus_manager", "lotus_writer"):
        assert subjects(sink, name)[-1] == SUBJECTS["changed"]
    text = text_of(sink.to(address_of("lotus_writer"))[-1])
    assert "13 December 2026" in text
    assert "Somebody Seldom" not in text
    with world.coordinating():
        cancel_event(event, "Floods on the road")
    send()
    assert subjects(sink, "lotus_writer")[-1] == SUBJECTS["cancelled"]
    assert "Floods" not in text_of(sink.to(address_of("lotus_writer"))[-1])


def test_what_is_held_after_all_is_news_again(world: World, send: Run, sink: Sink) -> None:
    event = invited(world, ["lotus"])
    send()
    with world.coordinating():
        cancel_event(event, "Floods")
        resume_event(event)
    # Both are read when they are sent: by then it takes place.
    assert send() == 2
    assert subjects(sink, "lotus_manager")[1:] == [SUBJECTS["changed"]] * 2
    with world.coordinating():
        cancel_event(event, "Floods again")
    assert send() == 0
    go_to(1)
    with world.coordinating():
        resume_event(event)
    assert send() == 1


def test_a_digest_reminds_once_before_it_and_before_registration_closes(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    event = invited(world, until=date(2026, 12, 5))
    send()
    add(world, event, "Somebody Seldom")
    told = []
    for days in range(20):
        go_to(days)
        remind()
        if send():
            told.append(days)
    # River has registered nobody by 2 December; Lotus has somebody who comes on the 10th.
    assert told == [8, 13]
    closing = text_of(sink.to(address_of("river_manager"))[-1])
    assert "Registration closes soon" in closing
    near = text_of(sink.to(address_of("lotus_writer"))[-1])
    assert "An event is near" in near
    assert f"/o/lotus/events/{event}" in near
    assert "Somebody Seldom" not in near
    assert subjects(sink, "lotus_viewer") == []


def test_whoever_moved_up_is_told_of_in_a_digest_once(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    event = invited(world, places=1)
    send()
    first = add(world, event, "One")
    add(world, event, "Two", "river")
    assert remind() == 0
    with world.acting("lotus_manager", "lotus"):
        withdraw(event, first.id)
    assert remind() == 2
    assert remind() == 0
    send()
    said = text_of(sink.to(address_of("river_manager"))[-1])
    assert "There is a place for someone who was waiting" in said
    go_to(1)
    assert remind() == 0
