"""A milestone added by the recipe of CONTRIBUTING.md reaches the projects that are under way."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine

from config.settings import Settings
from portal import clock
from portal.migrations.milestones import add_milestone, remove_milestone
from portal.projects import milestones
from portal.projects.journey import Stage
from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONE_BY_KEY, MILESTONES, Milestone
from portal.projects.queries import ledger_rows
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.network.scenes import bars_of
from tests.notifications.outbox import address_of
from tests.notifications.sink import Sink, text_of
from tests.projects.scenes import AT_THE_START, close_stage, picture, put, row_id
from tests.projects.scenes import milestone as standing_of
from tests.reports.test_snapshot import snapshot_of
from tests.workers.conftest import remind, send, sink
from tests.world import World

__all__ = ["remind", "send", "sink"]
TITLE = "Tell your partners what you begin"
NEW = MILESTONE_BY_KEY["commitment"]._replace(key="added_by_this_test", title=TITLE, days=20)
PLACE = 1
TODAY = date(2026, 11, 24)
Change = Callable[[], None]
Migrate = Callable[[Change], None]
Run = Callable[[], int]


@pytest.fixture
def migrate(settings: Settings) -> Iterator[Migrate]:
    """Return what runs a change as a migration of the owner does."""
    engine = create_engine(str(settings.owner_database_url))

    def run(change: Change) -> None:
        with (
            engine.begin() as connection,
            Operations.context(MigrationContext.configure(connection)),
        ):
            change()

    yield run
    engine.dispose()


def add(new: Milestone = NEW) -> Change:
    """Return the upgrade of the migration for a milestone."""
    return lambda: add_milestone(new.key, new.stage, new.actor, days=new.days, after=new.after)


@pytest.fixture
def tabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the new milestone into the table, as the recipe says."""
    longer = (*MILESTONES[:PLACE], NEW, *MILESTONES[PLACE:])
    for module in list(sys.modules.values()):
        if (
            getattr(module, "MILESTONES", None) is milestones.MILESTONES
            and module is not milestones
        ):
            monkeypatch.setattr(module, "MILESTONES", longer)
    monkeypatch.setitem(MILESTONE_BY_KEY, NEW.key, NEW)


def keys_of(world: World, project: ProjectRef) -> list[str]:
    """Return the keys of a project's ledger as they were written."""
    rows = world.admin.execute(
        "SELECT key FROM milestones WHERE project_id = %s ORDER BY id", [project.id]
    )
    return [key for (key,) in rows]


def journey_of(world: World, project: ProjectRef) -> list[str]:
    """Return the keys of a project's ledger in the order of the journey."""
    with world.acting("lotus_manager", "lotus"):
        return [line.key for line in ledger_rows(project.id)]


@pytest.mark.usefixtures("tabled")
def test_every_outlet_shows_a_new_milestone_of_a_running_project(
    world: World, migrate: Migrate, remind: Run, send: Run, sink: Sink
) -> None:
    project = _from_before(world)
    before = snapshot_of(world)["milestones"]
    migrate(add())
    assert journey_of(world, project) == [*AT_THE_START[:PLACE], NEW.key, *AT_THE_START[PLACE:]]
    assert standing_of(world, project, NEW.key) == (False, False, TODAY + timedelta(days=20))

    manager = world.sign_in("lotus_manager")
    page = f"/o/lotus/projects/{project.id}"
    assert manager.get(page).text.count(TITLE) >= 2  # in the stepper, and in what comes next
    after = snapshot_of(world)["milestones"]
    assert (after["open"] - before["open"], sum(after.values()) - sum(before.values())) == (1, 1)

    clock.hold(MOMENT + timedelta(days=20))
    remind()
    send()
    assert TITLE in text_of(sink.to(address_of("lotus_manager"))[-1])
    clock.hold(MOMENT + timedelta(days=21))
    programme = world.sign_in("leadership").get("/network/").text
    assert bars_of(programme, "Late milestones")["Organisations"] == 1

    row = row_id(world, project, NEW.key)
    said = manager.post(f"{page}/milestones/{row}/statement", data={"statement": "We told all."})
    assert said.status_code == 303
    assert "We told all." in manager.get(page).text
    assert standing_of(world, project, NEW.key)[0]
    started_later = make_project(world)
    assert journey_of(world, started_later) == journey_of(world, project)


def _from_before(world: World) -> ProjectRef:
    """Start a project as it was written before the table had the new milestone."""
    project = make_project(world)
    world.admin.execute("DELETE FROM milestones WHERE key = %s", [NEW.key])
    return project


def test_whoever_left_the_stage_or_ended_owes_nothing_new(world: World, migrate: Migrate) -> None:
    gone_on, ended, here = (make_project(world) for _ in range(3))
    put(world, gone_on, stage="application")
    put(world, ended, state="ended")
    kept = [keys_of(world, project) for project in (gone_on, ended)]
    migrate(add())
    assert [keys_of(world, project) for project in (gone_on, ended)] == kept
    assert NEW.key in keys_of(world, here)


def test_a_stage_to_come_has_no_date_yet_and_a_pause_holds_the_clock(
    world: World, migrate: Migrate
) -> None:
    project = make_project(world)
    migrate(add(NEW._replace(stage=Stage.FORUM)))
    assert standing_of(world, project, NEW.key)[2] is None
    paused = make_project(world)
    put(world, paused, state="paused", state_since=TODAY - timedelta(days=30))
    migrate(add(NEW._replace(key="another")))
    assert standing_of(world, paused, "another")[2] == TODAY - timedelta(days=10)


def test_what_it_follows_dates_it(world: World, migrate: Migrate) -> None:
    waiting, free = make_project(world), make_project(world)
    close_stage(world, free, "introductory")
    migrate(add(NEW._replace(after="commitment")))
    assert standing_of(world, waiting, NEW.key)[2] is None
    assert standing_of(world, free, NEW.key)[2] == TODAY + timedelta(days=20)


def test_going_back_leaves_every_project_as_it_was(world: World, migrate: Migrate) -> None:
    projects = [make_project(world), make_project(world, "river")]
    before: list[Any] = [picture(world, project) for project in projects]
    migrate(add())
    migrate(lambda: remove_milestone(NEW.key))
    assert [picture(world, project) for project in projects] == before
    forced = "SELECT relforcerowsecurity FROM pg_class WHERE relname = %s"
    assert all(world.one(forced, table) for table in ("projects", "milestones"))
