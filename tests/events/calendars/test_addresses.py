"""Addresses of calendars: who makes and withdraws them, what is none, and where they are kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from portal import models
from portal.accounts.services import hash_token
from portal.extensions import Base, limiter
from tests.events.calendars.scene import (
    OWN,
    address_in,
    address_of,
    address_of_event,
    announced,
    ask,
    entries,
)
from tests.factories import make_project
from tests.statements import statements
from tests.world import World

assert models.__all__  # fills the metadata


def test_an_address_is_shown_once_and_a_new_one_ends_it(world: World) -> None:
    announced(world)
    client = world.sign_in("lotus_viewer")
    assert f'href="{OWN}"' in client.get("/account").text
    assert "Make an address" in client.get(OWN).text
    first = address_in(client.post(OWN))
    page = client.get(OWN).text
    assert "/calendars/" not in page
    assert "An address was made on 24 Nov 2026." in page
    second = address_in(client.post(OWN))
    assert ask(world, first).status_code == 404
    assert ask(world, second).status_code == 200
    assert world.one("SELECT count(*) FROM calendar_links") == 1
    answer = client.post(f"{OWN}/removal", follow_redirects=True)
    assert "Withdrawn. The address no longer works." in answer.text
    assert "Make an address" in answer.text
    assert client.post(f"{OWN}/removal").status_code == 303
    assert ask(world, second).status_code == 404


def test_an_event_has_an_address_of_its_own(app: Flask, world: World) -> None:
    event, _other = announced(world), announced(world, "other")
    client, here = world.sign_in("coordinator"), f"/network/events/{event}"
    assert "Make an address" in client.get(here).text
    mine, shared = address_of(world, "coordinator"), address_of_event(world, event)
    assert [one["uid"].split("-")[1] for one in entries(ask(world, shared))] == [str(event)]
    assert len(entries(ask(world, mine))) == 2
    name = Calendar.from_ical(ask(world, shared).data)["x-wr-calname"]
    assert name == "វេទិកាសហគមន៍អ្នកអនុវត្ត"
    with statements(app) as sent:
        page = client.get(here).text
    assert len(sent) <= 6
    assert "An address was made on 24 Nov 2026." in page
    assert "/calendars/" not in page
    # Each coordinator may give it a new one, and their own calendars stay as they are.
    newer = address_of_event(world, event, "administrator")
    assert [ask(world, one).status_code for one in (shared, newer, mine)] == [404, 200, 200]
    answer = client.post(f"{here}/calendar/removal", follow_redirects=True)
    assert "Withdrawn. The address no longer works." in answer.text
    assert [ask(world, one).status_code for one in (newer, mine)] == [404, 200]


@pytest.mark.parametrize("name", ["leadership", "lotus_manager", "coach", "stranger"])
def test_only_coordinators_give_an_event_an_address(world: World, name: str) -> None:
    event = announced(world)
    shared = address_of_event(world, event)
    client, here = world.sign_in(name), f"/network/events/{event}"
    assert "Calendar address" not in client.get(here).text
    for path in ("calendar", "calendar/removal"):
        assert client.post(f"{here}/{path}").status_code == 403
    assert world.one("SELECT count(*) FROM calendar_links") == 1
    assert ask(world, shared).status_code == 200


def test_nobody_has_an_address_without_signing_in(world: World) -> None:
    client = world.app.test_client()
    assert client.get(OWN).status_code == 302
    assert client.post(OWN).status_code in {302, 303}
    assert world.one("SELECT count(*) FROM calendar_links") == 0


def test_a_token_that_is_none_leads_nowhere(world: World) -> None:
    announced(world)
    address = address_of(world)
    token = address.rpartition("/")[2]
    wrong = [token[:-1], token.swapcase(), token.upper(), "A" * len(token), f"{token}%00", "%00"]
    wrong += [f"{token}%2e", "%2e%2e", "%2e", f"%20{token}", f"{token}/", "x" * 5000, "ក", "%ff"]
    wrong += [hash_token(token).hex(), ""]
    answers = {one: ask(world, f"/calendars/{one}").status_code for one in wrong}
    assert answers == dict.fromkeys(wrong, 404)
    signed_in = world.sign_in("lotus_viewer")
    assert signed_in.get(f"/calendars/{token[:-1]}").status_code == 404
    assert signed_in.get(address).status_code == 200
    assert world.sign_in("river_manager").get(address).data == ask(world, address).data


def test_whoever_has_left_has_no_calendar(world: World) -> None:
    announced(world)
    project = make_project(world, "lotus")
    addresses = {
        name: address_of(world, name)
        for name in ("lotus_viewer", "leadership", "coach", "stranger", "lotus_manager")
    }

    def open_to() -> set[str]:
        return {name for name, one in addresses.items() if ask(world, one).status_code == 200}

    assert open_to() == {"lotus_viewer", "leadership", "coach", "lotus_manager"}
    world.admin.execute("DELETE FROM network_roles")
    assert open_to() == {"lotus_viewer", "lotus_manager"}
    world.admin.execute(
        "INSERT INTO coach_assignments (organisation_id, project_id, coach_id, assigned_by) "
        "SELECT organisation_id, id, %s, %s FROM projects WHERE id = %s",
        (world.people["coach"], world.people["coordinator"], project.id),
    )
    assert open_to() == {"lotus_viewer", "lotus_manager", "coach"}
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    world.admin.execute("DELETE FROM memberships WHERE role = 'viewer'")
    assert open_to() == {"lotus_manager"}
    world.admin.execute("UPDATE people SET active = false")
    assert open_to() == set()


def test_guesses_are_limited_and_right_addresses_are_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(world)
    address = address_of(world)
    monkeypatch.setattr(limiter, "enabled", True)
    assert limiter._fallback_limiter is not None
    counts = limiter._fallback_limiter.storage
    counts.reset()
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}

    def guess(**more: Any) -> int:
        return ask(world, "/calendars/guess", **more).status_code

    assert [guess() for _try in range(29)] == [404] * 29
    assert {ask(world, address).status_code for _time in range(40)} == {200}
    assert [guess(), guess()] == [404, 429]
    assert guess(environ_overrides=elsewhere) == 404
    assert {ask(world, address, environ_overrides=elsewhere).status_code for _ in range(40)} == {
        200
    }
    counts.reset()


def test_a_token_is_in_no_line_of_the_log_and_in_no_row(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    event = announced(world)
    addresses = [address_of(world), address_of_event(world, event)]
    tokens = [one.rpartition("/")[2] for one in addresses]
    for address in (*addresses, f"{addresses[0]}x"):
        ask(world, address)
    logged = capsys.readouterr()
    told = logged.out + logged.err
    assert "/calendars/<token>" in told
    rows = [
        str(row)
        for table in Base.metadata.tables
        for row in world.admin.execute(f"SELECT t::text FROM {table} t").fetchall()
    ]
    for token in tokens:
        assert token not in told
        assert [row for row in rows if token in row] == []


def test_ten_at_once_leave_one_address_that_works(world: World) -> None:
    clients = [world.sign_in("lotus_viewer") for _one in range(10)]
    with ThreadPoolExecutor(10) as pool:
        addresses = list(pool.map(lambda client: address_in(client.post(OWN)), clients))
    assert world.one("SELECT count(*) FROM calendar_links") == 1
    assert sorted(ask(world, one).status_code for one in addresses) == [200] + [404] * 9
