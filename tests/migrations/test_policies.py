"""The wall's building blocks, tried on tables of their own: who sees which rows, and who writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from portal.migrations import policies
from portal.projects.ledger import ProjectRef
from tests.factories import assign_coach, make_project
from tests.partnership.scenes import assignment_of
from tests.world import World

SCOPE = "SELECT set_config(%s, %s, true)"
Projects = tuple[ProjectRef, ProjectRef]
NAMES = "SELECT array_agg(name ORDER BY name) FROM tried"


@pytest.fixture
def projects(world: World) -> Iterator[Projects]:
    """Return a coached project and one of another organisation, each with a row of a new table."""
    mine, theirs = make_project(world), make_project(world, "river")
    assign_coach(world, mine)
    world.admin.execute(
        "CREATE TABLE tried (name text, organisation_id bigint, project_id bigint, "
        "person_id bigint)"
    )
    for name, project, person in (("mine", mine, "lotus_writer"), ("theirs", theirs, "coach")):
        world.admin.execute(
            "INSERT INTO tried VALUES (%s, %s, %s, %s)",
            [name, project.organisation_id, project.id, world.people[person]],
        )
    world.admin.execute(policies.app_may("tried", "SELECT", "INSERT"))
    yield mine, theirs
    world.admin.execute("DROP TABLE tried")


def build(world: World, statements: list[str]) -> None:
    for statement in statements:
        world.admin.execute(statement)


@contextmanager
def scope(
    world: World, side: str, person: str = "", slug: str = "", role: str = "portal_app"
) -> Iterator[psycopg.Connection[Any]]:
    """Ask as a role of the database in a scope; what was written is rolled back."""
    with world.admin.transaction(force_rollback=True):
        world.admin.execute(f"SET LOCAL ROLE {role}")
        for name, value in (
            ("portal.side", side),
            ("portal.person", world.people.get(person, "")),
            ("portal.organisation", world.organisations.get(slug, "")),
        ):
            world.admin.execute(SCOPE, [name, str(value)])
        yield world.admin


def seen(
    world: World, side: str, person: str = "", slug: str = "", role: str = "portal_app"
) -> list[str]:
    with scope(world, side, person, slug, role) as connection:
        row = connection.execute(NAMES).fetchone()
    return (row[0] if row else None) or []


def writes(world: World, project: ProjectRef, side: str, person: str, slug: str = "") -> bool:
    """Tell whether a row of a project can be written in a scope."""
    values = [project.organisation_id, project.id, world.people[person]]
    try:
        with scope(world, side, person, slug) as connection:
            connection.execute("INSERT INTO tried VALUES ('new', %s, %s, %s)", values)
    except InsufficientPrivilege:
        return False
    return True


@pytest.mark.parametrize(
    ("side", "person", "slug", "rows"),
    [
        ("member", "lotus_writer", "lotus", ["mine"]),
        ("worker", "", "lotus", ["mine"]),
        ("worker", "", "", []),
        ("member", "river_writer", "river", ["theirs"]),
        ("member", "lotus_writer", "", []),
        ("coach", "coach", "lotus", ["mine"]),
        ("coach", "coach", "", ["mine"]),
        ("coach", "coach", "river", []),
        ("coach", "other_coach", "lotus", []),
        ("", "lotus_writer", "lotus", []),
    ],
)
@pytest.mark.parametrize("coach_writes", [True, False])
def test_rows_of_a_project_are_seen_by_its_people_and_its_coach_of_today(
    world: World,
    projects: Projects,
    side: str,
    person: str,
    slug: str,
    rows: list[str],
    *,
    coach_writes: bool,
) -> None:
    build(world, policies.project_table("tried", coach_writes=coach_writes))
    assert seen(world, side, person, slug) == rows


def test_a_coach_who_left_sees_nothing(world: World, projects: Projects) -> None:
    build(world, policies.project_table("tried", coach_writes=True))
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by WHERE id = %s",
        [assignment_of(world, projects[0])],
    )
    assert seen(world, "coach", "coach", "lotus") == []


@pytest.mark.parametrize("coach_writes", [True, False])
def test_a_coach_writes_where_the_table_says_so_and_only_in_their_projects(
    world: World, projects: Projects, *, coach_writes: bool
) -> None:
    build(world, policies.project_table("tried", coach_writes=coach_writes))
    mine, theirs = projects
    assert writes(world, mine, "coach", "coach", "lotus") is coach_writes
    assert not writes(world, theirs, "coach", "coach", "lotus")
    assert not writes(world, mine, "coach", "other_coach", "lotus")
    assert writes(world, mine, "member", "lotus_writer", "lotus")
    assert not writes(world, theirs, "member", "lotus_writer", "lotus")


def test_the_column_of_the_project_may_have_another_name(world: World, projects: Projects) -> None:
    world.admin.execute("ALTER TABLE tried RENAME project_id TO id")
    build(world, policies.project_table("tried", "id", coach_writes=False))
    assert seen(world, "coach", "coach") == ["mine"]


def test_rows_of_an_organisation_are_closed_to_coaches(world: World, projects: Projects) -> None:
    build(world, policies.organisation_table("tried"))
    assert seen(world, "member", "lotus_viewer", "lotus") == ["mine"]
    assert seen(world, "worker", "", "river") == ["theirs"]
    assert seen(world, "coach", "coach", "lotus") == []
    assert not writes(world, projects[0], "coach", "coach", "lotus")


def test_rows_of_a_person_are_theirs_and_of_workers_who_tidy(
    world: World, projects: Projects
) -> None:
    build(world, policies.person_table("tried"))
    assert seen(world, "member", "lotus_writer", "lotus") == ["mine"]
    assert seen(world, "member", "lotus_manager", "lotus") == []
    assert seen(world, "coach", "coach") == ["theirs"]
    assert seen(world, "worker") == ["mine", "theirs"]


def test_a_tables_owner_obeys_its_policies_too(world: World, projects: Projects) -> None:
    build(world, policies.organisation_table("tried"))
    world.admin.execute("ALTER TABLE tried OWNER TO portal_owner")
    assert seen(world, "member", "lotus_writer", "lotus", role="portal_owner") == ["mine"]


@pytest.mark.parametrize("role", ["portal_network", "portal_coordinator"])
def test_the_network_reads_the_columns_that_are_named_and_no_others(
    world: World, projects: Projects, role: str
) -> None:
    build(world, [*policies.organisation_table("tried"), *policies.network_reads("tried", "name")])
    assert seen(world, "network", "leadership", role=role) == ["mine", "theirs"]
    with pytest.raises(InsufficientPrivilege), scope(world, "", role=role) as connection:
        connection.execute("SELECT project_id FROM tried")


def test_who_serves_pages_does_not_read_as_the_network(world: World, projects: Projects) -> None:
    build(world, [*policies.organisation_table("tried"), *policies.network_reads("tried", "name")])
    assert seen(world, "network", "leadership") == []


@pytest.mark.parametrize(
    ("role", "statement", "may"),
    [
        ("portal_coordinator", "UPDATE tried SET name = 'new'", True),
        ("portal_coordinator", "UPDATE tried SET project_id = 0", False),
        ("portal_coordinator", "DELETE FROM tried", False),
        ("portal_network", "UPDATE tried SET name = 'new'", False),
    ],
)
def test_coordinators_write_what_is_granted_and_leadership_nothing(
    world: World, projects: Projects, role: str, statement: str, *, may: bool
) -> None:
    build(
        world,
        [
            *policies.organisation_table("tried"),
            *policies.network_reads("tried", "name"),
            *policies.coordinator_writes("tried", "UPDATE (name)"),
        ],
    )
    with scope(world, "", role=role) as connection:
        if may:
            assert connection.execute(statement).rowcount == 2
        else:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)


def test_verbs_that_are_not_granted_are_refused(world: World, projects: Projects) -> None:
    build(world, policies.organisation_table("tried"))
    with pytest.raises(InsufficientPrivilege), scope(world, "worker", slug="lotus") as connection:
        connection.execute("DELETE FROM tried")
