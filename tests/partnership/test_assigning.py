"""Giving a project a coach as a service: what comes of the wish, and what is refused."""

from typing import Any

import pytest

from portal import clock
from portal.errors import Incomplete, NotFound, Refused
from portal.partnership import assigning, handovers, requests
from portal.partnership.assigning import ConflictOfInterest, Outcome
from portal.partnership.handovers import Leaving
from portal.partnership.vocabulary import Conflict, RequestCategory
from portal.projects.ledger import ProjectRef
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.partnership.coordinating import agree, let_coordinate
from tests.partnership.scenes import add_coach, assignment_of, describe, join
from tests.world import World

REASON = "No other coach speaks the language."
ASSIGNED = (
    "SELECT project_id, coach_id, assigned_by, assigned_at, ended_at IS NULL "
    "FROM coach_assignments ORDER BY id"
)
MAILS = "SELECT kind, address FROM outbox ORDER BY kind, address"


def give(world: World, project: ProjectRef, coach: str, reason: str = "") -> Outcome:
    """Assign a coach as the coordinator does."""
    with world.coordinating() as coordinator:
        return assigning.assign(project, world.people[coach], reason, by=coordinator)


def assigned(world: World) -> list[tuple[Any, ...]]:
    return world.admin.execute(ASSIGNED).fetchall()


def test_a_coach_is_assigned_once_and_everybody_concerned_is_told(world: World) -> None:
    project = make_project(world)
    assert give(world, project, "coach") is Outcome.ASSIGNED
    assert give(world, project, "coach") is Outcome.KEPT
    coordinator, coach = world.people["coordinator"], world.people["coach"]
    assert assigned(world) == [(project.id, coach, coordinator, MOMENT, True)]
    assert world.admin.execute(MAILS).fetchall() == [
        ("coach_assigned", "coach@test.example"),
        ("coach_assigned", "lotus-manager@test.example"),
        ("coach_assigned", "lotus-writer@test.example"),
    ]
    met = "SELECT met_by FROM milestones WHERE key = 'coach_assigned' AND met_at IS NOT NULL"
    assert world.one(met) == coordinator
    assert world.one("SELECT count(*) FROM forced_assignments") == 0


def test_two_coaches_may_have_one_project(world: World) -> None:
    project = make_project(world)
    assert [give(world, project, one) for one in ("coach", "other_coach")] == [
        *(Outcome.ASSIGNED, Outcome.ASSIGNED),
    ]
    with world.coordinating():
        beside = assigning.beside(project.id, world.people["coach"])
        assert [tuple(one) for one in beside] == [(world.people["other_coach"], "other coach")]
        for who, expected in (("coach", True), ("other_coach", True), ("lotus_manager", False)):
            assert assigning.coaches(project.id, world.people[who]) is expected


def test_an_assignment_answers_the_open_request_for_another_coach(world: World) -> None:
    project = make_project(world)
    assert give(world, project, "coach") is Outcome.ASSIGNED
    with world.acting("lotus_manager", "lotus") as manager:
        requests.ask(project, RequestCategory.LANGUAGE, "", token="t" * 36, by=manager)
    answered = "SELECT answered_at, answered_by FROM coach_requests"
    assert world.admin.execute(answered).fetchall() == [(None, None)]
    assert give(world, project, "other_coach") is Outcome.ASSIGNED
    assert world.admin.execute(answered).fetchall() == [(MOMENT, world.people["coordinator"])]


@pytest.mark.parametrize(
    ("said", "conflict"),
    [
        ({"organisations": True}, Conflict.ORGANISATION),
        ({"funders": ["BfdW"]}, Conflict.FUNDER),
        ({}, Conflict.MEMBER),
    ],
)
def test_a_conflict_needs_a_reason_which_stays_on_record(
    world: World, said: dict[str, Any], conflict: Conflict
) -> None:
    project = make_project(world)
    world.admin.execute("UPDATE projects SET funder = 'BfdW'")
    if conflict is Conflict.MEMBER:
        join(world, "coach", "lotus", "viewer")
    else:
        near = {"organisations": [world.organisations["lotus"]]} if "organisations" in said else {}
        describe(world, "coach", **said | near)
    with pytest.raises(ConflictOfInterest, match="conflict of interest") as refused:
        give(world, project, "coach")
    assert refused.value.conflicts == (conflict,)
    assert assigned(world) == []
    assert give(world, make_project(world, "river"), "other_coach") is Outcome.ASSIGNED
    world.admin.execute("DELETE FROM coach_assignments")
    assert give(world, project, "coach", REASON) is Outcome.ASSIGNED
    kept = "SELECT coach_id, conflicts, reason, at, by FROM forced_assignments"
    assert world.admin.execute(kept).fetchall() == [
        (world.people["coach"], [conflict], REASON, MOMENT, world.people["coordinator"])
    ]


def test_a_reason_without_a_conflict_is_not_kept(world: World) -> None:
    assert give(world, make_project(world), "coach", REASON) is Outcome.ASSIGNED
    assert world.one("SELECT count(*) FROM forced_assignments") == 0


@pytest.mark.parametrize("role", ["writer", "manager"])
def test_whoever_writes_there_coaches_there_for_no_reason_at_all(world: World, role: str) -> None:
    project = make_project(world)
    join(world, "coach", "lotus", role)
    with pytest.raises(Refused, match="their own organisation"):
        give(world, project, "coach", REASON)
    assert assigned(world) == []


def test_nobody_assigns_themself_or_to_a_project_that_they_coach(world: World) -> None:
    project = make_project(world)
    coach = let_coordinate(world)
    with world.coordinating(), pytest.raises(Refused, match="You cannot assign yourself"):
        assigning.assign(project, coach, REASON, by=coach)
    agree(world, project.id, coach, clock.now())
    assign_coach(world, project)
    with world.coordinating(), pytest.raises(Refused, match="You coach this project yourself"):
        assigning.assign(project, world.people["other_coach"], REASON, by=coach)
    assert [row[1] for row in assigned(world)] == [coach]


@pytest.mark.parametrize("who", ["leadership", "lotus_manager", "stranger"])
def test_who_is_no_coach_is_not_found(world: World, who: str) -> None:
    with pytest.raises(NotFound):
        give(world, make_project(world), who, REASON)


def test_a_project_that_has_ended_needs_no_coach(world: World) -> None:
    project = make_project(world)
    world.admin.execute("UPDATE projects SET state = 'ended'")
    with pytest.raises(Refused, match="needs no coach"):
        give(world, project, "coach")


def test_a_coordinator_is_proposed_until_a_manager_agrees(world: World) -> None:
    project = make_project(world)
    coach = let_coordinate(world)
    assert give(world, project, "coach") is Outcome.PROPOSED
    assert give(world, project, "coach") is Outcome.PROPOSED
    assert assigned(world) == []
    assert world.admin.execute(MAILS).fetchall() == [
        ("coach_proposed", "lotus-manager@test.example")
    ]
    world.admin.execute(
        "UPDATE coach_agreements SET is_agreed = true, answered_at = %s, answered_by = %s",
        [clock.now(), world.people["lotus_manager"]],
    )
    assert give(world, project, "coach") is Outcome.ASSIGNED
    assert [row[1] for row in assigned(world)] == [coach]


def test_a_project_changes_hands_with_a_summary_or_expressly_without(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    first = assignment_of(world, project)
    new = world.people["other_coach"]
    with world.coordinating() as by, pytest.raises(Incomplete, match="no summary yet"):
        assigning.reassign(first, new, by=by)
    with world.coordinating() as by:
        assert assigning.reassign(first, new, by=by, is_without=True) is Outcome.ASSIGNED
    current = [(coach, is_current) for _, coach, _, _, is_current in assigned(world)]
    assert current == [(world.people["coach"], False), (new, True)]
    done = "SELECT to_coach_id, is_without_summary, completed_at FROM handovers"
    assert world.admin.execute(done).fetchall() == [(new, True, MOMENT)]
    with world.acting("other_coach", "lotus") as by:
        handovers.write(project, Leaving("Ask for evidence."), version=0, by=by)
    with world.coordinating() as by:
        second = assignment_of(world, project, "other_coach")
        back = world.people["coach"]
        assert assigning.reassign(second, back, by=by) is Outcome.ASSIGNED
    assert world.one("SELECT is_without_summary FROM handovers WHERE to_coach_id = %s", back) is (
        False
    )


def test_a_project_is_not_handed_to_whoever_has_it_or_from_whoever_had_it(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    first, coach = assignment_of(world, project), world.people["coach"]
    with world.coordinating() as by, pytest.raises(Refused, match="already has the project"):
        assigning.reassign(first, coach, by=by, is_without=True)
    with world.coordinating() as by:
        assigning.end(first, by=by)
    with world.coordinating() as by, pytest.raises(Refused, match="already ended"):
        assigning.reassign(first, world.people["other_coach"], by=by, is_without=True)
    with world.coordinating() as by, pytest.raises(NotFound):
        assigning.reassign(first + 1, world.people["other_coach"], by=by, is_without=True)


def test_one_who_coaches_beside_goes_on_alone(world: World) -> None:
    project = make_project(world)
    for coach in ("coach", "other_coach"):
        assign_coach(world, project, coach)
    with world.coordinating() as by:
        outcome = assigning.reassign(
            assignment_of(world, project), world.people["other_coach"], by=by, is_without=True
        )
    assert outcome is Outcome.ASSIGNED
    assert [(row[1], row[4]) for row in assigned(world)] == [
        (world.people["coach"], False),
        (world.people["other_coach"], True),
    ]


def test_while_a_new_coach_is_only_proposed_the_old_one_stays(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project, "other_coach")
    coach = let_coordinate(world)
    with world.coordinating() as by:
        old = assignment_of(world, project, "other_coach")
        assert assigning.reassign(old, coach, by=by, is_without=True) is Outcome.PROPOSED
    assert [(row[1], row[4]) for row in assigned(world)] == [(world.people["other_coach"], True)]


def test_who_coaches_a_project_ends_their_own_part_alone(world: World) -> None:
    project = make_project(world)
    coach = let_coordinate(world)
    agree(world, project.id, coach, clock.now())
    for who in ("coach", "other_coach"):
        assign_coach(world, project, who)
    theirs, own = (assignment_of(world, project, who) for who in ("other_coach", "coach"))
    with world.coordinating(), pytest.raises(Refused, match="You coach this project yourself"):
        assigning.end(theirs, by=coach)
    with world.coordinating(), pytest.raises(Refused, match="You coach this project yourself"):
        assigning.want_summary(theirs, by=coach)
    with world.coordinating():
        assigning.end(own, by=coach)
    assert [(row[1], row[4]) for row in assigned(world)] == [
        (coach, False),
        (world.people["other_coach"], True),
    ]


def test_an_assignment_tells_its_project_and_coach_or_is_not_there(world: World) -> None:
    project, coach = make_project(world), add_coach(world, "third")
    with world.coordinating() as by:
        assigning.assign(project, coach, "", by=by)
    made = world.one("SELECT id FROM coach_assignments")
    with world.coordinating():
        assert assigning.assignment(made) == (project, coach)
        with pytest.raises(NotFound):
            assigning.assignment(made + 1)
