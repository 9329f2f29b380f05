"""Who could coach a project, as the database tells it: conflicts, room, and who is not offered."""

from typing import Any

import pytest

from portal.errors import NotFound
from portal.partnership.matching.needs import NeedsDetails, save_needs
from portal.partnership.matching.overrides import ListedOverride, forced_in
from portal.partnership.matching.queries import Match, conflicts_of, match
from portal.partnership.vocabulary import Conflict
from portal.projects.ledger import ProjectRef
from tests.conftest import MOMENT
from tests.factories import DETAILS, assign_coach, make_project
from tests.partnership.scenes import add_coach, assignment_of, describe, join
from tests.projects.scenes import put
from tests.world import World

END = "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by WHERE id = %s"


def find(world: World, project: ProjectRef) -> Match:
    with world.coordinating():
        return match(project.id)


def names(found: Match) -> tuple[list[str], list[str]]:
    """Return who is offered and who is held back."""
    return (
        [one.coach.name for one in found.offers],
        [one.coach.name for one in found.held_back],
    )


def conflicts(world: World, project: ProjectRef, coach: str = "coach") -> tuple[Conflict, ...]:
    with world.coordinating():
        return conflicts_of(project.id, world.people[coach])


def test_every_coach_is_offered_but_those_who_coach_it_now(world: World) -> None:
    project = make_project(world)
    add_coach(world, "ដារ៉ា")
    assert names(find(world, project)) == (["coach", "other coach", "ដារ៉ា"], [])
    assign_coach(world, project)
    assert names(find(world, project)) == (["other coach", "ដារ៉ា"], [])
    world.admin.execute(END, [assignment_of(world, project)])
    assert "coach" in names(find(world, project))[0]


def test_a_closed_account_is_not_offered(world: World) -> None:
    project = make_project(world)
    world.admin.execute("UPDATE people SET active = false WHERE name = 'coach'")
    assert names(find(world, project)) == (["other coach"], [])
    with pytest.raises(NotFound):
        conflicts(world, project)


@pytest.mark.parametrize(
    ("profile", "conflict"),
    [
        ({"organisations": ["lotus"]}, Conflict.ORGANISATION),
        ({"organisations": ["river"]}, None),
        ({"funders": ["BfdW"]}, Conflict.FUNDER),
        ({"funders": ["bf\u200bdw"]}, Conflict.FUNDER),
        ({"funders": ["Bf"]}, None),
        ({"funders": [""]}, None),
    ],
    ids=["its organisation", "another", "its funder", "typed in another way", "a part", "empty"],
)
def test_a_declared_interest_holds_a_coach_back(
    world: World, profile: dict[str, list[Any]], conflict: Conflict | None
) -> None:
    project = make_project(world, details=DETAILS._replace(funder="BfdW"))
    said = dict(profile)
    if "organisations" in said:
        said["organisations"] = [world.organisations[slug] for slug in said["organisations"]]
    describe(world, "coach", **said)
    expected = (conflict,) if conflict else ()
    assert conflicts(world, project) == expected
    assert names(find(world, project))[1] == (["coach"] if conflict else [])


def test_a_project_without_a_funder_has_no_conflict_of_funders(world: World) -> None:
    project = make_project(world)
    describe(world, "coach", funders=["", "BfdW"])
    assert conflicts(world, project) == ()


@pytest.mark.parametrize(
    ("role", "may_be_forced"), [("manager", False), ("writer", False), ("viewer", True)]
)
def test_a_member_is_held_back_and_who_writes_there_is_never_forced(
    world: World, role: str, *, may_be_forced: bool
) -> None:
    project = make_project(world)
    join(world, "coach", "lotus", role)
    (held,) = find(world, project).held_back
    assert held.coach.conflicts == (Conflict.MEMBER,)
    assert held.coach.may_be_forced is may_be_forced


def test_all_that_stands_between_is_told(world: World) -> None:
    project = make_project(world, details=DETAILS._replace(funder="BfdW"))
    join(world, "coach", "lotus", "viewer")
    describe(world, "coach", organisations=[project.organisation_id], funders=["BfdW"])
    assert conflicts(world, project) == (Conflict.MEMBER, Conflict.ORGANISATION, Conflict.FUNDER)


def test_a_membership_elsewhere_is_no_conflict(world: World) -> None:
    project = make_project(world)
    join(world, "coach", "river", "writer")
    assert conflicts(world, project) == ()


def test_room_is_left_by_projects_that_go_on(world: World) -> None:
    project = make_project(world)
    describe(world, "coach", capacity=2)
    for state in ("active", "paused", "ended"):
        other = make_project(world)
        assign_coach(world, other)
        put(world, other, state=state)
    ended = make_project(world)
    assign_coach(world, ended)
    world.admin.execute(END, [assignment_of(world, ended)])
    coaches = {one.coach.name: one.coach for one in find(world, project).offers}
    assert (coaches["coach"].projects, coaches["coach"].room) == (1, 1)
    assert (coaches["other coach"].projects, coaches["other coach"].room) == (0, None)


def test_who_coordinates_too_is_told_apart(world: World) -> None:
    project = make_project(world)
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')",
        [world.people["coach"]],
    )
    found = {one.coach.name: one.coach.is_coordinator for one in find(world, project).offers}
    assert found == {"coach": True, "other coach": False}


def test_needs_of_the_project_give_the_order(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as by:
        save_needs(project, NeedsDetails(["cham"], "health", ["kep"]), version=0, by=by)
    describe(world, "other_coach", languages=["cham"], sectors=["health"])
    found = find(world, project)
    assert names(found)[0] == ["other coach", "coach"]
    assert (found.needs.languages, found.needs.sector) == (["cham"], "health")


def test_who_is_no_coach_and_what_is_no_project_are_not_found(world: World) -> None:
    project = make_project(world)
    for name in ("lotus_manager", "stranger", "coordinator"):
        with pytest.raises(NotFound):
            conflicts(world, project, name)
    with pytest.raises(NotFound):
        find(world, ProjectRef(project.organisation_id, project.id + 1))


def force(world: World, project: ProjectRef, coach: str, reason: str) -> None:
    world.admin.execute(
        "INSERT INTO forced_assignments (organisation_id, project_id, coach_id, conflicts, reason, "
        "at, by) VALUES (%s, %s, %s, '{funder}', %s, %s, %s)",
        [
            *(project.organisation_id, project.id, world.people[coach], reason, MOMENT),
            world.people["coordinator"],
        ],
    )


def test_what_was_forced_is_told_latest_first_in_its_project_alone(world: World) -> None:
    project, other = make_project(world), make_project(world)
    for held, coach, reason in (
        (project, "coach", "ភាសា"),
        (project, "other_coach", "Nobody else"),
        (other, "coach", "Elsewhere"),
    ):
        force(world, held, coach, reason)
    with world.coordinating():
        found = forced_in(project.id)
    assert found == [
        ListedOverride(["funder"], "Nobody else", MOMENT, "other coach", "coordinator"),
        ListedOverride(["funder"], "ភាសា", MOMENT, "coach", "coordinator"),
    ]
