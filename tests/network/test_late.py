"""A row is late from the same moment on wherever one asks, in Python and in SQL.

A day begins at midnight in Phnom Penh, which is five in the afternoon before in UTC.
"""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.network.figures import read_figures
from portal.network.queries import organisations
from portal.network.workload import coach_by_id
from portal.projects.journey import Actor, ProjectState, Standing
from portal.projects.ledger import ProjectRef
from portal.projects.queries import ledger_rows
from portal.projects.reminders import in_charge, occasion
from portal.tenancy import take_network_role
from tests.coaching.scenes import make_analysis
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.network.scenes import put
from tests.reports.scenes import at
from tests.reports.test_snapshot import snapshot_of
from tests.world import World

KEY, DUE = "feedback_given", date(2026, 11, 24)
DAYS = [
    (datetime(2026, 11, 23, 16, 59, 59, 999_999, UTC), -1),  # the day before, to its end
    (datetime(2026, 11, 23, 17, tzinfo=UTC), 0),
    (datetime(2026, 11, 24, 0, tzinfo=UTC), 0),
    (datetime(2026, 11, 24, 16, 59, 59, 999_999, UTC), 0),
    (datetime(2026, 11, 24, 17, tzinfo=UTC), 1),
    (datetime(2026, 11, 25, 0, tzinfo=UTC), 1),
    (datetime(2026, 12, 24, 12, tzinfo=UTC), 30),
]


def answers(world: World, project: ProjectRef) -> dict[str, bool]:
    """Return who says now that the one row with a date is late."""
    today, coach = clock.today(), world.people["coach"]
    with world.acting("coach", "lotus"):
        line = next(line for line in ledger_rows(project.id) if line.key == KEY)
    with world.app.app_context():
        take_network_role(db.session)
        late = dict(read_figures(today).late)
        [listed] = [one for one in organisations(today, "", 1) if one.slug == "lotus"]
        calling = in_charge(today)
        reached = db.session.scalars(select(occasion(today, calling.c.due_on))).all()
    with world.coordinating():
        load = coach_by_id(coach, today)
    home = world.sign_in("coach").get("/o/lotus/").text
    return {
        "project": line.standing is Standing.LATE,
        "report": snapshot_of(world)["milestones"][Standing.LATE] == 1,
        "home": "due--late" in home,
        "programme": late[Actor.COACH] == 1,
        "organisations": listed.late == 1,
        "workload": load.overdue == 1,
        "reminder": any(int(one.rpartition(":")[2]) > 0 for one in reached),
    }


@pytest.fixture
def project(world: World) -> ProjectRef:
    """Return a project with one row that is dated: the coach's feedback."""
    ref = make_project(world)
    assign_coach(world, ref)
    analysis = make_analysis(world, ref)
    world.admin.execute("UPDATE milestones SET due_on = NULL")
    world.admin.execute(
        "INSERT INTO milestones (organisation_id, project_id, key, stage, actor, days, "
        "analysis_id, due_on) VALUES (%s, %s, %s, 'coaching', 'coach', 10, %s, %s)",
        [ref.organisation_id, ref.id, KEY, analysis, DUE],
    )
    return ref


@pytest.mark.parametrize(("moment", "days_late"), DAYS)
def test_a_row_is_late_from_midnight_after_its_day(
    world: World, project: ProjectRef, moment: datetime, days_late: int
) -> None:
    with at(moment):
        found = answers(world, project)
    assert found == dict.fromkeys(found, days_late > 0)


@pytest.mark.parametrize("state", [ProjectState.PAUSED, ProjectState.ENDED])
def test_nothing_is_late_where_nothing_goes_on(
    world: World, project: ProjectRef, state: ProjectState
) -> None:
    put(world, project, state=state, state_since=MOMENT.date())
    with at(datetime(2026, 12, 24, tzinfo=UTC)):
        found = answers(world, project)
    assert not any(found.values()), found
