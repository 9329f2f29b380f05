"""Who coaches a project after another: what is asked, held, handed over and kept on record."""

from typing import Any

import pytest

from portal import clock
from portal.errors import Incomplete, Refused
from portal.locks import Space
from portal.partnership import assigning, handovers, notes
from portal.partnership.agreements import AGREEMENT_LASTS
from portal.partnership.assigning import ConflictOfInterest, Outcome
from portal.partnership.handovers import Leaving
from portal.projects.ledger import ProjectRef
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.locking import is_locked
from tests.partnership.coordinating import agree, let_coordinate
from tests.partnership.scenes import add_coach, assignment_of, join
from tests.world import World

REASON = "No other coach speaks the language."
ENDED = "SELECT coach_id, ended_at, ended_by FROM coach_assignments ORDER BY id"


@pytest.fixture
def project(world: World) -> ProjectRef:
    """Return a project with its coach."""
    made = make_project(world)
    assign_coach(world, made)
    return made


def hand_on(world: World, project: ProjectRef, coach: str = "other_coach", **more: Any) -> Outcome:
    """Give the project of the coach to another one, without a summary."""
    with world.coordinating() as by:
        return assigning.reassign(
            *(assignment_of(world, project), world.people[coach]), by=by, is_without=True, **more
        )


def test_nobody_changes_the_roles_of_whoever_is_being_assigned(world: World) -> None:
    project, coach = make_project(world), world.people["coach"]
    with world.coordinating() as by:
        assigning.assign(project, coach, "", by=by)
        assert is_locked(world, Space.PERSON_ROLES, coach)
        assert not is_locked(world, Space.PERSON_ROLES, world.people["other_coach"])
    join(world, "other_coach", "lotus", "viewer")
    with world.coordinating() as by:
        # From before the look at what stands between them.
        with pytest.raises(ConflictOfInterest):
            assigning.assign(project, world.people["other_coach"], "", by=by)
        assert is_locked(world, Space.PERSON_ROLES, world.people["other_coach"])


def test_what_the_old_coach_is_saving_is_kept_before_the_project_changes_hands(
    world: World, project: ProjectRef
) -> None:
    old, new = world.people["coach"], world.people["other_coach"]
    with world.coordinating() as by:
        assigning.want_summary(assignment_of(world, project), by=by)
        assert not is_locked(world, Space.COACH, old)
        with pytest.raises(Incomplete):
            assigning.reassign(assignment_of(world, project), new, by=by)
        assert is_locked(world, Space.COACH, old)
        assert not is_locked(world, Space.COACH, new)


def test_a_summary_is_asked_of_the_coach_of_the_assignment(
    world: World, project: ProjectRef
) -> None:
    assign_coach(world, project, "other_coach")
    made = assignment_of(world, project)
    with world.coordinating() as by:
        assigning.want_summary(made, by=by)
    wanted = "SELECT project_id, assignment_id, coach_id, wanted_at FROM handovers"
    assert world.admin.execute(wanted).fetchall() == [
        (project.id, made, world.people["coach"], MOMENT)
    ]
    assert world.one("SELECT address FROM outbox") == "coach@test.example"


def test_coaches_beside_another_are_told_by_name(world: World, project: ProjectRef) -> None:
    names = ("third", "second", "first")
    ids = [add_coach(world, name) for name in names]
    assign_coach(world, make_project(world), "other_coach")
    with world.coordinating() as by:
        for one in ids:
            assigning.assign(project, one, "", by=by)
    with world.coordinating() as by:
        beside = assigning.beside(project.id, world.people["coach"])
        assert [tuple(one) for one in beside] == list(zip(ids[::-1], names[::-1], strict=True))
        assigning.end(world.one("SELECT max(id) FROM coach_assignments"), by=by)
        assert [one.name for one in assigning.beside(project.id, ids[0])] == ["coach", "second"]


def test_a_coach_coaches_their_own_projects_alone(world: World, project: ProjectRef) -> None:
    other = make_project(world)
    with world.coordinating():
        assert assigning.coaches(project.id, world.people["coach"]) is True
        assert assigning.coaches(other.id, world.people["coach"]) is False


def test_a_coordinator_who_coaches_the_project_is_not_proposed_again(world: World) -> None:
    made = make_project(world)
    coach = let_coordinate(world)
    agree(world, made.id, coach, MOMENT)
    assign_coach(world, made)
    clock.hold(MOMENT + 2 * AGREEMENT_LASTS)
    with world.coordinating() as by:
        assert assigning.assign(made, coach, "", by=by) is Outcome.KEPT
    assert world.one("SELECT count(*) FROM coach_agreements") == 1


@pytest.mark.parametrize(
    ("state", "role", "message"),
    [("ended", None, "needs no coach"), ("active", "writer", "their own organisation")],
)
def test_a_coordinator_is_not_proposed_where_nobody_could_be_assigned(
    world: World, state: str, role: str | None, message: str
) -> None:
    made = make_project(world)
    coach = let_coordinate(world)
    world.admin.execute("UPDATE projects SET state = %s", [state])
    if role:
        join(world, "coach", "lotus", role)
    with world.coordinating() as by, pytest.raises(Refused, match=message):
        assigning.assign(made, coach, REASON, by=by)
    assert world.one("SELECT count(*) FROM coach_agreements") == 0


def test_a_coordinator_who_reads_there_is_proposed_for_a_reason(world: World) -> None:
    made = make_project(world)
    coach = let_coordinate(world)
    join(world, "coach", "lotus", "viewer")
    with world.coordinating() as by, pytest.raises(ConflictOfInterest):
        assigning.assign(made, coach, "", by=by)
    with world.coordinating() as by:
        assert assigning.assign(made, coach, REASON, by=by) is Outcome.PROPOSED
    assert world.one("SELECT coach_id FROM coach_agreements") == coach


def test_whoever_coaches_a_project_hands_it_to_nobody(world: World, project: ProjectRef) -> None:
    assign_coach(world, project, "other_coach")
    third = add_coach(world, "third")
    own, theirs = (assignment_of(world, project, one) for one in ("coach", "other_coach"))
    with world.coordinating():
        for made, new in ((own, third), (theirs, third), (own, world.people["other_coach"])):
            with pytest.raises(Refused, match="You coach this project yourself"):
                assigning.reassign(made, new, by=world.people["coach"], is_without=True)


def test_who_gave_a_project_to_another_coach_is_on_record(
    world: World, project: ProjectRef
) -> None:
    assert hand_on(world, project) is Outcome.ASSIGNED
    by = world.people["coordinator"]
    assert world.admin.execute(ENDED).fetchall() == [
        (world.people["coach"], MOMENT, by),
        (world.people["other_coach"], None, None),
    ]
    assert world.one("SELECT completed_by FROM handovers") == by


def test_who_ended_an_assignment_is_on_record(world: World, project: ProjectRef) -> None:
    with world.coordinating() as by:
        assigning.end(assignment_of(world, project), by=by)
    assert world.admin.execute(ENDED).fetchall() == [(world.people["coach"], MOMENT, by)]


def test_a_new_coach_takes_over_beside_a_second_one(world: World, project: ProjectRef) -> None:
    assign_coach(world, project, "other_coach")
    third = add_coach(world, "third")
    with world.coordinating() as by:
        made = assignment_of(world, project)
        assert assigning.reassign(made, third, by=by, is_without=True) is Outcome.ASSIGNED
    current = "SELECT array_agg(coach_id ORDER BY id) FROM coach_assignments WHERE ended_at IS NULL"
    assert world.one(current) == [world.people["other_coach"], third]


def test_a_conflict_needs_a_reason_of_whoever_comes_anew_and_not_of_who_is_there(
    world: World, project: ProjectRef
) -> None:
    join(world, "other_coach", "lotus", "viewer")
    with pytest.raises(ConflictOfInterest):
        hand_on(world, project)
    assign_coach(world, project, "other_coach")
    assert hand_on(world, project) is Outcome.ASSIGNED
    assert world.one("SELECT count(*) FROM forced_assignments") == 0
    join(world, "coach", "lotus", "viewer")
    with world.coordinating() as by:
        made = assignment_of(world, project, "other_coach")
        assigning.reassign(made, world.people["coach"], by=by, reason=REASON, is_without=True)
    assert world.one("SELECT reason FROM forced_assignments") == REASON


def test_what_the_old_coach_wished_to_hand_over_is_handed_over(
    world: World, project: ProjectRef
) -> None:
    with world.acting("coach", "lotus") as coach:
        notes.save_notes(project, "They know the market well.", version=0, by=coach)
        handovers.write(project, Leaving("Ask.", hands_notes=True), version=0, by=coach)
    hand_on(world, project)
    with world.acting("other_coach", "lotus"):
        found = [(one.author_id, one.notes) for one in handovers.handed_words(project.id)]
    assert found == [(world.people["coach"], "They know the market well.")]
