"""Calendars of events: what is in them, in which words, and when they are sent again."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from portal.events.planning.days import change_day
from portal.events.planning.items import change_item
from portal.events.planning.queries import agenda_of, days_of, event_head
from portal.events.planning.services import cancel_event, edit_event, resume_event
from tests.events.calendars.scene import address_of, address_of_event, announced, ask, entries
from tests.events.planning.scene import PLAN, announce, hours, plan
from tests.world import World


def test_a_calendar_has_each_day_of_announced_events(world: World) -> None:
    event, _planned = announced(world, days=2), plan(world, mark="later")
    with world.coordinating():
        last = days_of(event)[1]
        change_day(event, last.id, hours(date(2026, 12, 11), afternoon=""), version=1)
    answer = ask(world, address_of(world))
    calendar = Calendar.from_ical(answer.data)
    assert (calendar["method"], calendar["x-wr-calname"]) == ("PUBLISH", "Events of the network")
    first, second = entries(answer)
    assert first["dtstart"].dt == datetime(2026, 12, 10, 1, 0, tzinfo=UTC)
    assert first["dtend"].dt == datetime(2026, 12, 10, 10, 0, tzinfo=UTC)
    assert second["dtend"].dt == datetime(2026, 12, 11, 5, 0, tzinfo=UTC)
    assert [one["status"] for one in (first, second)] == ["CONFIRMED"] * 2
    assert [one["sequence"] for one in (first, second)] == [0, 1]
    assert first["uid"] == f"event-{event}-{days_of_event(world, event)[0]}@localhost"
    assert first["uid"] != second["uid"]
    assert {one["location"] for one in (first, second)} == {"Lotus hall, Chamkar Mon, Phnom Penh"}


def days_of_event(world: World, event: int) -> list[int]:
    """Return the ids of the days of an event, in order."""
    rows = world.admin.execute(
        "SELECT id FROM event_days WHERE event_id = %s ORDER BY held_on", (event,)
    )
    return [day for (day,) in rows.fetchall()]


def test_a_calendar_tells_the_kind_of_event_alone(world: World) -> None:
    event = announced(world)
    with world.coordinating():
        item = agenda_of(event, with_names=True)[0]
        change_item(event, item.id, item.entry._replace(leader="Sok Dara"), version=1)
    addresses = {
        address_of(world): "Community practice forum",
        address_of_event(world, event): "វេទិកាសហគមន៍អ្នកអនុវត្ត",
    }
    for address, title in addresses.items():
        answer = ask(world, address)
        assert [entry["summary"] for entry in entries(answer)] == [title]
        for word in (PLAN.title, PLAN.purpose, "Item 1", "Sok Dara", PLAN.organiser, PLAN.funder):
            assert word not in answer.text


def test_a_calendar_speaks_the_language_of_its_person_or_of_its_event(world: World) -> None:
    event = announced(world)
    own, shared = address_of(world), address_of_event(world, event)
    assert entries(ask(world, shared))[0]["location"].endswith("ភ្នំពេញ")
    assert entries(ask(world, own))[0]["location"].endswith("Phnom Penh")
    world.admin.execute("UPDATE people SET locale = 'km' WHERE name = 'lotus viewer'")
    assert entries(ask(world, own))[0]["location"].endswith("ភ្នំពេញ")
    world.admin.execute("UPDATE events SET locale = 'fr', area = '', venue = ''")
    (entry,) = entries(ask(world, shared))
    assert (entry["summary"], "location" in entry) == ("Community practice forum", False)


def test_a_cancelled_event_is_marked_and_goes_ahead_after_all(world: World) -> None:
    event, address = announced(world), address_of(world)
    with world.coordinating():
        cancel_event(event, "The hall is flooded.")
    answer = ask(world, address)
    assert [one["status"] for one in entries(answer)] == ["CANCELLED"]
    assert "flooded" not in answer.text
    with world.coordinating():
        resume_event(event)
    assert [one["status"] for one in entries(ask(world, address))] == ["CONFIRMED"]


def test_what_is_planned_is_in_no_calendar(world: World) -> None:
    address, event = address_of(world), plan(world)
    client = world.sign_in("coordinator")
    assert entries(ask(world, address)) == []
    refused = client.post(f"/network/events/{event}/calendar")
    assert refused.status_code == 409
    assert "Announce it first." in refused.text
    assert "Calendar address" not in client.get(f"/network/events/{event}").text
    assert client.post("/network/events/999/calendar").status_code == 404
    assert client.post("/network/events/999/calendar/removal").status_code == 404
    announce(world, event)
    shared = address_of_event(world, event)
    assert len(entries(ask(world, shared))) == 1
    world.admin.execute("UPDATE events SET announced_at = NULL, cancelled_at = now()")
    assert ask(world, shared).status_code == 404
    assert entries(ask(world, address)) == []


def test_a_calendar_is_sent_again_only_when_something_changed(world: World) -> None:
    event, address = announced(world), address_of(world)

    def ask_again(etag: str) -> tuple[int, str]:
        answer = ask(world, address, headers={"If-None-Match": etag})
        assert (answer.status_code == 200) == bool(answer.data)
        return answer.status_code, answer.headers["ETag"]

    _, seen = ask_again("")
    assert ask_again(seen) == (304, seen)
    with world.coordinating():
        head, day = event_head(event), days_of(event)[0]
        edit_event(event, head.plan._replace(venue="Other hall"), version=head.version)
    status, changed = ask_again(seen)
    assert (status, changed == seen) == (200, False)
    with world.coordinating():
        change_day(event, day.id, hours(morning="09:00-12:00"), version=day.version)
    status, moved = ask_again(changed)
    assert (status, ask_again(moved)[0]) == (200, 304)
    with world.coordinating():
        cancel_event(event, "Later.")
    assert ask_again(moved)[0] == 200


def test_what_goes_along_with_a_calendar(world: World) -> None:
    announced(world)
    answer = ask(world, address_of(world))
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    assert ask(world, address_of(world, "coach")).data == answer.data
