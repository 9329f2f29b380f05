"""The ledger: what is written, met, dated and left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

from portal import clock
from portal.projects import ledger, turns
from portal.projects.journey import MILESTONES
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.projects.scenes import milestone
from tests.world import World


def test_a_new_project_has_a_row_for_every_milestone_that_is_not_per_round(world: World) -> None:
    project = make_project(world)
    rows = world.admin.execute(
        "SELECT key FROM milestones WHERE project_id = %s ORDER BY position", [project.id]
    ).fetchall()
    assert [key for (key,) in rows] == [m.key for m in MILESTONES if not m.each_round]


def test_a_stage_is_left_when_its_rows_are_met(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        assert ledger.meet(project, "introductory_workshop", by=manager) is True
        assert ledger.meet(project, "introductory_workshop", by=manager) is False
        assert ledger.meet(project, "commitment", by=manager, evidence="Agreed on Monday") is True
    assert world.one("SELECT stage FROM projects WHERE id = %s", project.id) == "application"
    assert world.one("SELECT count(*) FROM project_events WHERE project_id = %s", project.id) == 1
    dated = "SELECT count(*) FROM milestones WHERE stage = 'application' AND due_on IS NOT NULL"
    assert world.one(dated) == 3


def test_a_coordinator_meets_a_milestone_without_reading_content(world: World) -> None:
    project = make_project(world)
    with world.coordinating() as coordinator:
        assert ledger.meet(project, "coach_assigned", by=coordinator) is True


def test_two_people_who_meet_the_last_two_milestones_at_once_leave_the_stage(world: World) -> None:
    project = make_project(world)
    start = Barrier(2)

    def meet(key: str) -> None:
        clock.hold(MOMENT)
        with world.acting("lotus_manager", "lotus") as manager:
            start.wait(10)
            ledger.meet(project, key, by=manager)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(meet, ["introductory_workshop", "commitment"]))
    assert world.one("SELECT stage FROM projects") == "application"
    assert world.one("SELECT count(*) FROM project_events") == 1


def test_a_turn_is_opened_once_while_it_is_open_and_anew_after_it_was_met(world: World) -> None:
    project = make_project(world)
    rounds = "SELECT array_agg(round ORDER BY round) FROM milestones WHERE key = 'answer_sent'"
    with world.acting("lotus_manager", "lotus"):
        for _ in range(2):
            turns.open_turn(project, "answer_sent", 7)
    assert world.one(rounds) == [1]
    with world.acting("lotus_manager", "lotus") as manager:
        assert ledger.meet(project, "answer_sent", by=manager, analysis_id=7) is True
        turns.open_turn(project, "answer_sent", 7)
    assert world.one(rounds) == [1, 2]


def test_a_dropped_turn_leaves_what_was_met(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        turns.open_turn(project, "answer_sent", 7)
        ledger.meet(project, "answer_sent", by=manager, analysis_id=7)
        turns.open_turn(project, "answer_sent", 7)
        turns.drop_turn(project, "answer_sent", 7)
    assert world.one("SELECT array_agg(round) FROM milestones WHERE analysis_id = 7") == [1]


def test_the_networks_due_times_hold_for_new_rows_only(world: World) -> None:
    old = make_project(world)
    world.admin.execute(
        "INSERT INTO milestone_rules (key, days, changed_by) VALUES ('commitment', 5, %s)",
        [world.people["coordinator"]],
    )
    new = make_project(world)
    assert milestone(world, old, "commitment")[2] == date(2027, 1, 8)
    assert milestone(world, new, "commitment")[2] == date(2026, 11, 29)


def test_an_acceptance_dates_what_follows_it(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "analysis_accepted", by=manager)
    assert milestone(world, project, "option_tested")[2] == date(2026, 12, 24)
    assert milestone(world, project, "change_recorded")[2] == date(2027, 1, 23)


def test_a_milestone_that_is_opened_again_falls_due_anew_and_the_history_says_so(
    world: World,
) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "introductory_workshop", by=manager, evidence="DNHC")
        clock.hold(datetime(2026, 12, 4, 3, 0, tzinfo=UTC))
        key, reason = "introductory_workshop", "Wrong year"
        assert ledger.reopen(project, key, by=manager, reason=reason) is True
        assert ledger.reopen(project, key, by=manager, reason=reason) is False
    assert milestone(world, project, "introductory_workshop") == (False, False, date(2027, 1, 3))
    told = world.one("SELECT (kind, origin, target, reason)::text FROM project_events")
    assert told == '(milestone,introductory_workshop,open,"DNHC · Wrong year")'
