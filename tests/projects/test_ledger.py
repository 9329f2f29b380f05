"""The ledger: what is written, met, dated and left."""

from portal.projects import ledger
from portal.projects.journey import MILESTONES
from tests.factories import make_project
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
