"""Who oversees the network reads nothing of organisations, whichever role is asked for."""

import pytest

from portal.extensions import db
from portal.organisations.apart import (
    OVERSEER_MUST_NOT_READ,
    READER_MUST_NOT_OVERSEE,
    RoleConflict,
    refuse_unless_address_apart,
    refuse_unless_apart,
)
from portal.permissions import OVERSEER_ROLES, READER_ROLES, Role
from tests.notifications.outbox import address_of
from tests.world import World

HOLDERS = {
    "lotus_manager": Role.MANAGER,
    "lotus_writer": Role.WRITER,
    "lotus_viewer": Role.VIEWER,
    "coach": Role.COACH,
    "leadership": Role.LEADERSHIP,
    "administrator": Role.ADMINISTRATOR,
    "coordinator": Role.COORDINATOR,
    "stranger": None,
}


def refusals(world: World, role: Role, name: str) -> list[str]:
    """Return why a role is not given to one of the cast: asked by id, and by address."""
    found = []
    with world.coordinating():
        for ask, whom in (
            (refuse_unless_apart, world.people[name]),
            (refuse_unless_address_apart, address_of(name)),
        ):
            try:
                ask(role, whom)  # type: ignore[operator]
                found.append("")
            except RoleConflict as refused:
                found.append(str(refused))
        db.session.rollback()
    return found


@pytest.mark.parametrize("name", HOLDERS)
@pytest.mark.parametrize("role", Role)
def test_readers_and_overseers_stand_apart_and_nobody_else(
    world: World, role: Role, name: str
) -> None:
    held = HOLDERS[name]
    expected = ""
    if role in OVERSEER_ROLES and held in READER_ROLES:
        expected = READER_MUST_NOT_OVERSEE
    elif role in READER_ROLES and held in OVERSEER_ROLES:
        expected = OVERSEER_MUST_NOT_READ
    assert refusals(world, role, name) == [expected] * 2


def test_a_role_in_any_organisation_counts(world: World) -> None:
    world.admin.execute("UPDATE memberships SET role = 'viewer'")
    assert refusals(world, Role.LEADERSHIP, "river_manager") == [READER_MUST_NOT_OVERSEE] * 2


def test_of_several_roles_the_one_that_stands_apart_counts(world: World) -> None:
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')",
        [world.people["leadership"]],
    )
    assert refusals(world, Role.WRITER, "leadership") == [OVERSEER_MUST_NOT_READ] * 2
    assert refusals(world, Role.ADMINISTRATOR, "leadership") == ["", ""]


@pytest.mark.parametrize("email", ["", "nobody@test.example", "%", "ខ្មែរ@test.example"])
def test_an_address_of_nobody_may_be_given_any_role(world: World, email: str) -> None:
    with world.coordinating():
        for role in Role:
            refuse_unless_address_apart(role, email)
        refuse_unless_apart(Role.LEADERSHIP, -1)
    assert not world.one("SELECT count(*) FROM people WHERE email = %s", email)


def test_nobody_gives_the_person_another_role_until_the_end(world: World) -> None:
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    with world.coordinating():
        refuse_unless_apart(Role.LEADERSHIP, world.people["stranger"])
        assert world.one(locks) == 1
    assert world.one(locks) == 0
