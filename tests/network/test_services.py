"""What coordinators and administrators do: due times, organisations, invitations, roles."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from portal import clock
from portal.accounts.services import InvitationRequest
from portal.errors import NotFound, Refused
from portal.network.services import (
    SAME_ACT,
    add_organisation,
    invite_first_manager,
    invite_to_network,
    refuse_if_managed,
    remove_network_role,
    set_due_time,
)
from portal.permissions import Role
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.projects.scenes import milestone
from tests.world import World

NEW = "new@test.example"
INVITED = "SELECT email, role, organisation_id FROM invitations ORDER BY id"


def invited(world: World) -> list[tuple[Any, ...]]:
    return world.admin.execute(INVITED).fetchall()


def add(world: World, acronym: str, name: str) -> int | None:
    with world.coordinating():
        return add_organisation(acronym, name)


def role_of(world: World, name: str) -> int:
    """Return the id of the role that somebody holds in the network."""
    found: Any = world.one("SELECT id FROM network_roles WHERE person_id = %s", world.people[name])
    return int(found)


def remove(world: World, role: int, by: str = "administrator") -> None:
    with world.coordinating():
        remove_network_role(role, by=world.people[by])


@pytest.mark.parametrize("key", ["analysis_accepted", "nothing", "", "<b>"])
def test_what_is_not_due_after_days_has_no_due_time(world: World, key: str) -> None:
    with pytest.raises(NotFound), world.coordinating() as by:
        set_due_time(key, 30, by=by)
    assert world.one("SELECT count(*) FROM milestone_rules") == 0


def test_a_due_time_is_changed_in_place_and_rows_that_are_there_keep_theirs(world: World) -> None:
    before = make_project(world)
    day = milestone(world, before, "commitment")[2]
    for days in (10, 20):
        with world.coordinating() as by:
            set_due_time("commitment", days, by=by)
    kept = "SELECT key, days, changed_by, changed_at FROM milestone_rules"
    assert world.admin.execute(kept).fetchall() == [
        ("commitment", 20, world.people["coordinator"], MOMENT)
    ]
    assert milestone(world, before, "commitment")[2] == day
    after = make_project(world)
    assert milestone(world, after, "commitment")[2] == clock.today() + timedelta(days=20)


def test_an_organisation_is_found_by_its_acronym_in_small_letters(world: World) -> None:
    added = add(world, "PADDY-2", "ស្រែ")
    found = "SELECT slug, acronym, name, joined_at FROM organisations WHERE id = %s"
    assert world.admin.execute(found, [added]).fetchone() == ("paddy-2", "PADDY-2", "ស្រែ", MOMENT)


def test_a_double_click_adds_an_organisation_once(world: World) -> None:
    assert add(world, "PADDY", "Rice") is not None
    clock.hold(MOMENT + SAME_ACT - timedelta(seconds=1))
    assert add(world, "PADDY", "Rice") is None
    assert world.one("SELECT count(*) FROM organisations WHERE slug = 'paddy'") == 1


@pytest.mark.parametrize(
    ("acronym", "name", "after"),
    [
        ("PADDY", "Another", timedelta()),
        ("paddy", "Another", timedelta()),
        ("PADDY", "Rice", SAME_ACT),
    ],
    ids=["another name", "in small letters", "a minute later"],
)
def test_an_acronym_belongs_to_one_organisation(
    world: World, acronym: str, name: str, after: timedelta
) -> None:
    add(world, "PADDY", "Rice")
    clock.hold(MOMENT + after)
    with pytest.raises(Refused):
        add(world, acronym, name)
    assert world.one("SELECT name FROM organisations WHERE slug = 'paddy'") == "Rice"


def ask_manager(world: World, email: str, slug: str = "lotus") -> None:
    wanted = InvitationRequest(world.organisations[slug], email, Role.MANAGER)
    with world.coordinating() as by:
        invite_first_manager(wanted, by=by)


def test_an_organisation_with_a_manager_invites_for_itself(world: World) -> None:
    with pytest.raises(Refused):
        ask_manager(world, NEW)
    assert invited(world) == []
    with world.coordinating():
        refuse_if_managed(None)


def test_an_organisation_that_lost_its_manager_is_given_one(world: World) -> None:
    world.admin.execute("DELETE FROM memberships WHERE role = 'manager'")
    ask_manager(world, f" {NEW.upper()} ")
    assert invited(world) == [(NEW, "manager", world.organisations["lotus"])]


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        *(("leadership", True), ("coordinator", True), ("administrator", True)),
        *(("coach", False), ("stranger", False)),
    ],
)
def test_who_reads_the_programme_is_not_given_an_organisation_however_the_address_is_typed(
    world: World, name: str, *, is_refused: bool
) -> None:
    world.admin.execute("DELETE FROM memberships WHERE role = 'manager'")
    address = f" {name.title()}@TEST.example\u200b"
    if is_refused:
        with pytest.raises(Refused):
            ask_manager(world, address)
    else:
        ask_manager(world, address)
    assert len(invited(world)) == (not is_refused)


def test_the_same_form_sent_twice_invites_once(world: World) -> None:
    world.admin.execute("DELETE FROM memberships WHERE role = 'manager'")
    manager = InvitationRequest(world.organisations["lotus"], NEW, Role.MANAGER)
    token = str(uuid4())
    for _ in range(2):
        with world.coordinating() as by:
            invite_first_manager(manager, by=by, token=token)
    coach, other = InvitationRequest(None, NEW, Role.COACH), str(uuid4())
    for _ in range(2):
        with world.coordinating() as by:
            invite_to_network(coach, by=by, token=other)
    assert [role for _, role, _ in invited(world)] == ["manager", "coach"]
    assert world.one("SELECT count(*) FROM invitations WHERE revoked_at IS NULL") == 2


@pytest.mark.parametrize(
    ("email", "role", "is_refused"),
    [
        (NEW, Role.COACH, False),
        ("coach@test.example", Role.COACH, True),
        ("COACH@test.example ", Role.COACH, True),
        ("coordinator@test.example", Role.COACH, False),
        ("lotus-writer@test.example", Role.LEADERSHIP, True),
        ("leadership@test.example", Role.COACH, True),
    ],
    ids=["new", "holds it", "typed otherwise", "one more", "reads words", "oversees"],
)
def test_a_role_of_the_network_is_offered_to_who_may_hold_it(
    world: World, email: str, role: Role, *, is_refused: bool
) -> None:
    wanted = InvitationRequest(None, email, role)
    if is_refused:
        with pytest.raises(Refused), world.coordinating() as by:
            invite_to_network(wanted, by=by)
    else:
        with world.coordinating() as by:
            invite_to_network(wanted, by=by)
    assert len(invited(world)) == (not is_refused)


def test_a_coach_loses_the_projects_with_the_role(world: World) -> None:
    project = make_project(world)
    for coach in ("coach", "other_coach"):
        assign_coach(world, project, coach)
    remove(world, role_of(world, "coach"))
    current = "SELECT array_agg(coach_id) FROM coach_assignments WHERE ended_at IS NULL"
    assert world.one(current) == [world.people["other_coach"]]
    holders = "SELECT array_agg(person_id ORDER BY person_id) FROM network_roles"
    others = ("other_coach", "coordinator", "leadership", "administrator")
    assert world.one(holders) == sorted(world.people[name] for name in others)
    ended = "SELECT ended_by FROM coach_assignments WHERE coach_id = %s"
    assert world.one(ended, world.people["coach"]) == world.people["administrator"]


def test_who_loses_another_role_coaches_on(world: World) -> None:
    assign_coach(world, make_project(world))
    # Nobody coaches and coordinates without an agreement, which is not the matter here.
    world.admin.execute("SET session_replication_role = replica")
    extra: Any = world.one(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator') RETURNING id",
        world.people["coach"],
    )
    world.admin.execute("SET session_replication_role = origin")
    remove(world, int(extra))
    assert world.one("SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL") == 1


def test_nobody_takes_a_role_from_themself(world: World) -> None:
    with pytest.raises(Refused):
        remove(world, role_of(world, "administrator"))
    assert role_of(world, "administrator")


@pytest.mark.parametrize("by", ["coordinator", "leadership", "coach", "stranger"])
def test_only_an_administrator_takes_roles(world: World, by: str) -> None:
    with pytest.raises(NotFound):
        remove(world, role_of(world, "other_coach"), by)
    assert role_of(world, "other_coach")


def test_a_role_that_is_gone_is_not_found(world: World) -> None:
    role = role_of(world, "coach")
    remove(world, role)
    with pytest.raises(NotFound):
        remove(world, role)
