"""Inviting organisations: who is found, who is told, what cannot be taken back."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal import clock
from portal.errors import NotFound, Refused
from portal.events.planning.details import EventLimits
from portal.events.planning.queries import event_head
from portal.events.planning.services import cancel_event
from portal.events.registration.details import InvitationFilter, Totals
from portal.events.registration.invitations import (
    find_invitees,
    funders,
    invite,
    limit_registration,
    take_back,
)
from portal.events.registration.queries import invited_organisations, registration_totals
from tests.events.planning.scene import announce, plan
from tests.events.registration.scene import add, invited
from tests.factories import make_project
from tests.projects.scenes import put
from tests.statements import statements
from tests.world import World


def found(world: World, event: int, **wanted: str) -> list[str]:
    with world.coordinating():
        return [one.acronym for one in find_invitees(event, InvitationFilter(**wanted))]


def test_organisations_are_found_by_what_holds_for_one_of_their_projects(world: World) -> None:
    event = plan(world)
    lotus, river = make_project(world), make_project(world, "river")
    put(world, river, stage="application")
    world.admin.execute("UPDATE projects SET funder = 'BfdW' WHERE id = %s", [river.id])
    province = "siem_reap"
    world.admin.execute(
        "INSERT INTO project_needs (organisation_id, project_id, provinces, updated_by) "
        "VALUES (%s, %s, '{kep,siem_reap}', 1)",
        (lotus.organisation_id, lotus.id),
    )
    assert found(world, event) == ["LOTUS", "RIVER"]
    assert found(world, event, stage="application") == ["RIVER"]
    assert found(world, event, stage="introductory") == ["LOTUS"]
    assert found(world, event, funder="BfdW") == ["RIVER"]
    assert found(world, event, province=province) == ["LOTUS"]
    # One project must fit all of it.
    assert found(world, event, province=province, funder="BfdW") == []
    world.admin.execute("UPDATE projects SET state = 'paused' WHERE id = %s", [river.id])
    assert found(world, event, stage="application") == []
    with world.coordinating():
        assert funders() == []


def test_who_is_invited_is_not_found_again(world: World) -> None:
    event = invited(world, ["lotus"])
    assert found(world, event) == ["RIVER"]
    with world.coordinating() as by:
        ids = list(world.organisations.values())
        assert invite(event, [*ids, 10**9], by=by) == 1
        assert invite(event, ids, by=by) == 0
        assert [one.acronym for one in invited_organisations(event)] == ["LOTUS", "RIVER"]


@pytest.mark.parametrize("state", ["planned", "cancelled", "closed"])
def test_nobody_is_invited_to_what_does_not_take_place(world: World, state: str) -> None:
    event = plan(world)
    if state != "planned":
        announce(world, event)
    if state == "cancelled":
        with world.coordinating():
            cancel_event(event, "Floods")
    if state == "closed":
        clock.hold(datetime(2026, 12, 11, tzinfo=UTC))
    with world.coordinating() as by, pytest.raises(Refused, match="No one was invited"):
        invite(event, world.organisations.values(), by=by)


def test_an_invitation_is_taken_back_until_somebody_is_registered(world: World) -> None:
    event = invited(world)
    held = add(world, event, "One")
    with world.coordinating():
        take_back(event, world.organisations["river"])
        with pytest.raises(NotFound):
            take_back(event, world.organisations["river"])
        with pytest.raises(Refused, match="already registered"):
            take_back(event, world.organisations["lotus"])
    assert held.id == world.one("SELECT id FROM registrations")


def test_places_are_never_fewer_than_those_who_have_one(world: World) -> None:
    event = invited(world, places=2)
    for name in ("One", "Two", "Three"):
        add(world, event, name)

    def limit(places: int | None) -> None:
        with world.coordinating():
            limit_registration(event, EventLimits(places), version=event_head(event).version)

    with pytest.raises(Refused, match="already have a place"):
        limit(1)
    limit(2)
    limit(None)
    with pytest.raises(Refused, match="already have a place"):
        limit(2)
    limit(3)


def test_fewer_places_are_told_at_their_field_and_a_stale_page_is_merged(world: World) -> None:
    event = invited(world, places=2)
    for name in ("One", "Two", "Three"):
        add(world, event, name)
    client, here = world.sign_in("coordinator"), f"/network/events/{event}/limits"
    shown = client.get(here).text
    was = shown.partition('name="was" value="')[2].partition('"')[0]
    version = shown.partition('name="version" value="')[2].partition('"')[0]
    data = {"version": version, "was": was, "places": "1", "registers_until": ""}
    answer = client.post(here, data=data)
    assert answer.status_code == 422
    assert "More people than this already have a place." in answer.text
    other = data | {"places": "3"}
    assert client.post(here, data=other).status_code == 303
    late = data | {"places": "2", "registers_until": "2026-12-01"}
    assert client.post(here, data=late).status_code == 303
    facts = world.admin.execute("SELECT places, registers_until::text FROM events").fetchone()
    assert facts == (3, "2026-12-01")


def test_totals_count_people_once_and_by_sex(world: World) -> None:
    event = invited(world)
    with world.coordinating():
        assert registration_totals(event) == Totals(invited=2)
    for number, sex in enumerate(("woman", "woman", "man", "undisclosed")):
        add(world, event, f"Somebody {number}", sex=sex)
    world.admin.execute("UPDATE registrations SET stays_whole = false WHERE sex = 'man'")
    world.admin.execute("UPDATE registrations SET withdrawn_at = now() WHERE id = 1")
    with world.coordinating():
        totals = registration_totals(event)
    assert totals == Totals(2, 1, women=1, men=1, undisclosed=1, leave_early=1)
    assert (totals.people, totals.waiting(2), totals.waiting(None)) == (3, 1, 0)


def test_leadership_counts_and_reads_no_name(world: World) -> None:
    event = invited(world)
    add(world, event, "Somebody Seldom")
    for who, status in (("leadership", 403), ("coordinator", 200), ("administrator", 200)):
        client, here = world.sign_in(who), f"/network/events/{event}"
        page = client.get(f"{here}/registration").text
        assert "1 of 2 invited organisations" in page
        assert "Somebody Seldom" not in page
        answer = client.get(f"{here}/people")
        assert answer.status_code == status
        assert ("Somebody Seldom" in answer.text) == (status == 200)


def test_pages_cost_few_statements(world: World, app: Flask) -> None:
    event = invited(world)
    for number in range(8):
        add(world, event, f"Somebody {number}")
    manager, coordinator = world.sign_in("lotus_manager"), world.sign_in("coordinator")
    for client, path, most in (
        (manager, f"/o/lotus/events/{event}", 6),
        (coordinator, f"/network/events/{event}/registration", 5),
        (coordinator, f"/network/events/{event}/people", 4),
        (coordinator, f"/network/events/{event}/invitations", 4),
    ):
        client.get(path)
        with statements(app) as sent:
            assert client.get(path).status_code == 200
        assert len(sent) <= most, (path, len(sent))
