"""When rows fall due: days of the network, the clock of a project, what a pause takes away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.projects import due_dates, ledger, turns
from portal.projects.journey import ProjectState, Stage
from portal.projects.milestones import MILESTONES
from portal.projects.models import LedgerRow
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.projects.scenes import milestone, put
from tests.world import World

TODAY = date(2026, 11, 24)
RULE = "INSERT INTO milestone_rules (key, days, changed_by) VALUES (%s, %s, %s)"
DUE = "SELECT key, due_on FROM milestones WHERE project_id = %s AND stage = %s ORDER BY id"


def set_rule(world: World, key: str, days: int) -> None:
    world.admin.execute(RULE, [key, days, world.people["coordinator"]])


def pause(world: World, project: ledger.ProjectRef, at: datetime) -> None:
    """Pause a project at a moment, as its history has it."""
    put(world, project, state="paused", state_since=clock.day_of(at))
    world.admin.execute(
        "INSERT INTO project_events (organisation_id, project_id, kind, origin, target, at, by) "
        "VALUES (%s, %s, 'state', 'active', 'paused', %s, %s)",
        [project.organisation_id, project.id, at, world.people["lotus_manager"]],
    )


def test_the_networks_days_come_before_those_of_the_table(world: World) -> None:
    set_rule(world, "commitment", 5)
    set_rule(world, "analysis_accepted", 90)
    with world.acting("lotus_manager", "lotus"):
        found = due_dates.due_times()
    own = {one.key: one.days for one in MILESTONES}
    assert found == own | {"commitment": 5, "analysis_accepted": 90}


def test_the_days_of_one_milestone_are_nothing_where_the_network_set_none(world: World) -> None:
    set_rule(world, "commitment", 5)
    with world.acting("lotus_manager", "lotus"):
        asked = select(*map(due_dates.due_time_of, ("commitment", "coach_assigned")))
        assert tuple(db.session.execute(asked).one()) == (5, None)


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (ProjectState.ACTIVE, TODAY),
        (ProjectState.PAUSED, date(2026, 11, 1)),
        (ProjectState.ENDED, TODAY),
    ],
)
def test_the_clock_of_a_project_stands_still_in_a_pause_alone(
    world: World, state: ProjectState, day: date
) -> None:
    project = make_project(world)
    put(world, project, state=state, state_since=date(2026, 11, 1))
    assert due_dates.day_on_clock(state, date(2026, 11, 1)) == day
    with world.acting("lotus_manager", "lotus"):
        assert due_dates.today_of(project.id) == day


def test_a_project_that_nobody_sees_has_the_day_of_everybody(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused", state_since=date(2026, 11, 1))
    with world.acting("river_manager", "river"):
        assert due_dates.today_of(project.id) == TODAY


def test_a_stage_is_dated_but_for_what_waits_for_another_row(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus"):
        due_dates.date_stage(project.id, Stage.COACHING)
    dated = dict(world.admin.execute(DUE, [project.id, "coaching"]).fetchall())
    assert dated["analysis_submitted"] == TODAY + timedelta(days=60)
    waiting = ("analysis_accepted", "option_tested", "change_recorded")
    assert [dated[key] for key in waiting] == [None, None, None]


def test_what_waited_for_a_row_that_is_closed_is_dated_with_its_stage(world: World) -> None:
    project = make_project(world)
    for how in ("met_at = now(), met_by", "waived_at = now(), waived_by"):
        world.admin.execute(
            "UPDATE milestones SET met_at = NULL, met_by = NULL, waived_at = NULL, "
            "waived_by = NULL, due_on = NULL WHERE project_id = %s",
            [project.id],
        )
        world.admin.execute(
            f"UPDATE milestones SET {how} = %s WHERE key = 'analysis_accepted'",
            [world.people["coach"]],
        )
        with world.acting("lotus_manager", "lotus"):
            due_dates.date_stage(project.id, Stage.COACHING)
        assert milestone(world, project, "option_tested")[2] == TODAY + timedelta(days=30)
        assert milestone(world, project, "change_recorded")[2] == TODAY + timedelta(days=60)
        assert milestone(world, project, "analysis_accepted")[2] is None


def test_only_the_row_of_the_same_project_that_another_waits_for_lets_it_be_dated(
    world: World,
) -> None:
    project, other = make_project(world), make_project(world)
    closed = "UPDATE milestones SET met_at = now(), met_by = %s WHERE key = %s AND project_id = %s"
    coach = world.people["coach"]
    world.admin.execute(closed, [coach, "analysis_accepted", other.id])
    world.admin.execute(closed, [coach, "coach_assigned", project.id])
    with world.acting("lotus_manager", "lotus"):
        due_dates.date_stage(project.id, Stage.COACHING)
    assert milestone(world, project, "option_tested")[2] is None
    assert milestone(world, project, "analysis_accepted")[2] is None


def test_what_is_closed_is_given_no_date(world: World) -> None:
    project = make_project(world)
    world.admin.execute(
        "UPDATE milestones SET waived_at = now(), waived_by = %s WHERE key = 'analysis_submitted'",
        [world.people["coordinator"]],
    )
    with world.acting("lotus_manager", "lotus"):
        due_dates.date_stage(project.id, Stage.COACHING)
    assert milestone(world, project, "analysis_submitted") == (False, True, None)


def test_a_stage_of_a_paused_project_is_dated_from_the_day_of_the_pause(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused", state_since=date(2026, 11, 1))
    with world.acting("lotus_manager", "lotus"):
        due_dates.date_stage(project.id, Stage.COACHING)
    assert milestone(world, project, "analysis_submitted")[2] == date(2026, 12, 31)


def test_dates_that_were_given_stay_and_other_projects_keep_theirs(world: World) -> None:
    project, other = make_project(world), make_project(world)
    world.admin.execute("UPDATE milestones SET due_on = '2026-12-01' WHERE key = 'commitment'")
    world.admin.execute("UPDATE milestones SET due_on = NULL WHERE key = 'introductory_workshop'")
    with world.acting("lotus_manager", "lotus"):
        due_dates.date_stage(project.id, Stage.INTRODUCTORY)
    assert milestone(world, project, "introductory_workshop")[2] == TODAY + timedelta(days=30)
    assert milestone(world, project, "commitment")[2] == date(2026, 12, 1)
    assert milestone(world, other, "introductory_workshop")[2] is None


def test_a_stage_that_was_left_backwards_loses_the_dates_of_its_own_open_rows(world: World) -> None:
    project, other = make_project(world), make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        due_dates.date_stage(other.id, Stage.COACHING)
        due_dates.date_stage(project.id, Stage.COACHING)
        turns.open_turn(project, "feedback_given", 7)
        ledger.meet(project, "analysis_accepted", by=manager)
        ledger.meet(project, "option_tested", by=manager)
        due_dates.undate_stage(project.id, Stage.COACHING)
    dated = dict(world.admin.execute(DUE, [project.id, "coaching"]).fetchall())
    assert {key: day for key, day in dated.items() if day} == {
        "feedback_given": TODAY + timedelta(days=10),  # somebody waits for it
        "option_tested": TODAY + timedelta(days=30),  # met
    }
    assert milestone(world, project, "commitment")[2] == TODAY + timedelta(days=45)
    assert milestone(world, other, "analysis_submitted")[2] == TODAY + timedelta(days=60)


def test_what_was_agreed_for_a_day_keeps_it(world: World) -> None:
    project = make_project(world)
    world.admin.execute(
        "UPDATE milestones SET days = NULL, due_on = '2026-12-24' WHERE key = 'analysis_submitted'"
    )
    with world.acting("lotus_manager", "lotus"):
        due_dates.undate_stage(project.id, Stage.COACHING)
    assert milestone(world, project, "analysis_submitted")[2] == date(2026, 12, 24)


def test_a_pause_that_is_over_puts_open_rows_off_by_its_days(world: World) -> None:
    project, other = make_project(world), make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "introductory_workshop", by=manager)
    pause(world, project, MOMENT + timedelta(days=2))
    clock.hold(MOMENT + timedelta(days=9))
    with world.acting("lotus_manager", "lotus"):
        due_dates.shift_due_dates(project.id, 7)
    assert milestone(world, project, "commitment")[2] == TODAY + timedelta(days=45 + 7)
    assert milestone(world, project, "introductory_workshop")[2] == TODAY + timedelta(days=30)
    assert milestone(world, project, "coach_assigned")[2] is None
    assert milestone(world, other, "commitment")[2] == TODAY + timedelta(days=45)
    waited = "SELECT DISTINCT paused_for FROM milestones WHERE project_id = %s AND {}"
    assert world.one(waited.format("met_at IS NULL"), project.id) == timedelta(days=7)
    assert world.one(waited.format("met_at IS NOT NULL"), project.id) == timedelta(0)


def test_a_row_that_was_opened_in_a_pause_waited_in_what_was_left_of_it(world: World) -> None:
    project = make_project(world)
    pause(world, project, MOMENT + timedelta(days=2))
    world.admin.execute(
        "UPDATE milestones SET opened_at = %s, paused_for = '1 day' WHERE key = 'commitment'",
        [MOMENT + timedelta(days=5)],
    )
    clock.hold(MOMENT + timedelta(days=9, hours=3))
    with world.acting("lotus_manager", "lotus"):
        asked = select(LedgerRow.key, due_dates.paused_until_now(project.id)).where(
            LedgerRow.key.in_(("commitment", "introductory_workshop"))
        )
        found = {key: waited for key, waited in db.session.execute(asked)}  # noqa: C416
    assert found == {
        "commitment": timedelta(days=1 + 4, hours=3),
        "introductory_workshop": timedelta(days=7, hours=3),
    }


def test_only_the_latest_pause_counts_and_no_other_event(world: World) -> None:
    project = make_project(world)
    for days, kind, target in (
        *((1, "state", "paused"), (6, "state", "active")),
        *((8, "stage", "paused"), (8, "state", "ended")),
    ):
        world.admin.execute(
            "INSERT INTO project_events (organisation_id, project_id, kind, origin, target, at, by)"
            " VALUES (%s, %s, %s, '', %s, %s, %s)",
            [
                *(project.organisation_id, project.id, kind, target),
                *(MOMENT + timedelta(days=days), world.people["lotus_manager"]),
            ],
        )
    pause(world, make_project(world), MOMENT + timedelta(days=8))
    pause(world, project, MOMENT + timedelta(days=7))
    clock.hold(datetime(2026, 12, 3, 3, 0, tzinfo=UTC))
    with world.acting("lotus_manager", "lotus"):
        asked = select(due_dates.paused_until_now(project.id)).where(
            LedgerRow.key == "commitment", LedgerRow.project_id == project.id
        )
        assert db.session.execute(asked).scalar_one() == timedelta(days=2)
