"""The people of an organisation: seen by members, changed by managers, at the next request."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from sqlalchemy import event

from portal.errors import NotFound, Refused
from portal.extensions import db, limiter
from portal.organisations.services import change_role, remove_member
from portal.permissions import Role
from tests.world import World

PEOPLE = "/o/lotus/people/"


@pytest.fixture(autouse=True)
def _unlimited() -> Iterator[None]:
    was, limiter.enabled = limiter.enabled, False
    yield
    limiter.enabled = was


def role_of(world: World, name: str) -> str | None:
    """Return the role that somebody of the cast holds in the first organisation."""
    found: str | None = world.one(
        "SELECT role FROM memberships WHERE person_id = %s AND organisation_id = %s",
        world.people[name],
        world.organisations["lotus"],
    )
    return found


def path(world: World, name: str, noun: str = "") -> str:
    """Return the address of a member's page or of a deed there."""
    return f"{PEOPLE}{world.people[name]}{noun}"


def test_members_see_each_other_and_nobody_of_another_organisation(world: World) -> None:
    page = world.sign_in("lotus_viewer").get(PEOPLE)
    assert page.status_code == 200
    assert "lotus-manager@test.example" in page.text
    assert "river-manager@test.example" not in page.text
    assert "Invite someone" not in page.text
    assert '<form action="/o/lotus' not in page.text


@pytest.mark.parametrize("who", ["river_manager", "stranger", "coordinator", "other_coach"])
def test_others_do_not_learn_that_the_page_exists(world: World, who: str) -> None:
    assert world.sign_in(who).get(PEOPLE).status_code == 404


def test_a_manager_invites_and_takes_back(world: World) -> None:
    client = world.sign_in("lotus_manager")
    fields = {"email": "New@Test.example", "role": "writer"}
    answer = client.post(PEOPLE + "invitations", data=fields)
    assert (answer.status_code, answer.location) == (303, PEOPLE)
    page = client.get(PEOPLE)
    assert "new@test.example" in page.text
    number = world.one("SELECT id FROM invitations")
    taken = client.post(f"{PEOPLE}invitations/{number}/revocation")
    assert taken.status_code == 303
    assert "new@test.example" not in client.get(PEOPLE).text
    assert client.post(f"{PEOPLE}invitations/{number}/revocation").status_code == 409
    assert client.post(f"{PEOPLE}invitations/999/revocation").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "", "role": "writer"}, "Enter an email address"),
        ({"email": "not an address", "role": "writer"}, "Enter an email address"),
        (
            {"email": "new@test.example", "role": "administrator"},
            "Choose one from the list.",
        ),
    ],
)
def test_a_wrong_invitation_is_shown_again(
    world: World, fields: dict[str, str], words: str
) -> None:
    answer = world.sign_in("lotus_manager").post(PEOPLE + "invitations", data=fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert world.one("SELECT count(*) FROM invitations") == 0


def test_members_are_not_invited_again(world: World) -> None:
    answer = world.sign_in("lotus_manager").post(
        PEOPLE + "invitations", data={"email": "lotus-writer@test.example", "role": "viewer"}
    )
    assert answer.status_code == 409
    assert "is already a member" in answer.text
    assert world.one("SELECT count(*) FROM outbox") == 0


@pytest.mark.parametrize("who", ["lotus_writer", "lotus_viewer"])
def test_only_managers_change_who_belongs(world: World, who: str) -> None:
    client = world.sign_in(who)
    fields = {"email": "new@test.example", "role": "manager"}
    assert client.post(PEOPLE + "invitations", data=fields).status_code == 403
    target = "lotus_manager"
    assert client.get(path(world, target)).status_code == 403
    assert client.post(path(world, target, "/role"), data={"role": "viewer"}).status_code == 403
    assert client.post(path(world, target, "/removal")).status_code == 403
    assert role_of(world, target) == "manager"


def test_a_new_role_holds_at_the_next_request(world: World) -> None:
    writer = world.sign_in("lotus_writer")
    assert writer.get(path(world, "lotus_viewer")).status_code == 403
    manager = world.sign_in("lotus_manager")
    page = manager.get(path(world, "lotus_writer")).text
    assert re.search(r'<input[^>]*checked[^>]*value="writer"', page)
    answer = manager.post(path(world, "lotus_writer", "/role"), data={"role": "manager"})
    assert answer.status_code == 303
    assert writer.get(path(world, "lotus_viewer")).status_code == 200


def test_a_removed_member_sees_nothing_at_the_next_request(world: World) -> None:
    writer = world.sign_in("lotus_writer")
    assert writer.get(PEOPLE).status_code == 200
    manager = world.sign_in("lotus_manager")
    assert manager.post(path(world, "lotus_writer", "/removal")).status_code == 303
    assert writer.get(PEOPLE).status_code == 404
    assert role_of(world, "lotus_writer") is None


def test_nobody_changes_or_removes_themself(world: World) -> None:
    client = world.sign_in("lotus_manager")
    answer = client.post(path(world, "lotus_manager", "/role"), data={"role": "viewer"})
    assert answer.status_code == 409
    assert client.post(path(world, "lotus_manager", "/removal")).status_code == 409
    assert role_of(world, "lotus_manager") == "manager"
    assert "You cannot change your own role" in client.get(path(world, "lotus_manager")).text


def test_members_of_another_organisation_are_not_found(world: World) -> None:
    client = world.sign_in("lotus_manager")
    assert client.get(path(world, "river_writer")).status_code == 404
    assert client.post(path(world, "river_writer", "/removal")).status_code == 404
    role = client.post(path(world, "river_writer", "/role"), data={"role": "viewer"})
    assert role.status_code == 404


def test_the_last_manager_stays(world: World) -> None:
    with pytest.raises(Refused, match="the last one"), world.acting("lotus_writer", "lotus") as by:
        remove_member(world.organisations["lotus"], world.people["lotus_manager"], by=by)
    with pytest.raises(NotFound), world.acting("lotus_manager", "lotus") as by:
        remove_member(world.organisations["lotus"], world.people["river_writer"], by=by)


def test_two_managers_who_demote_each_other_leave_one(world: World) -> None:
    world.admin.execute(
        "UPDATE memberships SET role = 'manager' WHERE person_id = %s",
        [world.people["lotus_writer"]],
    )
    refusals: list[str] = []

    def demote(actor: str, target: str) -> None:
        try:
            with world.acting(actor, "lotus") as by:
                place = world.organisations["lotus"]
                change_role(place, world.people[target], Role.VIEWER, by=by)
        except Refused as refusal:
            refusals.append(refusal.message)

    pairs = [("lotus_manager", "lotus_writer"), ("lotus_writer", "lotus_manager")]
    threads = [Thread(target=demote, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    managers = "SELECT count(*) FROM memberships WHERE role = 'manager' AND organisation_id = %s"
    assert world.one(managers, world.organisations["lotus"]) == 1
    assert len(refusals) == 1


def test_the_page_asks_the_database_little(world: World) -> None:
    client, statements = world.sign_in("lotus_manager"), []
    with world.app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    client.get(PEOPLE)
    event.remove(engine, "before_cursor_execute", count)
    assert len(statements) <= 4
