"""An organisation's part in an event of the network: recorded once, read everywhere, corrected."""

from datetime import date
from threading import Thread

import pytest

from portal.errors import Refused
from portal.events.details import PeopleCounts, WorkshopDetails
from portal.events.planning.days import add_day, change_day, hours_of, remove_day
from portal.events.planning.queries import days_of, event_head
from portal.events.planning.services import announce_event, cancel_event, edit_event
from portal.events.services import record_part, record_workshop
from tests.events.planning.scene import announce, hours, plan, plan_past
from tests.factories import make_project
from tests.projects.scenes import milestone
from tests.world import World

PEOPLE = {"women": "3", "men": "2", "undisclosed": "1", "unrecorded": "0"}
PAST = date(2026, 11, 20)


def test_a_part_says_what_its_event_says_and_completes_the_milestone(world: World) -> None:
    event, project = plan_past(world), make_project(world, "lotus")
    client = world.sign_in("lotus_manager")
    here = f"/o/lotus/events/{event}"
    assert f'href="{here}/part"' in client.get(here).text
    assert "How many of your people took part?" in client.get(f"{here}/part").text
    answer = client.post(f"{here}/part", data=PEOPLE, follow_redirects=True)
    assert "It completes a milestone in" in answer.text
    assert "Women 3, men 2, prefer not to say 1" in answer.text
    facts = world.admin.execute(
        "SELECT kind, held_on, days, given_by, funder, women, event_id FROM workshops"
    ).fetchone()
    assert facts == ("introductory", PAST, 1, "DNHC", "BfdW", 3, event)
    assert milestone(world, project, "introductory_workshop")[0]
    history = client.get("/o/lotus/workshops/").text
    assert "Event of the network" in history
    assert f'href="{here}"' in history
    network = world.sign_in("leadership").get(f"/network/events/{event}").text
    assert "1 organisation" in network
    assert "Women 3, men 2" in network


def test_a_second_part_is_refused_and_the_same_again_is_one(world: World) -> None:
    event, client = plan_past(world), world.sign_in("lotus_manager")
    address = f"/o/lotus/events/{event}/part"
    for _click in range(2):
        assert client.post(address, data=PEOPLE).status_code == 303
    other = client.post(address, data=PEOPLE | {"women": "9"})
    assert other.status_code == 409
    assert "already recorded its part" in other.text
    assert world.one("SELECT women FROM workshops") == 3


@pytest.mark.parametrize(
    "wrong", [{"women": ""}, dict.fromkeys(PEOPLE, "0"), {"is_uncounted": "y"}]
)
def test_wrong_numbers_are_said_and_kept(world: World, wrong: dict[str, str]) -> None:
    event, client = plan_past(world), world.sign_in("lotus_manager")
    answer = client.post(f"/o/lotus/events/{event}/part", data=PEOPLE | wrong)
    assert answer.status_code == 422
    assert world.one("SELECT count(*) FROM workshops") == 0


def test_a_part_is_recorded_once_the_event_has_taken_place(world: World) -> None:
    event, client = plan(world), world.sign_in("lotus_manager")
    address = f"/o/lotus/events/{event}"
    assert client.post(f"{address}/part", data=PEOPLE).status_code == 404
    announce(world, event)
    assert "once it has taken place" in client.get(address).text
    assert "This event has not ended." in client.post(f"{address}/part", data=PEOPLE).text
    world.admin.execute("UPDATE event_days SET held_on = '2026-11-24'")
    with world.coordinating():
        cancel_event(event, "The hall is flooded.")
    assert "This event is cancelled." in client.post(f"{address}/part", data=PEOPLE).text
    assert world.one("SELECT count(*) FROM workshops") == 0


def test_the_form_of_a_part_leads_to_what_can_be_done(world: World) -> None:
    event, client = plan(world), world.sign_in("lotus_manager")
    announce(world, event)
    address = f"/o/lotus/events/{event}"
    assert client.get(f"{address}/part").location == address
    world.admin.execute("UPDATE event_days SET held_on = '2026-11-20'")
    assert client.get(f"{address}/part").status_code == 200
    client.post(f"{address}/part", data=PEOPLE)
    assert client.get(f"{address}/part").location.endswith("/correction")
    page = world.sign_in("coordinator").get(f"/network/events/{event}").text
    assert "Cancel the event" not in page


def test_only_managers_record_a_part(world: World) -> None:
    event = plan_past(world)
    for name in ("lotus_writer", "lotus_viewer", "coach"):
        client = world.sign_in(name)
        assert "Record your part" not in client.get(f"/o/lotus/events/{event}").text
        answer = client.post(f"/o/lotus/events/{event}/part", data=PEOPLE)
        assert answer.status_code in {403, 404}
    assert world.one("SELECT count(*) FROM workshops") == 0


def test_only_the_people_of_a_part_are_corrected(world: World) -> None:
    event, client = plan_past(world), world.sign_in("lotus_manager")
    client.post(f"/o/lotus/events/{event}/part", data=PEOPLE)
    part = world.one("SELECT id FROM workshops")
    address = f"/o/lotus/workshops/{part}/correction"
    page = client.get(address).text
    assert "You correct how many of your people took part." in page
    assert 'name="kind"' not in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    form = PEOPLE | {"men": "4", "kind": "forum", "days": "9", "seen": seen}
    assert client.post(address, data=form).status_code == 303
    facts = world.admin.execute("SELECT kind, days, men FROM workshops").fetchone()
    assert facts == ("introductory", 1, 4)


def test_a_part_that_is_removed_opens_the_milestone_again(world: World) -> None:
    event, project = plan_past(world), make_project(world, "lotus")
    client = world.sign_in("lotus_manager")
    client.post(f"/o/lotus/events/{event}/part", data=PEOPLE)
    part = world.one("SELECT id FROM workshops")
    client.post(f"/o/lotus/workshops/{part}/removal", data={"reason": "Nobody went."})
    assert not milestone(world, project, "introductory_workshop")[0]


def test_an_event_too_short_completes_nothing(world: World) -> None:
    event, client = plan_past(world, days=2, kind="application"), world.sign_in("lotus_manager")
    answer = client.post(f"/o/lotus/events/{event}/part", data=PEOPLE, follow_redirects=True)
    assert "Recorded, but it completes no milestone" in answer.text


def test_what_parts_say_of_an_event_stays_once_one_is_recorded(world: World) -> None:
    event = plan_past(world)
    client = world.sign_in("lotus_manager")
    client.post(f"/o/lotus/events/{event}/part", data=PEOPLE)
    with world.coordinating():
        saved, day = event_head(event), days_of(event)[0]
        for change in ({"kind": "forum"}, {"organiser": "Other"}, {"funder": "Other"}):
            with pytest.raises(Refused):
                edit_event(event, saved.plan._replace(**change), version=saved.version)
        with pytest.raises(Refused):
            add_day(event, hours())
        with pytest.raises(Refused):
            change_day(event, day.id, hours(), version=day.version)
        with pytest.raises(Refused):
            remove_day(event, day.id)
        with pytest.raises(Refused):
            cancel_event(event, "Too late.")
        change_day(event, day.id, hours(PAST, afternoon=""), version=day.version)
        edit_event(event, saved.plan._replace(title="Other"), version=saved.version)
        assert hours_of(event, day.id)[0].afternoon_to is None


def test_an_organisation_does_not_record_while_the_event_is_changed(world: World) -> None:
    event = plan_past(world)
    done: list[str] = []

    def record() -> None:
        with world.acting("lotus_manager", "lotus") as by:
            record_part(world.organisations["lotus"], event, PeopleCounts(women=1), by=by)
        done.append("recorded")

    with world.coordinating():
        announce_event(event)
        recording = Thread(target=record)
        recording.start()
        recording.join(0.5)
        done.append("changed")
    recording.join()
    assert done == ["changed", "recorded"]


def test_another_organisation_sees_nothing_of_a_part(world: World) -> None:
    event = plan_past(world)
    world.sign_in("lotus_manager").post(f"/o/lotus/events/{event}/part", data=PEOPLE)
    page = world.sign_in("river_manager").get(f"/o/river/events/{event}").text
    assert "Women 3" not in page
    assert "Record your part" in page


RECORD = WorkshopDetails("introductory", date(2026, 11, 1), 2, "The network", "", 5, 4, 0, 2)


def recorded(world: World, details: WorkshopDetails = RECORD) -> int:
    with world.acting("lotus_manager", "lotus") as by:
        token = f"{details.kind} {details.held_on}"
        return record_workshop(world.organisations["lotus"], details, token=token, by=by)


def test_a_record_from_before_becomes_the_part_and_is_counted_once(world: World) -> None:
    event, project = plan_past(world), make_project(world, "lotus")
    record = recorded(world, RECORD._replace(known_to="month"))
    recorded(world, RECORD._replace(kind="forum"))
    recorded(world, RECORD._replace(held_on=date(2026, 6, 1)))
    client, here = world.sign_in("lotus_manager"), f"/o/lotus/events/{event}"
    page = client.get(f"{here}/part").text
    assert "Is it one of these?" in page
    assert "Nov 2026 · Introductory workshop · The network" in page
    assert page.count("Use this record") == 1
    for _click in range(2):
        answer = client.post(f"{here}/part/record", data={"workshop": record})
        assert answer.status_code == 303
    page = client.get(here).text
    assert "Your record is now your part in this event, and is counted once." in page
    assert "Women 5, men 4" in page
    facts = world.admin.execute(
        "SELECT held_on, days, given_by, funder, known_to, unrecorded FROM workshops "
        "WHERE event_id = %s",
        (event,),
    ).fetchone()
    assert facts == (PAST, 1, "DNHC", "BfdW", "day", 2)
    assert milestone(world, project, "introductory_workshop")[0]
    assert world.one("SELECT count(*) FROM workshops") == 3


def test_another_record_is_no_part(world: World) -> None:
    event = plan_past(world)
    other, record = recorded(world, RECORD._replace(kind="forum")), recorded(world)
    client, here = world.sign_in("lotus_manager"), f"/o/lotus/events/{event}/part"
    answer = client.post(f"{here}/record", data={"workshop": other})
    assert answer.status_code == 409
    assert "This record cannot be your part in this event." in answer.text
    assert client.post(f"{here}/record", data={"workshop": 10**9}).status_code == 404
    client.post(here, data=PEOPLE)
    assert client.post(f"{here}/record", data={"workshop": record}).status_code == 409
    stranger = world.sign_in("river_manager")
    theirs = f"/o/river/events/{event}/part/record"
    assert stranger.post(theirs, data={"workshop": record}).status_code == 404
    assert world.one("SELECT count(*) FROM workshops WHERE event_id IS NOT NULL") == 1


def test_the_part_of_one_event_is_no_part_of_another(world: World) -> None:
    event, other = plan_past(world), plan_past(world, days=2, mark="other")
    client = world.sign_in("lotus_manager")
    client.post(f"/o/lotus/events/{event}/part", data=PEOPLE)
    part = world.one("SELECT id FROM workshops")
    answer = client.post(f"/o/lotus/events/{other}/part/record", data={"workshop": part})
    assert answer.status_code == 409
    facts = world.admin.execute("SELECT event_id, days FROM workshops").fetchone()
    assert facts == (event, 1)
