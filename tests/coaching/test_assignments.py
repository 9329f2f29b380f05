"""Assigning a coach: who may be one, who is told, and that the wall closes at once."""

import pytest

from portal.coaching.assignments import assign_coach, end_assignment
from portal.errors import NotFound, Refused
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import everything, make_coached, send
from tests.factories import make_project
from tests.world import World


def assign(world: World, project: ProjectRef, name: str = "coach") -> None:
    with world.coordinating() as coordinator:
        assign_coach(project, world.people[name], by=coordinator)


def end(world: World, assignment: int) -> None:
    with world.coordinating() as coordinator:
        end_assignment(assignment, by=coordinator)


def test_the_coach_and_the_organisation_are_told_and_the_milestone_is_met(world: World) -> None:
    project = make_project(world)
    assign(world, project)
    assert (
        world.one(
            "SELECT count(*) FROM milestones WHERE key = 'coach_assigned' AND met_at IS NOT NULL"
        )
        == 1
    )
    told = world.admin.execute("SELECT kind, subject, address FROM outbox ORDER BY id").fetchall()
    assert told == [
        ("coach_assigned", f"project:{project.id}", f"{name}@test.example")
        for name in ("coach", "lotus-manager", "lotus-writer")
    ]


def test_the_same_assignment_twice_is_one(world: World) -> None:
    project = make_project(world)
    assign(world, project)
    assign(world, project)
    assert world.one("SELECT count(*) FROM coach_assignments") == 1
    assert world.one("SELECT count(*) FROM outbox") == 3


def test_a_member_of_the_organisation_cannot_coach_it(world: World) -> None:
    project = make_project(world)
    world.admin.execute(
        "INSERT INTO memberships (organisation_id, person_id, role) VALUES (%s, %s, 'viewer')",
        [world.organisations["lotus"], world.people["coach"]],
    )
    with pytest.raises(Refused):
        assign(world, project)
    assert world.one("SELECT count(*) FROM coach_assignments") == 0
    assign(world, make_project(world, "river"))
    assert world.one("SELECT count(*) FROM coach_assignments") == 1


@pytest.mark.parametrize("name", ["lotus_writer", "leadership", "stranger"])
def test_who_is_no_coach_is_not_found(world: World, name: str) -> None:
    with pytest.raises(NotFound):
        assign(world, make_project(world, "river"), name)


def test_a_project_that_is_not_there_or_has_ended_gets_no_coach(world: World) -> None:
    project = make_project(world)
    elsewhere = ProjectRef(world.organisations["river"], project.id)
    for wrong in (ProjectRef(project.organisation_id, 999), elsewhere):
        with pytest.raises(NotFound):
            assign(world, wrong)
    world.admin.execute("UPDATE projects SET state = 'ended'")
    with pytest.raises(Refused):
        assign(world, project)
    assert world.one("SELECT count(*) FROM coach_assignments") == 0


def test_what_was_sent_before_waits_in_the_queue_of_the_new_coach(world: World) -> None:
    project, analysis = make_coached(world, "other_coach")
    send(world, analysis)
    assign(world, project)
    page = world.sign_in("coach").get("/coach/").text
    assert "1 analysis waits for you" in page


def test_after_the_end_the_coach_finds_nothing_at_once(world: World) -> None:
    project, analysis = make_coached(world, "other_coach")
    send(world, analysis)
    assign(world, project)
    coach = world.sign_in("coach")
    path = f"/o/lotus/analyses/{analysis}/review"
    assert coach.get(path).status_code == 200
    mine = world.one("SELECT id FROM coach_assignments WHERE coach_id = %s", world.people["coach"])
    end(world, mine)
    assert coach.get(path).status_code == 404
    assert "You have nothing to do" in coach.get("/coach/").text
    assert world.sign_in("other_coach").get(path).status_code == 200
    before = everything(world)
    with pytest.raises(Refused):
        end(world, mine)
    with pytest.raises(NotFound):
        end(world, 999)
    assert everything(world) == before


def test_a_coach_who_returns_is_assigned_anew(world: World) -> None:
    project = make_project(world)
    assign(world, project)
    end(world, world.one("SELECT id FROM coach_assignments"))
    assign(world, project)
    assert world.one("SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL") == 1
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'coach_assigned'") == 6
