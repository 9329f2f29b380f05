"""Reads of projects: the head, the ledger in the order of the journey, what waits first."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.errors import NotFound
from portal.projects import ledger
from portal.projects.journey import Stage, Standing
from portal.projects.ledger import ProjectRef
from portal.projects.queries import (
    ProjectPage,
    ledger_rows,
    next_actions,
    project_events,
    project_head,
    waiting_lines,
    whole_head,
)
from portal.projects.selects import PROJECTS_PER_PAGE
from portal.projects.services import pause_project, resume_project
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.projects.scenes import put
from tests.sessions.scenes import NEXT, PROMISED, hold, make_coached
from tests.world import World

TODAY = date(2026, 11, 24)
EARLY = TODAY + timedelta(days=1)


def page(world: World, number: int = 1, name: str = "lotus_viewer") -> ProjectPage:
    with world.acting(name, "lotus"):
        return next_actions(number)


def put_due(world: World, project: ProjectRef, day: date | None) -> None:
    world.admin.execute(
        "UPDATE milestones SET due_on = %s WHERE project_id = %s", [day, project.id]
    )


def shown(world: World) -> list[int]:
    return [one.id for one in page(world).projects]


def test_a_head_tells_who_began_it_and_how_many_people_it_has(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_viewer", "lotus"):
        head = project_head(project.id)
    assert (head.reference, head.stage, head.state, head.people) == (
        *("LOTUS-1", "introductory", "active", 3),
    )
    assert (head.created_by, head.stage_since) == ("lotus manager", TODAY)


def test_a_head_is_found_within_the_scope_alone(world: World) -> None:
    project = make_project(world)
    with world.acting("river_manager", "river"):
        for read in (project_head, whole_head):
            with pytest.raises(NotFound):
                read(project.id)


def test_the_next_session_is_read_with_the_head_and_on_the_list(world: World) -> None:
    project = make_coached(world)
    with world.acting("lotus_viewer", "lotus"):
        assert whole_head(project.id)[1] is None
    hold(world, project, next_on=NEXT)
    with world.acting("lotus_viewer", "lotus"):
        assert whole_head(project.id)[1] == NEXT
    assert page(world).projects[0].next_session == NEXT


def test_the_ledger_stands_in_the_order_of_the_journey_with_who_closed_what(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_writer", "lotus") as by:
        ledger.meet(project, "commitment", by=by, evidence="ក្រុម")
        ledger.waive(project, _row(world, "forum_attended"), "No forum", by=by)
        rows = ledger_rows(project.id)
    assert [row.key for row in rows[:3]] == [
        *("introductory_workshop", "commitment", "application_workshop"),
    ]
    found = {row.key: row for row in rows}
    assert (found["commitment"].met_by, found["commitment"].evidence) == ("lotus writer", "ក្រុម")
    assert found["commitment"].standing is Standing.MET
    waived = found["forum_attended"]
    assert (waived.standing, waived.waived_by, waived.waiver_reason) == (
        *(Standing.WAIVED, "lotus writer", "No forum"),
    )
    assert found["application_workshop"].standing is Standing.LATER


@pytest.mark.parametrize(
    ("state", "standing"),
    [("active", Standing.LATE), ("paused", Standing.OPEN), ("ended", Standing.OPEN)],
)
def test_nothing_is_late_where_nothing_goes_on(
    world: World, state: str, standing: Standing
) -> None:
    project = make_project(world)
    put_due(world, project, TODAY - timedelta(days=1))
    put(world, project, state=state)
    with world.acting("lotus_viewer", "lotus"):
        assert {row.standing for row in ledger_rows(project.id)} == {standing}


def test_the_history_stands_newest_first(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as by:
        pause_project(project, "ទឹកជំនន់", by=by)
    clock.hold(MOMENT + timedelta(hours=1))
    with world.acting("lotus_manager", "lotus") as by:
        resume_project(project, by=by)
        events = [(one.target, one.reason, one.name) for one in project_events(project.id)]
    assert events == [
        ("active", "", "lotus manager"),
        ("paused", "ទឹកជំនន់", "lotus manager"),
    ]


def test_projects_under_way_stand_before_paused_and_ended_ones_each_by_their_first_date(
    world: World,
) -> None:
    ended, paused, undated, late, early = (make_project(world) for _ in range(5))
    for project, day in ((ended, EARLY), (paused, EARLY), (undated, None), (late, NEXT)):
        put_due(world, project, day)
    put_due(world, early, EARLY)
    put(world, ended, state="ended")
    put(world, paused, state="paused")
    assert shown(world) == [one.id for one in (early, late, undated, paused, ended)]


def test_what_is_closed_dates_no_project_and_the_newest_breaks_a_tie(world: World) -> None:
    older, newer, done = (make_project(world) for _ in range(3))
    for project in (older, newer):
        put_due(world, project, NEXT)
    put_due(world, done, EARLY)
    world.admin.execute(
        "UPDATE milestones SET met_at = now(), met_by = %s WHERE project_id = %s",
        [world.people["lotus_writer"], done.id],
    )
    assert shown(world) == [newer.id, older.id, done.id]
    assert [one.open for one in page(world).projects][2] == 0


def test_of_each_project_all_rows_with_a_date_wait(world: World) -> None:
    project = make_project(world)
    put_due(world, project, None)
    for key, day in (("commitment", EARLY), ("introductory_workshop", NEXT)):
        world.admin.execute("UPDATE milestones SET due_on = %s WHERE key = %s", [day, key])
    found = page(world)
    dated = [(one.key, one.due_on) for one in found.waiting if one.due_on]
    assert dated == [("introductory_workshop", NEXT), ("commitment", EARLY)]
    assert ("analysis_accepted", None) in [(one.key, one.due_on) for one in found.waiting]
    lines = waiting_lines(found, TODAY)[project.id]
    line = next(one for one in lines if one.key == "introductory_workshop")
    assert (line.since, line.stage) == (TODAY, Stage.INTRODUCTORY)


def test_what_waits_for_another_row_is_not_told(world: World) -> None:
    make_project(world)
    waiting = {one.key for one in page(world).waiting}
    assert waiting.isdisjoint({"option_tested", "change_recorded", "forum_attended"})


def test_an_agreed_action_waits_since_it_was_agreed(world: World) -> None:
    project = make_coached(world)
    put(world, project, stage_since=date(2026, 1, 1))
    hold(world, project, PROMISED)
    lines = waiting_lines(page(world), TODAY)[project.id]
    assert [(one.words, one.since) for one in lines if one.words] == [(PROMISED.words, TODAY)]


def test_pages_go_on_where_the_last_one_ended(world: World) -> None:
    made = [make_project(world).id for _ in range(PROJECTS_PER_PAGE + 1)]
    first, second = page(world), page(world, 2)
    assert (first.has_more, second.has_more) == (True, False)
    assert [one.id for one in (*first.projects, *second.projects)] == made[::-1]
    assert {one.project_id for one in second.waiting} == {made[0]}


def test_a_page_without_projects_is_empty(world: World) -> None:
    make_project(world, "river")
    assert page(world) == ProjectPage((), (), has_more=False)


def _row(world: World, key: str) -> int:
    return int(world.one("SELECT id FROM milestones WHERE key = %s", key))
