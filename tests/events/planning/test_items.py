"""Days and agenda items: added, changed, moved, removed and brought back."""

from datetime import date

import pytest

from portal.errors import NotFound, Refused
from portal.events.planning.days import StaleDay, add_day, change_day
from portal.events.planning.items import StaleItem, change_item, item_of, move_item
from portal.events.planning.queries import agenda_of, days_of
from tests.events.planning.scene import entry, hours, plan
from tests.world import World

EVENTS = "/network/events/"
ITEM = {"starts_at": "09:00", "ends_at": "10:00", "title": "Panel", "kind": "panel"}
TOKEN = "0c2b6f2e-2c43-4b57-9c9c-2a4a2f0f6a01"


def agenda(world: World, event: int) -> list[str]:
    """Return the agenda in short."""
    with world.coordinating():
        return [
            f"{one.entry.starts_at:%H:%M}-{one.entry.ends_at:%H:%M} {one.entry.title}"
            for one in agenda_of(event)
        ]


def test_an_item_is_added_once_and_begins_where_the_last_ends(world: World) -> None:
    event, client = plan(world, ["08:00-09:30"]), world.sign_in("coordinator")
    page = client.get(f"{EVENTS}{event}/items").text
    assert 'value="09:30"' in page
    day = world.one("SELECT id FROM event_days")
    form = ITEM | {
        "token": TOKEN,
        "day_id": str(day),
        "led_by": "Moderator, DNHC",
        "leader": "Somebody",
        "questions": "What did you learn?\nWhat did you apply?",
    }
    for _click in range(2):
        assert client.post(f"{EVENTS}{event}/items", data=form).status_code == 303
    assert agenda(world, event) == ["08:00-09:30 Item 1", "09:00-10:00 Panel"]
    page = client.get(f"{EVENTS}{event}").text
    for said in (
        "Moderator, DNHC",
        "Somebody",
        "What did you apply?",
        "overlap, from 09:00 to 09:30",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter a title."),
        ({"ends_at": "09:00"}, "The end is not after the start."),
        ({"starts_at": "24:00"}, "Enter a time, such as 08:30."),
        ({"ends_at": ""}, "Enter a time, such as 08:30."),
        ({"day_id": "77"}, "Choose one from the list."),
        ({"day_id": "x"}, "Choose one from the list."),
        ({"kind": "party"}, "Choose one from the list."),
        ({"led_by": "r" * 121}, "This is too long"),
    ],
)
def test_a_wrong_item_is_said_and_kept(world: World, wrong: dict[str, str], said: str) -> None:
    event, client = plan(world), world.sign_in("coordinator")
    day = str(world.one("SELECT id FROM event_days"))
    form = ITEM | {"day_id": day, "questions": "What did you learn?"} | wrong
    answer = client.post(f"{EVENTS}{event}/items", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What did you learn?" in answer.text
    assert agenda(world, event) == []


def test_a_day_of_another_event_is_refused(world: World) -> None:
    event, other = plan(world), plan(world, mark="other")
    day = str(world.one("SELECT id FROM event_days WHERE event_id = %s", other))
    client = world.sign_in("coordinator")
    form = ITEM | {"day_id": day}
    assert client.post(f"{EVENTS}{event}/items", data=form).status_code == 422
    with world.coordinating(), pytest.raises(NotFound):
        change_day(event, int(day), hours(), version=1)


def test_an_item_is_changed_and_a_stale_change_is_not_lost(world: World) -> None:
    event, client = plan(world, ["08:00-09:00"]), world.sign_in("coordinator")
    address = f"{EVENTS}{event}/items/1"
    form = ITEM | {"day_id": str(world.one("SELECT id FROM event_days")), "version": "1"}
    assert 'value="08:00"' in client.get(address).text
    assert client.post(address, data=form).status_code == 303
    assert agenda(world, event) == ["09:00-10:00 Panel"]
    stale = client.post(address, data=form | {"title": "Talk", "ends_at": "10:30"})
    assert stale.status_code == 409
    assert 'value="10:30"' in stale.text
    with world.coordinating():
        saved = item_of(event, 1)
        change_item(event, 1, saved.entry, version=1)
        with pytest.raises(StaleItem):
            change_item(event, 1, saved.entry._replace(title="Other"), version=1)


def test_neighbours_change_places_and_keep_lengths_and_pause(world: World) -> None:
    event = plan(world, ["08:00-09:00", "09:15-11:00", "11:00-12:00"])
    client = world.sign_in("coordinator")
    move = {"to": "earlier", "version": "1"}
    for _click in range(2):
        client.post(f"{EVENTS}{event}/items/2/moves", data=move)
    moved = ["08:00-09:45 Item 2", "10:00-11:00 Item 1", "11:00-12:00 Item 3"]
    assert agenda(world, event) == moved
    client.post(f"{EVENTS}{event}/items/2/moves", data={"to": "later", "version": "2"})
    assert agenda(world, event)[0] == "08:00-09:00 Item 1"


def test_the_first_is_not_moved_earlier_nor_over_an_overlap(world: World) -> None:
    event = plan(world, ["08:00-09:00", "08:30-10:00"], days=2)
    with world.coordinating():
        second_day = days_of(event)[1].id
        change_item(event, 2, entry(second_day, "08:00-09:00"), version=1)
        assert not move_item(event, 1, version=1, is_earlier=True)
        assert not move_item(event, 2, version=2, is_earlier=True)
        assert not move_item(event, 77, version=1, is_earlier=True)
        first_day = days_of(event)[0].id
        change_item(event, 2, entry(first_day, "08:30-10:00"), version=2)
        with pytest.raises(Refused):
            move_item(event, 2, version=3, is_earlier=True)


def test_a_removed_item_comes_back(world: World) -> None:
    event, client = plan(world, ["08:00-09:00"]), world.sign_in("coordinator")
    address = f"{EVENTS}{event}/items/1"
    form = ITEM | {"day_id": str(world.one("SELECT id FROM event_days")), "version": "1"}
    for _click in range(2):
        client.post(f"{address}/removal")
    assert agenda(world, event) == []
    for _look in range(2):
        assert "Bring it back" in client.get(f"{EVENTS}{event}").text
    for answer in (client.get(address), client.post(address, data=form)):
        assert answer.status_code == 409
        assert "This agenda item was removed." in answer.text
    for _click in range(2):
        client.post(f"{address}/restoration")
    assert "Bring it back" not in client.get(f"{EVENTS}{event}").text
    assert agenda(world, event) == ["08:00-09:00 Item 1"]


def test_days_are_added_changed_and_removed(world: World) -> None:
    event, client = plan(world), world.sign_in("coordinator")
    form = {"held_on": "2026-12-11", "morning_from": "08:00", "morning_to": "12:00"}
    assert 'value="08:00"' in client.get(f"{EVENTS}{event}/days").text
    for _click in range(2):
        assert client.post(f"{EVENTS}{event}/days", data=form).status_code == 303
    other = client.post(f"{EVENTS}{event}/days", data=form | {"morning_to": "11:00"})
    assert other.status_code == 409
    assert world.one("SELECT count(*) FROM event_days") == 2
    day = world.one("SELECT max(id) FROM event_days")
    address = f"{EVENTS}{event}/days/{day}"
    assert "11" in client.get(address).text
    changed = form | {"held_on": "2026-12-12", "version": "1"}
    assert client.post(address, data=changed).status_code == 303
    assert client.post(address, data=changed | {"held_on": "2026-12-10"}).status_code == 409
    assert client.post(address, data={"version": "1"}).status_code == 422
    with world.coordinating(), pytest.raises(StaleDay):
        change_day(event, day, hours(), version=1)
    for _click in range(2):
        assert client.post(f"{address}/removal").status_code == 303
    assert world.one("SELECT count(*) FROM event_days") == 1


def test_the_last_day_and_a_day_with_an_agenda_stay(world: World) -> None:
    event, client = plan(world, ["08:00-09:00"]), world.sign_in("coordinator")
    day = world.one("SELECT id FROM event_days")
    address = f"{EVENTS}{event}/days/{day}/removal"
    assert "An event needs at least one day." in client.post(address).text
    client.post(
        f"{EVENTS}{event}/days",
        data={"held_on": "2026-12-11", "morning_from": "08:00", "morning_to": "12:00"},
    )
    assert "This day has agenda items." in client.post(address).text
    client.post(f"{EVENTS}{event}/items/1/removal")
    assert client.post(address).status_code == 303
    assert world.one("SELECT count(*) FROM agenda_items") == 0


def test_a_stale_move_says_that_nothing_was_moved(world: World) -> None:
    event = plan(world, ["08:00-09:00", "09:00-10:00"])
    client = world.sign_in("coordinator")
    first = agenda(world, event)
    move = {"to": "later", "version": "7"}
    answer = client.post(f"{EVENTS}{event}/items/1/moves", data=move)
    assert answer.location.endswith("#item-1")
    assert "Nothing was moved. Try again." in client.get(answer.location).text
    assert agenda(world, event) == first


def test_an_event_has_at_most_fifteen_days(world: World) -> None:
    event = plan(world, days=15)
    with world.coordinating(), pytest.raises(Refused, match="at most 15 days"):
        add_day(event, hours(date(2026, 12, 31)))
    with world.coordinating():
        add_day(event, hours())
