"""The pages of registration: what people press, what they read, what is kept."""

from datetime import UTC, date, datetime

import pytest

from portal import clock
from tests.events.registration.scene import add, invited
from tests.factories import make_project
from tests.projects.scenes import put
from tests.world import World

SOMEBODY = {"name": "Somebody", "phone": "", "sex": "woman", "stays": "whole", "token": ""}


def test_a_writer_registers_a_person_and_reads_where_they_stand(world: World) -> None:
    event = invited(world, places=1)
    client, here = world.sign_in("lotus_writer"), f"/o/lotus/events/{event}"
    assert "No one is registered yet." in client.get(here).text
    page = client.post(f"{here}/people", data=SOMEBODY, follow_redirects=True).text
    assert "Somebody is registered." in page
    second = client.post(f"{here}/people", data=SOMEBODY | {"name": "Two"}, follow_redirects=True)
    assert "Two is number 1 on the waiting list." in second.text
    assert "Waiting list: 1" in second.text
    page = client.post(f"{here}/people/1/withdrawal", follow_redirects=True).text
    assert "Somebody is no longer registered." in page
    assert "Waiting list" not in page
    clock.hold(datetime(2026, 11, 25, 3, tzinfo=UTC))
    page = client.post(f"{here}/people/1/restoration", follow_redirects=True).text
    assert "Somebody is number 1 on the waiting list." in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "  "}, "Enter the person's name."),
        ({"name": "…"}, "Enter the person's name."),
        ({"name": "A" * 121}, "This is too long"),
        ({"phone": "call me"}, "Enter a telephone number such as 012 345 678."),
        ({"sex": ""}, "Choose an answer."),
        ({"sex": "other"}, "Choose one from the list."),
        ({"stays": ""}, "Choose an answer."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world: World, wrong: dict[str, str], said: str) -> None:
    event = invited(world)
    client = world.sign_in("lotus_writer")
    answer = client.post(f"/o/lotus/events/{event}/people", data=SOMEBODY | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert world.one("SELECT count(*) FROM registrations") == 0


def test_the_same_person_is_told_of_at_the_name(world: World) -> None:
    event = invited(world)
    add(world, event, "Somebody")
    client = world.sign_in("lotus_writer")
    answer = client.post(f"/o/lotus/events/{event}/people", data=SOMEBODY)
    assert answer.status_code == 422
    assert "Someone with this name is already registered." in answer.text
    assert 'value="Somebody"' in answer.text


@pytest.mark.parametrize(
    ("name", "reads", "status"),
    [("lotus_viewer", True, 403), ("river_manager", False, 404), ("coach", False, 404)],
)
def test_only_those_who_write_register(
    world: World, name: str, status: int, *, reads: bool
) -> None:
    event = invited(world)
    add(world, event, "Somebody Seldom")
    client, here = world.sign_in(name), f"/o/lotus/events/{event}"
    page = client.get(here).text
    assert ("Somebody Seldom" in page) == reads
    assert "Register a person" not in page
    for path in ("people", "people/1", "people/1/withdrawal", "people/1/restoration"):
        assert client.post(f"{here}/{path}", data=SOMEBODY).status_code == status
    assert world.one("SELECT withdrawn_at FROM registrations") is None


def test_who_is_not_invited_is_led_back_to_the_event(world: World) -> None:
    event = invited(world, ["river"])
    client, here = world.sign_in("lotus_manager"), f"/o/lotus/events/{event}"
    assert "Your participants" not in client.get(here).text
    assert client.get(f"{here}/people").location == f"{here}#people"
    answer = client.post(f"{here}/people", data=SOMEBODY)
    assert answer.status_code == 409
    assert "Your organisation is not invited to this event." in answer.text


def test_once_registration_is_closed_one_may_still_withdraw(world: World) -> None:
    event = invited(world, until=date(2026, 12, 1))
    add(world, event, "Somebody")
    clock.hold(datetime(2026, 12, 8, 3, tzinfo=UTC))
    client, here = world.sign_in("lotus_manager"), f"/o/lotus/events/{event}"
    page = client.get(here).text
    assert "Registration is closed." in page
    assert "Register a person" not in page
    assert client.get(f"{here}/people").location == f"{here}#people"
    page = client.post(f"{here}/people/1/withdrawal", follow_redirects=True).text
    assert "Somebody is no longer registered." in page
    assert "Register again" not in page
    answer = client.post(f"{here}/people/1/restoration")
    assert answer.status_code == 409
    assert "Registration for this event is closed." in answer.text


def test_those_who_run_it_withdraw_a_double_and_its_organisation_sees_who_did(
    world: World,
) -> None:
    event = invited(world)
    add(world, event, "ចាន់ សុខា", "lotus")
    twice = add(world, event, "ចាន់ សុខា", "river")
    here = f"/network/events/{event}/people"
    off, one = f"{here}/withdrawals", {"registration": twice.id}
    assert world.sign_in("leadership").post(off, data=one).status_code == 403
    coordinator = world.sign_in("coordinator")
    assert coordinator.get(here).text.count("Possible duplicate") == 2
    for _click in range(2):
        page = coordinator.post(off, data=one, follow_redirects=True).text
    assert "Possible duplicate" not in page
    for odd in ("999", "x", ""):
        assert coordinator.post(off, data={"registration": odd}).status_code == 404
    page = world.sign_in("river_manager").get(f"/o/river/events/{event}").text
    assert "Withdrawn by the network" in page
    clock.hold(datetime(2026, 12, 11, 3, tzinfo=UTC))
    assert coordinator.post(off, data={"registration": 1}).status_code == 409


def test_after_its_end_the_list_stays_and_its_buttons_go(world: World) -> None:
    event = invited(world)
    add(world, event, "Somebody")
    clock.hold(datetime(2026, 12, 11, 3, tzinfo=UTC))
    page = world.sign_in("lotus_manager").get(f"/o/lotus/events/{event}").text
    assert "Registration is closed." in page
    assert "Withdraw" not in page


def test_a_coordinator_looks_at_who_is_found_and_invites_some(world: World) -> None:
    event = invited(world, [])
    client, here = world.sign_in("coordinator"), f"/network/events/{event}"
    page = client.get(f"{here}/invitations").text
    assert "2 organisations are not invited yet." in page
    assert "checked" not in page
    river = world.organisations["river"]
    for wrong, said in (
        ({"organisations": [river]}, "Choose an answer."),
        ({"which": "some"}, "Choose at least one organisation."),
        ({"which": "some", "organisations": [10**9]}, "Choose one from the list."),
    ):
        answer = client.post(f"{here}/invitations", data=wrong)
        assert answer.status_code == 422
        assert said in answer.text
    chosen = {"which": "some", "organisations": [river]}
    page = client.post(f"{here}/invitations", data=chosen, follow_redirects=True).text
    assert "1 organisation invited." in page
    assert "RIVER · River Voices" in page
    page = client.post(f"{here}/invitations/{river}/withdrawal", follow_redirects=True).text
    assert "Invitation withdrawn." in page
    assert "No one is invited yet" in page


def test_all_who_were_found_are_invited_at_once(world: World) -> None:
    event = invited(world, [])
    put(world, make_project(world), stage="application")
    client, here = world.sign_in("coordinator"), f"/network/events/{event}/invitations"
    lotus, river = (world.organisations[slug] for slug in ("lotus", "river"))
    everyone = {"which": "all", "shown": f"{lotus}"}
    answer = client.post(f"{here}?stage=application", data=everyone, follow_redirects=True)
    assert "1 organisation invited." in answer.text
    # Whoever came to the list after it was shown is not on it.
    answer = client.post(here, data=everyone, follow_redirects=True)
    assert "0 organisations invited." in answer.text
    everyone["shown"] = f"{river}"
    assert "1 organisation invited." in client.post(here, data=everyone, follow_redirects=True).text
    assert "No organisation found" in client.get(here).text


def test_what_no_filter_has_is_refused_in_words(world: World) -> None:
    event = invited(world, [])
    client = world.sign_in("coordinator")
    answer = client.get(f"/network/events/{event}/invitations?stage=nowhere")
    assert answer.status_code == 422


def test_a_coordinator_says_how_many_places_there_are(world: World) -> None:
    event = invited(world)
    client, here = world.sign_in("coordinator"), f"/network/events/{event}"
    for wrong in (
        {"places": "0"},
        {"places": "many"},
        {"registers_until": "soon"},
        {"registers_until": "2026-12-11"},
    ):
        data = {"version": "1", "places": "", "registers_until": "", "was": ""} | wrong
        assert client.post(f"{here}/limits", data=data).status_code == 422
    data = {"version": "1", "places": "30", "registers_until": "2026-12-01", "was": ""}
    page = client.post(f"{here}/limits", data=data, follow_redirects=True).text
    assert "1 Dec 2026" in page
    assert ">30<" in page


def test_the_list_of_events_says_where_one_is_invited(world: World) -> None:
    event = invited(world, ["lotus"])
    lotus, river = world.sign_in("lotus_viewer"), world.sign_in("river_manager")
    assert "You are invited" in lotus.get("/o/lotus/events/").text
    add(world, event, "Somebody")
    page = lotus.get("/o/lotus/events/").text
    assert "1 person registered" in page
    assert "You are invited" not in page
    assert "registered" not in river.get("/o/river/events/").text
    assert "registered" not in world.sign_in("coach").get("/coach/events/").text
