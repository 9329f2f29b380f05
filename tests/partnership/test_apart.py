"""Who oversees the network never reads what organisations write, whichever role comes first."""

from collections.abc import Callable
from itertools import product

import psycopg
import pytest

from portal.permissions import (
    MEMBER_ROLES,
    NETWORK_ROLES,
    OVERSEER_ROLES,
    READER_ROLES,
    Role,
    stand_apart,
)
from tests.factories import assign_coach, make_project
from tests.world import World

OVER = (Role.LEADERSHIP, Role.ADMINISTRATOR)
READ = (*MEMBER_ROLES, Role.COACH)
SECRET = "SELECT secret FROM outbox WHERE kind = 'invitation' ORDER BY id DESC LIMIT 1"
ROLES = "SELECT count(*) FROM network_roles WHERE person_id = %s"
Give = Callable[[World, int, Role], None]


def give(world: World, person: int, role: Role) -> None:
    """Write a role as nobody but the owner of the tables could."""
    if role in MEMBER_ROLES:
        world.admin.execute(
            "INSERT INTO memberships (organisation_id, person_id, role) VALUES (%s, %s, %s)",
            (world.organisations["lotus"], person, role),
        )
        return
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, %s)", (person, role)
    )


def accept(world: World, who: str, role: Role) -> int:
    """Invite somebody of the cast, past the check at the invitation, and accept as them."""
    email = f"{who.replace('_', '-')}@test.example"
    by, path = ("lotus_manager", "/o/lotus/people/invitations")
    if role in NETWORK_ROLES:
        by, path = ("administrator", "/network/people")
    world.admin.execute(
        "UPDATE people SET email = 'nobody@test.example' WHERE email = %s", (email,)
    )
    assert world.sign_in(by).post(path, data={"email": email, "role": role}).status_code == 303
    world.admin.execute(
        "UPDATE people SET email = %s WHERE email = 'nobody@test.example'", (email,)
    )
    return world.sign_in(who).post(f"/invitations/{world.one(SECRET)}").status_code


def test_the_table_says_who_stands_apart() -> None:
    assert {OVERSEER_ROLES, READER_ROLES} == {frozenset(OVER), frozenset(READ)}
    for role, held in product(Role, Role):
        apart = (role in OVER and held in READ) or (role in READ and held in OVER)
        assert stand_apart(role, {held}) is apart


@pytest.mark.parametrize(("first", "second"), [*product(OVER, READ), *product(READ, OVER)])
def test_the_database_refuses_both_in_either_order(world: World, first: Role, second: Role) -> None:
    person = world.people["stranger"]
    give(world, person, first)
    with pytest.raises(psycopg.errors.CheckViolation):
        give(world, person, second)


@pytest.mark.parametrize(("first", "second"), [*product(OVER, READ), *product(READ, OVER)])
def test_an_invitation_to_both_is_refused_in_either_order(
    world: World, first: Role, second: Role
) -> None:
    give(world, world.people["stranger"], first)
    before = world.one(ROLES, world.people["stranger"])
    assert accept(world, "stranger", second) == 409
    assert world.one(ROLES, world.people["stranger"]) == before


def test_an_administrator_cannot_invite_themself_or_leadership_as_coach(world: World) -> None:
    administrator = world.sign_in("administrator")
    for who in ("administrator", "leadership"):
        sent = {"email": f"{who}@test.example", "role": "coach"}
        answer = administrator.post("/network/people", data=sent)
        assert answer.status_code == 409
        assert "never read what organisations write" in answer.text
    assert world.one("SELECT count(*) FROM invitations") == 0


def test_nobody_assigns_themself(world: World) -> None:
    project = make_project(world)
    coordinator = world.people["coordinator"]
    give(world, coordinator, Role.COACH)
    client, path = world.sign_in("coordinator"), f"/network/projects/{project.id}/assignments"
    assert (
        "You cannot assign yourself" in client.get(f"/network/projects/{project.id}/coaches").text
    )
    answer = client.post(path, data={"coach": coordinator, "reason": "I know them"})
    assert (answer.status_code, "You cannot assign yourself" in answer.text) == (409, True)
    assert world.one("SELECT count(*) FROM coach_assignments") == 0
    with pytest.raises(psycopg.errors.CheckViolation):
        assign(world, project.id, coordinator, coordinator)


def assign(world: World, project: int, coach: int, by: int) -> None:
    """Write an assignment past every policy."""
    world.admin.execute(
        "INSERT INTO coach_assignments (organisation_id, project_id, coach_id, assigned_by) "
        "VALUES (%s, %s, %s, %s)",
        (world.organisations["lotus"], project, coach, by),
    )


@pytest.mark.parametrize("role", OVER)
def test_the_database_lets_no_overseer_be_assigned(world: World, role: Role) -> None:
    project = make_project(world)
    with pytest.raises(psycopg.errors.CheckViolation):
        assign(world, project.id, world.people[role], world.people["coordinator"])


def coordinating_coach(world: World) -> int:
    """Let the other coach coordinate too."""
    give(world, world.people["other_coach"], Role.COORDINATOR)
    return world.people["other_coach"]


def test_a_coordinator_coaches_once_a_manager_has_agreed(world: World) -> None:
    project, coach = make_project(world), coordinating_coach(world)
    page, path = (
        f"/network/projects/{project.id}/coaches",
        f"/network/projects/{project.id}/assignments",
    )
    coordinator, manager = world.sign_in("coordinator"), world.sign_in("lotus_manager")
    assert "one of the organisation's managers has to agree first" in coordinator.get(page).text
    for _ in range(2):
        assert coordinator.post(path, data={"coach": coach}).status_code == 303
    assert world.one("SELECT count(*) FROM coach_assignments") == 0
    assert world.one("SELECT count(*) FROM coach_agreements") == 1
    mailed = "SELECT array_agg(address) FROM outbox WHERE kind = %s"
    assert world.one(mailed, "coach_proposed") == ["lotus-manager@test.example"]
    assert world.sign_in("other_coach").get(f"/o/lotus/projects/{project.id}").status_code == 404
    home = f"/o/lotus/projects/{project.id}/coach"
    assert "also coordinates the network and would read" in manager.get(home).text
    agreement = world.one("SELECT id FROM coach_agreements")
    act = f"/o/lotus/projects/{project.id}/coach-agreements/{agreement}/agreement"
    assert world.sign_in("lotus_writer").post(act).status_code == 403
    assert world.sign_in("river_manager").post(act).status_code == 404
    for _ in range(2):
        assert manager.post(act).status_code == 303
    assert world.one(mailed, "coach_answered") == ["coordinator@test.example"]
    assert "agreed on" in coordinator.get(page).text
    assert coordinator.post(path, data={"coach": coach}).status_code == 303
    assert world.sign_in("other_coach").get(f"/o/lotus/projects/{project.id}").status_code == 200
    assert (
        "to other coach as your coach, who also coordinates the network" in manager.get(home).text
    )


def test_what_a_manager_declines_is_not_assigned(world: World) -> None:
    project, coach = make_project(world), coordinating_coach(world)
    path = f"/network/projects/{project.id}/assignments"
    coordinator = world.sign_in("coordinator")
    coordinator.post(path, data={"coach": coach})
    agreement = world.one("SELECT id FROM coach_agreements")
    at = f"/o/lotus/projects/{project.id}/coach-agreements/{agreement}"
    assert world.sign_in("lotus_manager").post(f"{at}/refusal").status_code == 303
    assert world.sign_in("lotus_manager").post(f"{at}/agreement").status_code == 409
    with pytest.raises(psycopg.errors.CheckViolation):
        assign(world, project.id, coach, world.people["coordinator"])
    assert coordinator.post(path, data={"coach": coach}).status_code == 409
    assert world.one("SELECT count(*) FROM coach_agreements") == 1
    assert world.one("SELECT count(*) FROM coach_assignments") == 0


def test_an_agreement_ends_with_its_assignment(world: World) -> None:
    project, coach = make_project(world), coordinating_coach(world)
    world.admin.execute(
        "INSERT INTO coach_agreements (organisation_id, project_id, coach_id, proposed_by, "
        "is_agreed, answered_by, answered_at) VALUES (%s, %s, %s, %s, true, %s, now())",
        (
            *(project.organisation_id, project.id, coach, world.people["coordinator"]),
            world.people["lotus_manager"],
        ),
    )
    assign_coach(world, project, "other_coach")
    assignment = world.one("SELECT id FROM coach_assignments")
    ended = world.sign_in("coordinator").post(f"/network/assignments/{assignment}/ending")
    assert ended.status_code == 303
    assert world.one("SELECT count(*) FROM coach_agreements WHERE ended_at IS NULL") == 0
    with pytest.raises(psycopg.errors.CheckViolation):
        assign(world, project.id, coach, world.people["coordinator"])


def test_a_coach_with_projects_does_not_become_a_coordinator(world: World) -> None:
    assign_coach(world, make_project(world))
    assert accept(world, "coach", Role.COORDINATOR) == 409
    assert world.one(ROLES, world.people["coach"]) == 1


def test_the_organisation_is_told_of_a_new_coach_with_a_way_to_another(world: World) -> None:
    project = make_project(world)
    world.sign_in("coordinator").post(
        f"/network/projects/{project.id}/assignments", data={"coach": world.people["coach"]}
    )
    query = "SELECT array_agg(address ORDER BY address) FROM outbox WHERE kind = %s"
    told = world.one(query, "coach_assigned")
    assert told == ["coach@test.example", "lotus-manager@test.example", "lotus-writer@test.example"]
