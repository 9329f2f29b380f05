"""What was agreed in sessions: ledger rows, met by who promised, reminded like any other."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.projects.journey import Stage
from portal.projects.ledger import move_stage
from portal.projects.queries import ledger_rows
from portal.projects.reminders import write_digests
from portal.tenancy import ReaderScope, Side
from tests.conftest import MOMENT
from tests.projects.scenes import close_stage, put
from tests.sessions.scenes import PROMISED, SEEN, hold, make_coached
from tests.world import World


def row_of(world: World, key: str) -> int:
    return int(world.one("SELECT id FROM milestones WHERE key = %s", key))


def done(world: World, who: str, project: int, row: int, evidence: str = "They agree.") -> int:
    path = f"/o/lotus/projects/{project}/agreed-actions/{row}"
    return world.sign_in(who).post(f"{path}/completion", data={"evidence": evidence}).status_code


@pytest.mark.parametrize(
    ("key", "mine", "others"),
    [("agreed_action", "lotus_writer", "coach"), ("promised_action", "coach", "lotus_manager")],
)
def test_who_promised_says_that_it_is_done(world: World, key: str, mine: str, others: str) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, PROMISED)
    row = row_of(world, key)
    assert done(world, others, project.id, row) == 409
    assert world.one("SELECT met_at FROM milestones WHERE id = %s", row) is None
    assert done(world, mine, project.id, row) == 303
    assert done(world, mine, project.id, row) == 303  # a double click
    assert done(world, mine, project.id, row, "Other words.") == 409
    met = world.admin.execute(
        "SELECT met_by, evidence FROM milestones WHERE id = %s", [row]
    ).fetchone()
    assert met == (world.people[mine], "They agree.")


def test_others_cannot_close_it(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN)
    row = row_of(world, "agreed_action")
    assert done(world, "lotus_viewer", project.id, row) == 403
    assert done(world, "river_manager", project.id, row) == 404
    assert done(world, "other_coach", project.id, row) == 404
    assert done(world, "lotus_writer", project.id, 999) == 404
    ordinary = row_of(world, "commitment")
    assert done(world, "lotus_writer", project.id, ordinary) == 404


def test_it_stands_on_the_page_of_the_project_in_words(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN)
    page = world.sign_in("lotus_writer").get(f"/o/lotus/projects/{project.id}").text
    assert "Do what you agreed with your coach" in page
    assert SEEN.words in page
    assert f"/projects/{project.id}/agreed-actions/" in page


def test_reminders_work_on_it_like_on_any_row(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, PROMISED)
    clock.hold(MOMENT + timedelta(days=4))  # three days before the one, two before the other
    with world.scope(ReaderScope(side=Side.WORKER)):
        write_digests()
    rows = world.admin.execute(
        "SELECT p.name, m.key FROM reminders r JOIN people p ON p.id = recipient_id "
        "JOIN milestones m ON m.id = milestone_id WHERE m.session_id IS NOT NULL ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("coach", "promised_action"),
        ("lotus manager", "agreed_action"),
        ("lotus writer", "agreed_action"),
    ]


def test_a_stage_is_not_left_while_something_agreed_is_open(world: World) -> None:
    project = make_coached(world)
    put(world, project, stage="coaching")
    hold(world, project, SEEN)
    row = row_of(world, "agreed_action")
    world.admin.execute(
        "UPDATE milestones SET met_at = now(), met_by = 1 WHERE stage = 'coaching' AND id <> %s",
        [row],
    )
    assert world.one("SELECT stage FROM projects") == "coaching"
    assert done(world, "lotus_writer", project.id, row) == 303
    assert world.one("SELECT stage FROM projects") == "forum"


def test_it_keeps_its_date_when_the_project_goes_back(world: World) -> None:
    project = make_coached(world)
    put(world, project, stage="coaching")
    hold(world, project, SEEN)
    with world.acting("lotus_manager", "lotus") as manager:
        assert move_stage(project, Stage.COACHING, Stage.APPLICATION, by=manager, reason="New team")
    assert world.one("SELECT due_on FROM milestones WHERE key = 'agreed_action'") == SEEN.due_on


def test_a_manager_may_leave_it_out_with_a_reason(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN)
    row = row_of(world, "agreed_action")
    path = f"/o/lotus/projects/{project.id}/milestones/{row}/waiver"
    manager = world.sign_in("lotus_manager")
    assert manager.post(path, data={"reason": "The families moved."}).status_code == 303
    assert done(world, "lotus_writer", project.id, row) == 409
    page = manager.get(f"/o/lotus/projects/{project.id}/sessions/").text
    assert "Skipped" in page


def test_a_closed_stage_takes_something_agreed_later(world: World) -> None:
    project = make_coached(world)
    close_stage(world, project, "coaching")
    put(world, project, stage="forum")
    hold(world, project, SEEN)
    with world.acting("lotus_writer", "lotus"):
        lines = {line.key: line for line in ledger_rows(project.id)}
    assert lines["agreed_action"].is_open
    assert lines["agreed_action"].since == date(2026, 11, 24)
    assert done(world, "lotus_writer", project.id, row_of(world, "agreed_action")) == 303
    assert world.one("SELECT stage FROM projects") == "forum"
