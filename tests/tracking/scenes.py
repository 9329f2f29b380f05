"""Check-ins for tests: an analysis with a divider and a connector, looked at by a writer."""

from datetime import date, timedelta
from uuid import uuid4

from portal import clock
from portal.projects.ledger import ProjectRef
from portal.tracking import services
from portal.tracking.check_in_form import Seen, Visit
from portal.tracking.models import Trend
from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.world import World

TODAY = date(2026, 11, 24)


def make_tracked(world: World, slug: str = "lotus") -> tuple[ProjectRef, int, int, int]:
    """Return a project, its analysis, and a divider and a connector written down today."""
    project = make_project(world, slug)
    analysis = make_analysis(world, project, tuple(range(1, 8)), slug)
    divider = write(world, analysis, "divider", FACTOR, slug)
    connector = write(world, analysis, "connector", FACTOR | {"title": "Shared meals"}, slug)
    for factor in (divider, connector):
        world.admin.execute("UPDATE factors SET created_at = %s WHERE id = %s", (MOMENT, factor))
    return project, analysis, divider, connector


def look(
    world: World, analysis: int, seen: dict[int, str], day: date | None = None, note: str = ""
) -> int:
    """Check factors in as a writer and return how many were recorded."""
    told = {factor: Seen(Trend(trend), note) for factor, trend in seen.items()}
    with world.acting("lotus_writer", "lotus") as by:
        visit = Visit(day or clock.today(), "Field officer", told)
        return services.check_in(analysis, visit, token=str(uuid4()), by=by)


def go_to(days: int) -> None:
    """Hold the clock so many days after the start of the test."""
    clock.hold(MOMENT + timedelta(days=days))
