"""Whose work is listed, in which order, and what is nobody's or somebody else's."""

from datetime import date, timedelta
from typing import Any

from portal.network.workload import (
    CoachLoad,
    coach_by_id,
    projects_of,
    reviews_of,
    workload,
)
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis
from tests.coaching.scenes import put as put_analysis
from tests.conftest import MOMENT
from tests.factories import assign_coach
from tests.network.scenes import begin
from tests.world import World

TODAY = MOMENT.date()
COACHES = """
WITH named AS (
  INSERT INTO people (email, name, fs_uniquifier)
  SELECT n || '@test.example', 'Ann ' || to_char(100 - n, 'FM00'), 'n' || n
  FROM generate_series(1, 60) n RETURNING id
)
INSERT INTO network_roles (person_id, role) SELECT id, 'coach' FROM named"""
TURN = (
    "INSERT INTO milestones (organisation_id, project_id, key, stage, actor, days, "
    "analysis_id, opened_at, met_at, met_by) "
    "VALUES (%s, %s, %s, 'coaching', 'coach', 10, %s, %s, %s, %s)"
)
GIVEN = (
    "INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin, target, "
    "revision, told, at, by, given_by) "
    "VALUES (%s, %s, %s, 'accept', 'in_review', 'accepted', 1, '{}', %s, %s, %s)"
)


def send(world: World, project: ProjectRef, state: Any = "submitted", slug: str = "lotus") -> int:
    """Put an analysis into a state since four days ago, without a turn in the ledger."""
    analysis = make_analysis(world, project, slug)
    put_analysis(world, analysis, state)
    world.admin.execute(
        "UPDATE analyses SET state_since = %s WHERE id = %s",
        [MOMENT - timedelta(days=4), analysis],
    )
    return analysis


def meet(world: World, project: ProjectRef, analysis: int, days: int, **other: Any) -> None:
    """Write a turn that a coach met so many days ago, two days after it was opened."""
    met_at = MOMENT - timedelta(days=days)
    key, who = other.get("key", "feedback_given"), world.people[other.get("who", "coach")]
    opened_at = met_at - timedelta(days=other.get("took", 2))
    where = (project.organisation_id, project.id)
    world.admin.execute(TURN, [*where, key, analysis, opened_at, met_at, who])
    world.admin.execute(GIVEN, [*where, analysis, met_at, who, [who]])


def end_assignment(world: World, project: ProjectRef) -> None:
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now() WHERE project_id = %s", [project.id]
    )


def pages(world: World, *numbers: int) -> list[list[CoachLoad]]:
    with world.coordinating():
        return [workload(TODAY, number) for number in numbers]


def test_coaches_are_listed_by_name_fifty_on_a_page(world: World) -> None:
    world.admin.execute(COACHES)
    first, second, third = pages(world, 1, 2, 3)
    names = [row.name for row in (*first, *second)]
    assert names == [*(f"Ann {n}" for n in range(40, 100)), "coach", "other coach"]
    assert (len(first), len(second), third) == (50, 12, [])
    assert {row.total for row in (*first, *second)} == {62}
    assert [row.id for row in second[-2:]] == [world.people["coach"], world.people["other_coach"]]
    assert pages(world, 1)[0] == first
    with world.coordinating():
        assert workload(TODAY, coach_id=second[0].id) == [second[0]._replace(total=1)]


def test_days_to_feedback_are_those_of_what_a_coach_gave(world: World) -> None:
    project = begin(world)
    for days, other in (
        (10, {}),
        (20, {"took": 4}),
        (30, {"took": 40, "key": "analysis_accepted"}),
        (40, {"took": 9, "who": "other_coach"}),
        (365, {"took": 100}),
    ):
        meet(world, project, send(world, project, "accepted"), days, **other)
    with world.coordinating():
        means = [
            coach_by_id(world.people[one], TODAY).mean_days for one in ("coach", "other_coach")
        ]
    assert means == [3, 9]


def test_only_feedback_that_is_late_is_overdue_work_of_a_coach(world: World) -> None:
    project = begin(world)
    assign_coach(world, project)
    world.admin.execute("UPDATE milestones SET due_on = '2026-11-01' WHERE key <> 'commitment'")
    with world.coordinating():
        assert coach_by_id(world.people["coach"], TODAY).overdue == 0


def test_reviews_of_a_coach_are_what_waits_in_their_own_projects(world: World) -> None:
    own, left, others = begin(world), begin(world, "river"), begin(world)
    for project in (own, left):
        assign_coach(world, project)
    end_assignment(world, left)
    assign_coach(world, others, "other_coach")
    for state in ("draft", "changes_requested", "accepted", "in_review", "submitted"):
        send(world, own, state)
    send(world, left, slug="river")
    send(world, others)
    with world.coordinating():
        found = [
            (row.reference, row.acronym, row.slug, row.state, row.since, row.due_on)
            for row in reviews_of(world.people["coach"])
        ]
    since = date(2026, 11, 20)
    assert found == [
        ("LOTUS-1", "LOTUS", "lotus", state, since, None) for state in ("in_review", "submitted")
    ]


def test_projects_of_a_coach_are_by_organisation_then_in_the_order_of_their_numbers(
    world: World,
) -> None:
    river, first, second, left, others = (
        *(begin(world, "river"), begin(world), begin(world), begin(world), begin(world)),
    )
    for project in (river, second, first, left):
        assign_coach(world, project)
    end_assignment(world, left)
    assign_coach(world, others, "other_coach")
    with world.coordinating():
        found = [
            (row.id, row.reference, row.acronym, row.assigned_at)
            for row in projects_of(world.people["coach"])
        ]
    ids = {
        project: id_
        for id_, project in world.admin.execute("SELECT id, project_id FROM coach_assignments")
    }
    assert found == [
        (ids[first.id], "LOTUS-1", "LOTUS", MOMENT),
        (ids[second.id], "LOTUS-2", "LOTUS", MOMENT),
        (ids[river.id], "RIVER-1", "RIVER", MOMENT),
    ]
