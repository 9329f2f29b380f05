"""What the ledger writes in each row and event, and which rows it leaves as they are."""

from datetime import date, timedelta

from portal import clock
from portal.projects import ledger, turns
from portal.projects.due_dates import date_stage
from portal.projects.journey import Stage
from portal.projects.milestones import MILESTONES
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.locking import is_held
from tests.projects.scenes import close_stage, milestone, put, row_id
from tests.world import World

TODAY = MOMENT.date()
ROWS = (
    "SELECT organisation_id, key, stage, actor, days, after, opened_at "
    "FROM milestones WHERE project_id = %s ORDER BY id"
)
MET = "SELECT met_at, met_by, evidence FROM milestones WHERE id = %s"
EVENTS = (
    "SELECT organisation_id, project_id, kind, origin, target, reason, at, by "
    "FROM project_events ORDER BY id"
)


def test_a_row_has_what_its_milestone_says_at_that_moment(world: World) -> None:
    project = make_project(world)
    assert world.admin.execute(ROWS, [project.id]).fetchall() == [
        (project.organisation_id, one.key, one.stage, one.actor, one.days, one.after, MOMENT)
        for one in MILESTONES
        if not one.repeats
    ]
    dated = "SELECT array_agg(DISTINCT stage) FROM milestones WHERE due_on IS NOT NULL"
    assert world.one(dated) == ["introductory"]


def test_a_project_is_held_and_can_still_be_referred_to(world: World) -> None:
    project, other = make_project(world), make_project(world)
    with world.acting("lotus_manager", "lotus"):
        ledger.hold_project(project)
        assert is_held(world, "projects", project.id, against="NO KEY UPDATE")
        assert not is_held(world, "projects", project.id, against="KEY SHARE")
        assert not is_held(world, "projects", other.id, against="UPDATE")


def test_who_met_a_milestone_when_is_kept_and_no_other_project_has_met_it(world: World) -> None:
    project, other = make_project(world), make_project(world)
    first = row_id(world, project, "commitment")
    world.admin.execute("UPDATE milestones SET evidence = 'Said before' WHERE id = %s", [first])
    with world.acting("lotus_writer", "lotus") as writer:
        assert ledger.meet(project, "commitment", by=writer) is True
        assert ledger.meet(project, "introductory_workshop", by=writer, evidence="DNHC") is True
    assert world.admin.execute(MET, [first]).fetchone() == (MOMENT, writer, "Said before")
    workshop = row_id(world, project, "introductory_workshop")
    assert world.admin.execute(MET, [workshop]).fetchone() == (MOMENT, writer, "DNHC")
    assert world.one("SELECT count(met_at) FROM milestones WHERE project_id = %s", other.id) == 0
    met = (world.organisations["lotus"], project.id, "stage", "introductory", "application")
    assert world.admin.execute(EVENTS).fetchall() == [(*met, "", MOMENT, writer)]


def test_a_row_of_a_turn_is_not_met_as_that_of_the_project_nor_the_other_way_round(
    world: World,
) -> None:
    project = make_project(world)
    with world.acting("lotus_writer", "lotus") as writer:
        turns.open_turn(project, "answer_sent", 7)
        met = ledger.Met(writer, MOMENT)
        assert ledger.meet_all(project, ("answer_sent", "commitment"), met) == {"commitment"}
        both = ("answer_sent", "introductory_workshop")
        assert ledger.meet_all(project, both, met, analysis_id=7) == set(both)


def test_what_follows_a_milestone_is_dated_where_it_is_open_and_has_no_date(world: World) -> None:
    project, other = make_project(world), make_project(world)
    closed = "UPDATE milestones SET waived_at = now(), waived_by = %s WHERE key = 'option_tested'"
    world.admin.execute(closed, [world.people["coordinator"]])
    with world.acting("lotus_manager", "lotus") as by:
        ledger.follow(project, "analysis_accepted", by=by)
    assert milestone(world, project, "option_tested")[2] is None
    assert milestone(world, project, "change_recorded")[2] == TODAY + timedelta(days=60)
    assert milestone(world, project, "forum_attended")[2] is None
    assert milestone(world, other, "change_recorded")[2] is None
    clock.hold(MOMENT + timedelta(days=3))
    with world.acting("lotus_manager", "lotus") as by:
        ledger.follow(project, "analysis_accepted", by=by)
    assert milestone(world, project, "change_recorded")[2] == TODAY + timedelta(days=60)


def test_what_follows_in_a_paused_project_is_dated_from_the_day_of_the_pause(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused", state_since=date(2026, 11, 1))
    with world.acting("lotus_manager", "lotus") as by:
        ledger.follow(project, "analysis_accepted", by=by)
    assert milestone(world, project, "change_recorded")[2] == date(2026, 12, 31)


def test_what_is_met_in_a_pause_waited_in_it_since_it_began(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused", state_since=TODAY + timedelta(days=1))
    with world.acting("lotus_manager", "lotus") as by:
        clock.hold(MOMENT + timedelta(days=1))
        ledger.record_event(project, "state", ("active", "paused"), by=by)
        clock.hold(MOMENT + timedelta(days=4))
        ledger.meet(project, "commitment", by=by)
    waited = "SELECT paused_for FROM milestones WHERE key = 'commitment'"
    assert world.one(waited) == timedelta(days=3)


def test_a_stage_is_left_by_whoever_closes_its_last_row(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_writer", "lotus") as writer:
        ledger.meet(project, "commitment", by=writer)
    last = row_id(world, project, "introductory_workshop")
    with world.acting("lotus_manager", "lotus") as manager:
        assert ledger.waive(project, last, "They know it", by=manager) is True
    moved = world.admin.execute(EVENTS).fetchall()
    assert [(row[3], row[4], row[7]) for row in moved] == [("introductory", "application", manager)]


def test_a_stage_with_an_open_row_of_another_project_is_complete_all_the_same(
    world: World,
) -> None:
    project, _ = make_project(world), make_project(world)
    close_stage(world, project, "introductory")
    with world.acting("lotus_manager", "lotus"):
        assert ledger.first_open(project, Stage.INTRODUCTORY) is None
        assert ledger.first_open(project, Stage.APPLICATION) == "application_workshop"


def test_the_first_open_row_is_so_by_the_order_of_the_table(world: World) -> None:
    project = make_project(world)
    # A row that was written later, as that of a milestone that was added.
    world.admin.execute("UPDATE milestones SET id = DEFAULT WHERE key = 'introductory_workshop'")
    with world.acting("lotus_manager", "lotus"):
        assert ledger.first_open(project, Stage.INTRODUCTORY) == "introductory_workshop"


def test_only_the_met_row_of_the_project_itself_is_opened_again(world: World) -> None:
    project, other = make_project(world), make_project(world)
    with world.acting("lotus_manager", "lotus") as by:
        turns.open_turn(project, "answer_sent", 7)
        ledger.meet(project, "answer_sent", by=by, analysis_id=7)
        for one in (project, other):
            ledger.meet(one, "commitment", by=by, evidence="Agreed")
        assert ledger.reopen(project, "answer_sent", by=by, reason="Wrong") is False
        assert ledger.reopen(project, "introductory_workshop", by=by, reason="Wrong") is False
        assert ledger.reopen(project, "commitment", by=by, reason="Wrong") is True
    mine, theirs = (row_id(world, one, "commitment") for one in (project, other))
    assert world.admin.execute(MET, [mine]).fetchone() == (None, None, "")
    assert world.admin.execute(MET, [theirs]).fetchone() == (MOMENT, by, "Agreed")
    assert world.admin.execute(EVENTS).fetchall() == [
        (
            *(project.organisation_id, project.id, "milestone", "commitment", "open"),
            *("Agreed · Wrong", MOMENT, by),
        )
    ]


def test_going_back_undates_the_stage_that_was_left_and_going_on_dates_the_next(
    world: World,
) -> None:
    project, other = make_project(world), make_project(world)
    put(world, other, stage="application")
    with world.acting("lotus_manager", "lotus") as by:
        date_stage(other.id, Stage.APPLICATION)
        ledger.move_stage(project, Stage.INTRODUCTORY, Stage.APPLICATION, by=by)
        ledger.move_stage(project, Stage.APPLICATION, Stage.INTRODUCTORY, by=by, reason="Too soon")
    assert milestone(world, project, "coach_assigned")[2] is None
    assert milestone(world, other, "coach_assigned")[2] is not None
    assert world.one("SELECT stage FROM projects WHERE id = %s", other.id) == "application"
    told = world.admin.execute(EVENTS).fetchall()
    assert [row[3:] for row in told] == [
        ("introductory", "application", "", MOMENT, by),
        ("application", "introductory", "Too soon", MOMENT, by),
    ]


def test_words_about_a_row_that_is_not_met_are_not_put_right(world: World) -> None:
    make_project(world)
    world.admin.execute("UPDATE milestones SET evidence = 'DNHC' WHERE key = 'commitment'")
    with world.acting("lotus_manager", "lotus"):
        ledger.reword_evidence("commitment", "DNHC", "Other")
    assert world.one("SELECT evidence FROM milestones WHERE key = 'commitment'") == "DNHC"
