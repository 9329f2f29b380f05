"""What is written to organisations of an event: an invitation, a change, and what is near."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from portal import clock
from portal.events.planning.days import change_day
from portal.events.planning.queries import days_of
from portal.events.planning.services import cancel_event, resume_event
from portal.events.registration.invitations import invite, take_back
from portal.events.registration.services import withdraw
from tests.conftest import MOMENT
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
    "changed": "An event has changed: check its days, times and place",
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
    for said in ("Lotus Care", "Community practice forum", "10 December 2026", "Phnom Penh"):
        assert said in text
    assert "5 December 2026" in text
    assert f"http://localhost/o/lotus/events/{event}\n" in text
    assert "Forum of the lakes" not in text
    assert "Lotus hall" not in text


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


def test_those_who_come_are_told_of_changes_that_belong_together_once(
    world: World, send: Run, sink: Sink
) -> None:
    event = invited(world, ["lotus"])
    add(world, event, "Somebody Seldom")
    world.admin.execute(
        "UPDATE registrations SET registered_by = %s", [world.people["lotus_writer"]]
    )
    send()
    with world.coordinating():
        (day,) = days_of(event)
        change_day(event, day.id, hours(date(2026, 12, 12)), version=1)
        change_day(event, day.id, hours(date(2026, 12, 13)), version=2)
    assert send() == 0
    clock.hold(MOMENT + timedelta(minutes=10))
    assert send() == 2
    text = text_of(sink.to(address_of("lotus_writer"))[-1])
    assert subjects(sink, "lotus_manager")[-1] == SUBJECTS["changed"]
    assert "13 December 2026" in text
    assert "Somebody Seldom" not in text


def test_each_change_is_told_and_a_reason_never(world: World, send: Run, sink: Sink) -> None:
    event = invited(world, ["lotus"])
    send()
    for minutes in (0, 10, 20):
        clock.hold(MOMENT + timedelta(minutes=minutes))
        with world.coordinating():
            (resume_event if minutes == 10 else partial(cancel_event, reason="Floods"))(event)
        clock.hold(MOMENT + timedelta(minutes=minutes + 10))
        assert send() == 1
    told = ["cancelled", "changed", "cancelled"]
    assert subjects(sink, "lotus_manager")[1:] == [SUBJECTS[one] for one in told]
    assert "Floods" not in text_of(sink.to(address_of("lotus_manager"))[-1])


def test_who_is_invited_again_is_written_to_again(world: World, send: Run, sink: Sink) -> None:
    event = invited(world, ["lotus"])
    send()
    with world.coordinating() as by:
        take_back(event, world.organisations["lotus"])
        invite(event, [world.organisations["lotus"]], by=by)
    assert send() == 1
    assert subjects(sink, "lotus_manager") == [SUBJECTS["invitation"]] * 2


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


def test_a_digest_tells_what_still_stands_when_it_is_sent(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    event = invited(world, ["lotus"])
    send()
    add(world, event, "Somebody")
    go_to(13)
    assert remind() == 2
    with world.coordinating():
        (day,) = days_of(event)
        change_day(event, day.id, hours(date(2027, 1, 12)), version=1)
    world.admin.execute("DELETE FROM outbox WHERE kind = 'event_changed'")
    assert send() == 0
    assert subjects(sink, "lotus_writer") == []


def test_whoever_waits_is_not_told_to_come(world: World, remind: Run, send: Run) -> None:
    event = invited(world, places=1)
    send()
    add(world, event, "One")
    add(world, event, "Two", "river")
    go_to(13)
    assert remind() == 2
    assert world.one("SELECT count(*) FROM event_reminders WHERE organisation_id = 2") == 0


def test_a_digest_of_once_a_week_looks_a_week_ahead(world: World, remind: Run, send: Run) -> None:
    event = invited(world, ["lotus"])
    send()
    add(world, event, "One")
    world.admin.execute("UPDATE people SET digest_day = 1")
    told = []
    for days in range(16):
        go_to(days)
        if remind():
            told.append(days)
    # Written on Sunday the 6th for the Monday before Thursday the 10th.
    assert told == [12]
