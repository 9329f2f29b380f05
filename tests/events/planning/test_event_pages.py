"""The network's pages of events: planned, edited, announced, cancelled, copied, and for whom."""

import pytest

from tests.events.planning.scene import announce, plan, plan_past
from tests.world import World

EVENTS = "/network/events/"
NEW = {
    "token": "0c2b6f2e-2c43-4b57-9c9c-2a4a2f0f6a01",
    "kind": "forum",
    "title": "Forum of the lakes",
    "purpose": "Share what was applied.",
    "locale": "km",
    "area": "1201",
    "venue": "Lotus hall",
    "organiser": "DNHC",
    "funder": "BfdW",
    "starts_on": "2026-12-31",
    "length": "3",
    "morning_from": "08:00",
    "morning_to": "12:00",
    "afternoon_from": "13:30:00",
    "afternoon_to": "17:00",
}


def test_an_event_is_planned_once_with_its_days(world: World) -> None:
    client = world.sign_in("coordinator")
    page = client.get(f"{EVENTS}new").text
    assert "Only the network sees this event until it is announced." in page
    answer = client.post(EVENTS, data=NEW)
    assert client.post(EVENTS, data=NEW).location == answer.location
    assert world.one("SELECT count(*) FROM events") == 1
    days = world.admin.execute(
        "SELECT held_on::text, morning_from::text, afternoon_to::text FROM event_days ORDER BY 1"
    ).fetchall()
    assert days == [
        (day, "08:00:00", "17:00:00") for day in ("2026-12-31", "2027-01-01", "2027-01-02")
    ]
    page = client.get(answer.location).text
    for said in (
        "Forum of the lakes",
        "Lotus hall",
        "Phnom Penh",
        "Khmer",
        "31 Dec 2026",
        "Planned",
    ):
        assert said in page
    assert "Forum of the lakes" in client.get(EVENTS).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Enter a title."),
        ({"kind": "party"}, "Choose one from the list."),
        ({"area": "9999"}, "Choose one from the list."),
        ({"organiser": ""}, "Name the organisation that runs it."),
        ({"starts_on": ""}, "Enter the day."),
        ({"starts_on": "0026-12-10"}, "Check the year."),
        ({"length": "0"}, "Enter a number from 1 to 15."),
        ({"length": "9" * 400}, "Enter a number from 1 to 15."),
        ({"morning_to": ""}, "Enter both times, or neither."),
        ({"morning_to": "07:00"}, "The end is not after the start."),
        ({"morning_to": "25:00"}, "Enter a time, such as 08:30."),
        ({"afternoon_from": "៨:០០"}, "Enter a time, such as 08:30."),
        ({"afternoon_from": "11:00"}, "The afternoon starts before the morning ends."),
        (
            dict.fromkeys(("morning_from", "morning_to", "afternoon_from", "afternoon_to"), ""),
            "Enter the hours of the morning, the afternoon or both.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    world: World, wrong: dict[str, str], said: str
) -> None:
    answer = world.sign_in("coordinator").post(EVENTS, data=NEW | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Lotus hall" in answer.text
    assert world.one("SELECT count(*) FROM events") == 0


def test_half_a_day_is_enough(world: World) -> None:
    form = NEW | {"morning_from": "", "morning_to": "", "length": "1"}
    assert world.sign_in("coordinator").post(EVENTS, data=form).status_code == 303


def test_two_coordinators_edit_different_fields_and_both_stay(world: World) -> None:
    event, client = plan(world), world.sign_in("coordinator")
    address = f"{EVENTS}{event}/edit"
    shown = {name: value for name, value in NEW.items() if name in EDITED} | {"version": "1"}
    assert client.post(address, data=shown | {"venue": "Other hall"}).status_code == 303
    stale = client.post(address, data=shown | {"funder": "Fund"})
    assert stale.status_code == 409
    assert "Someone else changed the same field" in stale.text
    assert world.one("SELECT venue FROM events") == "Other hall"


EDITED = ("kind", "title", "purpose", "locale", "area", "venue", "organiser", "funder")


def test_only_the_network_sees_a_planned_event(world: World) -> None:
    event = plan(world, ["08:00-12:00"])
    readers = {"lotus_viewer": "/o/lotus/events/", "coach": "/coach/events/"}
    for name, base in readers.items():
        client = world.sign_in(name)
        assert "Forum of the lakes" not in client.get(base).text
        assert client.get(f"{base}{event}").status_code == 404
    assert "Forum of the lakes" in world.sign_in("leadership").get(EVENTS).text
    announce(world, event)
    for name, base in readers.items():
        client = world.sign_in(name)
        assert "Forum of the lakes" in client.get(base).text
        assert "Item 1" in client.get(f"{base}{event}").text


def test_leadership_reads_without_names_or_buttons(world: World) -> None:
    event = plan(world, ["08:00-12:00"])
    world.admin.execute("UPDATE agenda_items SET leader = 'Kanari Person', led_by = 'Trainer'")
    for name, base in (("leadership", EVENTS), ("coordinator", EVENTS)):
        page = world.sign_in(name).get(f"{base}{event}").text
        assert "Trainer" in page
        assert ("Kanari Person" in page) == (name == "coordinator")
        assert ("Add an agenda item" in page) == (name == "coordinator")
    announce(world, event)
    pages = {
        "coordinator": f"{EVENTS}{event}/programme",
        "lotus_manager": f"/o/lotus/events/{event}",
        "coach": f"/coach/events/{event}",
    }
    for name, address in pages.items():
        page = world.sign_in(name).get(address).text
        assert "Trainer" in page
        assert "Kanari" not in page


@pytest.mark.parametrize("name", ["leadership", "coach", "lotus_manager"])
def test_nobody_else_writes_an_event(world: World, name: str) -> None:
    event, client = plan(world, ["08:00-12:00"]), world.sign_in(name)
    day = world.one("SELECT id FROM event_days")
    here = f"{EVENTS}{event}"
    for address in (
        *(EVENTS, f"{here}/edit", f"{here}/announcement", f"{here}/cancellation"),
        *(f"{here}/restoration", f"{here}/copies", f"{here}/days", f"{here}/days/{day}"),
        *(f"{here}/days/{day}/removal", f"{here}/items", f"{here}/items/1"),
        *(f"{here}/items/1/removal", f"{here}/items/1/restoration", f"{here}/items/1/moves"),
    ):
        assert client.post(address, data=NEW).status_code in {403, 404}
    assert world.one("SELECT count(*) FROM events WHERE announced_at IS NULL") == 1


def test_a_cancelled_event_says_why_and_can_go_ahead(world: World) -> None:
    event, client = plan(world), world.sign_in("coordinator")
    announce(world, event)
    address = f"{EVENTS}{event}/cancellation"
    assert "Cancel the event" in client.get(address).text
    assert client.post(address, data={"reason": ""}).status_code == 422
    client.post(address, data={"reason": "The hall is flooded."})
    client.post(address, data={"reason": "Again."})
    member = world.sign_in("lotus_viewer")
    assert "Cancelled: The hall is flooded." in member.get(f"/o/lotus/events/{event}").text
    refused = client.post(f"{EVENTS}{event}/announcement")
    assert refused.status_code == 409
    assert world.one("SELECT version FROM events") == 2
    for _click in range(2):
        client.post(f"{EVENTS}{event}/restoration")
    assert world.one("SELECT version FROM events") == 3
    assert "flooded" not in member.get(f"/o/lotus/events/{event}").text


def test_a_cancelled_event_that_nobody_announced_stays_unseen(world: World) -> None:
    event = plan(world)
    address = f"{EVENTS}{event}/cancellation"
    world.sign_in("coordinator").post(address, data={"reason": "Not needed."})
    member = world.sign_in("lotus_viewer")
    assert member.get(f"/o/lotus/events/{event}").status_code == 404


def test_a_copy_has_the_days_and_the_agenda_but_no_names(world: World) -> None:
    event, client = (
        plan(world, ["08:00-09:00", "09:00-12:00"], days=2),
        world.sign_in("coordinator"),
    )
    announce(world, event)
    world.admin.execute("UPDATE agenda_items SET leader = 'Kanari Person', led_by = 'Trainer'")
    address, form = f"{EVENTS}{event}/copies", {"token": NEW["token"], "starts_on": "2027-02-28"}
    assert "Copy the event" in client.get(address).text
    assert client.post(address, data={"starts_on": ""}).status_code == 422
    copied = client.post(address, data=form).location
    assert client.post(address, data=form).location == copied
    new = int(copied.rpartition("/")[2])
    assert new != event
    assert world.admin.execute(
        "SELECT held_on::text FROM event_days WHERE event_id = %s ORDER BY 1", (new,)
    ).fetchall() == [("2027-02-28",), ("2027-03-01",)]
    assert world.admin.execute(
        "SELECT title, leader, led_by FROM agenda_items WHERE event_id = %s ORDER BY starts_at",
        (new,),
    ).fetchall() == [("Item 1", "", "Trainer"), ("Item 2", "", "Trainer")]
    assert "Planned" in client.get(copied).text


def test_lists_part_what_is_to_come_from_what_has_been(world: World) -> None:
    plan(world, mark="to come")
    plan(world, mark="past")
    world.admin.execute("UPDATE event_days SET held_on = '2019-08-20' WHERE event_id = 2")
    page = world.sign_in("coordinator").get(EVENTS).text
    assert page.index("Upcoming events") < page.index("10 Dec 2026") < page.index("Past events")
    assert page.index("Past events") < page.index("20 Aug 2019")


def test_an_event_that_is_not_there_is_not_found(world: World) -> None:
    client = world.sign_in("coordinator")
    for tail in ("", "/edit", "/days", "/days/1", "/items", "/items/1", "/copies", "/cancellation"):
        assert client.get(f"{EVENTS}77{tail}").status_code == 404


def test_who_came_is_counted_once_the_event_has_taken_place(world: World) -> None:
    event, client = plan_past(world), world.sign_in("coordinator")
    address = f"{EVENTS}{event}/count"
    assert "Attendance" in client.get(f"{EVENTS}{event}").text
    form = {
        "counted_organisations": "13",
        "counted_people": "25",
        "counted_women": "16",
        "version": "1",
    }
    for wrong in (
        {"counted_women": "26"},
        {"counted_people": ""},
        {"counted_organisations": "-1"},
        {"counted_people": "9" * 40},
    ):
        answer = client.post(address, data=form | wrong)
        assert answer.status_code == 422
        assert 'value="1"' in answer.text
    for _click in range(2):
        assert client.post(address, data=form).status_code == 303
    page = world.sign_in("leadership").get(f"{EVENTS}{event}").text
    for said in ("13 organisations", "25 people", "16 women"):
        assert said in page
    assert "Attendance" not in world.sign_in("leadership").get(f"{EVENTS}{plan(world)}").text
    stale = client.post(address, data=form | {"counted_women": "15"})
    assert stale.status_code == 409


def test_the_place_that_was_chosen_stands_in_its_form(world: World) -> None:
    event, client = plan(world), world.sign_in("coordinator")
    page = client.get(f"{EVENTS}{event}/edit").text
    select = page.partition('name="area"')[2].partition("</select>")[0]
    assert select.count(" selected") == 1
    assert '<option value="1201" selected>' in select
    assert select.count("<option ") == 236
    assert '<optgroup label="Phnom Penh">' in select
    world.admin.execute("UPDATE events SET area = ''")
    assert '<option value="" selected>Not decided yet' in client.get(f"{EVENTS}{event}/edit").text
