"""The ledger: what is written, met, dated and left."""

import functools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest

from portal import clock
from portal.errors import NotFound
from portal.projects import ledger, turns
from portal.projects.journey import ProjectState, Stage
from portal.projects.milestones import MILESTONES
from portal.projects.queries import ledger_rows
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.projects.scenes import close_stage, milestone, put, row_id
from tests.world import World

FIRST_TWO = ("introductory_workshop", "commitment")


def test_a_new_project_has_a_row_for_every_milestone_that_is_not_per_round(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus"):
        rows = ledger_rows(project.id)
    assert [line.key for line in rows] == [m.key for m in MILESTONES if not m.repeats]


def test_a_stage_is_left_when_its_rows_are_met(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory", but=FIRST_TWO)
    with world.acting("lotus_manager", "lotus") as manager:
        assert ledger.meet(project, "introductory_workshop", by=manager) is True
        assert ledger.meet(project, "introductory_workshop", by=manager) is False
        assert ledger.meet(project, "commitment", by=manager, evidence="Agreed on Monday") is True
    assert world.one("SELECT stage FROM projects WHERE id = %s", project.id) == "application"
    assert world.one("SELECT count(*) FROM project_events WHERE project_id = %s", project.id) == 1
    dated = "SELECT count(*) FROM milestones WHERE stage = 'application' AND due_on IS NOT NULL"
    assert world.one(dated) == len([one for one in MILESTONES if one.stage == "application"])


def test_a_coordinator_meets_a_milestone_without_reading_content(world: World) -> None:
    project = make_project(world)
    with world.coordinating() as coordinator:
        assert ledger.meet(project, "coach_assigned", by=coordinator) is True


def test_two_people_who_meet_the_last_two_milestones_at_once_leave_the_stage(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory", but=FIRST_TWO)
    start = Barrier(2)

    def meet(key: str) -> None:
        clock.hold(MOMENT)
        with world.acting("lotus_manager", "lotus") as manager:
            start.wait(10)
            ledger.meet(project, key, by=manager)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(meet, FIRST_TWO))
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


def test_a_waiver_closes_one_row_with_its_reason_and_leaves_the_stage(world: World) -> None:
    project, other = make_project(world), make_project(world)
    close_stage(world, project, "introductory", but=FIRST_TWO)
    first = row_id(world, project, "introductory_workshop")
    with world.acting("lotus_manager", "lotus") as manager:
        assert ledger.waive(other, first, "Not theirs", by=manager) is False
        assert ledger.waive(project, first, "They know it", by=manager) is True
        assert ledger.waive(project, first, "Again", by=manager) is False
        assert ledger.first_open(project, Stage.INTRODUCTORY) == "commitment"
        assert ledger.meet(project, "commitment", by=manager) is True
    waived = "SELECT waiver_reason, waived_by, waived_at FROM milestones WHERE id = %s"
    row = world.admin.execute(waived, [first]).fetchone()
    assert row == ("They know it", world.people["lotus_manager"], MOMENT)
    assert world.one("SELECT stage FROM projects WHERE id = %s", project.id) == "application"
    assert world.one("SELECT stage FROM projects WHERE id = %s", other.id) == "introductory"


def test_several_are_met_at_one_moment_and_those_that_were_open_are_told(world: World) -> None:
    project = make_project(world)
    keys = ("introductory_workshop", "commitment", "coach_assigned")
    met_at = MOMENT - timedelta(hours=3)
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "commitment", by=manager, evidence="On Monday")
        met = ledger.Met(manager, met_at, "By mail")
        assert ledger.meet_all(project, keys, met) == {"introductory_workshop", "coach_assigned"}
        assert ledger.meet_all(project, keys, met) == set()
    said = world.admin.execute(
        "SELECT key, met_at, evidence FROM milestones WHERE met_at IS NOT NULL ORDER BY id"
    ).fetchall()
    assert said == [
        ("introductory_workshop", met_at, "By mail"),
        ("commitment", MOMENT, "On Monday"),
        ("coach_assigned", met_at, "By mail"),
    ]


def test_a_turn_is_met_in_its_own_analysis_alone(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        for analysis in (7, 8):
            turns.open_turn(project, "feedback_given", analysis)
        assert ledger.meet(project, "feedback_given", by=manager) is False
        assert ledger.meet(project, "feedback_given", by=manager, analysis_id=8) is True
    still = "SELECT array_agg(analysis_id) FROM milestones WHERE key = 'feedback_given' AND {}"
    assert world.one(still.format("met_at IS NULL")) == [7]
    assert world.one(still.format("met_at IS NOT NULL")) == [8]


def test_what_is_met_in_a_pause_keeps_how_long_it_waited_in_it(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused", state_since=MOMENT.date())
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.record_event(project, "state", ("active", "paused"), by=manager)
        clock.hold(MOMENT + timedelta(days=4))
        ledger.meet(project, "commitment", by=manager)
    waited = "SELECT paused_for FROM milestones WHERE key = %s"
    assert world.one(waited, "commitment") == timedelta(days=4)
    assert world.one(waited, "coach_assigned") == timedelta(0)


def test_a_stage_is_complete_when_nothing_is_open_in_it(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus"):
        assert ledger.first_open(project, Stage.COACHING) == "analysis_submitted"
        assert ledger.is_stage_complete(project, Stage.COACHING) is False
    close_stage(world, project, "coaching")
    with world.acting("lotus_manager", "lotus"):
        assert ledger.first_open(project, Stage.COACHING) is None
        assert ledger.is_stage_complete(project, Stage.COACHING) is True
        assert ledger.is_stage_complete(project, Stage.FORUM) is False


def test_stages_that_are_complete_already_are_passed_in_one_go(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory", but=("commitment",))
    for stage in ("application", "coaching"):
        close_stage(world, project, stage)
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "commitment", by=manager)
    assert world.one("SELECT stage FROM projects") == "forum"
    passed = "SELECT array_agg(target ORDER BY id) FROM project_events WHERE kind = 'stage'"
    assert world.one(passed) == ["application", "coaching", "forum"]
    assert milestone(world, project, "forum_attended")[2] == date(2027, 5, 23)


def test_a_stage_is_moved_from_where_it_stands_alone(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        move = functools.partial(ledger.move_stage, project, by=manager)
        assert move(Stage.APPLICATION, Stage.COACHING) is False
        clock.hold(MOMENT + timedelta(days=3))
        assert move(Stage.INTRODUCTORY, Stage.APPLICATION, reason="They asked") is True
    assert milestone(world, project, "coach_assigned")[2] == date(2027, 2, 10)
    with world.acting("lotus_manager", "lotus") as manager:
        assert ledger.move_stage(project, Stage.APPLICATION, Stage.INTRODUCTORY, by=manager) is True
    assert milestone(world, project, "coach_assigned")[2] is None
    assert milestone(world, project, "commitment")[2] == date(2027, 1, 8)
    said = "SELECT kind, origin, target, reason FROM project_events ORDER BY id"
    assert world.admin.execute(said).fetchall() == [
        ("stage", "introductory", "application", "They asked"),
        ("stage", "application", "introductory", ""),
    ]
    assert world.one("SELECT (stage, stage_since)::text FROM projects") == (
        "(introductory,2026-11-27)"
    )


def test_a_project_that_went_back_stays_until_somebody_moves_it(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory")
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "coach_assigned", by=manager)
    assert world.one("SELECT stage FROM projects") == "introductory"


def test_what_was_said_of_a_met_row_is_put_right_wherever_it_was_said(world: World) -> None:
    one, other = make_project(world), make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        for project, said in ((one, "DNHC"), (other, "CHEC")):
            ledger.meet(project, "introductory_workshop", by=manager, evidence=said)
            ledger.meet(project, "commitment", by=manager, evidence="DNHC")
        ledger.reword_evidence("introductory_workshop", "DNHC", "DNHC, Phnom Penh")
    said_now = "SELECT array_agg(evidence ORDER BY project_id) FROM milestones WHERE key = %s"
    assert world.one(said_now, "introductory_workshop") == ["DNHC, Phnom Penh", "CHEC"]
    assert world.one(said_now, "commitment") == ["DNHC", "DNHC"]


def test_a_project_is_held_with_stage_state_and_day_or_is_not_there(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused", state_since=date(2026, 11, 20))
    with world.acting("lotus_manager", "lotus"):
        held = ledger.hold_project(project)
        assert (held.stage, held.state, held.today) == (
            *(Stage.INTRODUCTORY, ProjectState.PAUSED, date(2026, 11, 20)),
        )
        assert ledger.hold_project(held) is held
        assert ledger.lock_project(project) == (Stage.INTRODUCTORY, ProjectState.PAUSED)
    with world.acting("river_manager", "river"), pytest.raises(NotFound):
        ledger.hold_project(project)
