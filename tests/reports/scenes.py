"""An organisation with something to report, and reports in any state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from portal import clock
from portal.analyses.models import Analysis, Change, Option
from portal.events.models import Workshop
from portal.extensions import db
from portal.projects import ledger
from portal.projects.ledger import ProjectRef
from portal.reports import jobs
from portal.reports.period import Period
from portal.reports.services import request_report
from tests.conftest import MOMENT
from tests.factories import DETAILS, make_project
from tests.world import World

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
KHMER_TITLE = "ការថែទាំសហគមន៍ក្នុងខេត្តកំពង់ឆ្នាំង"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at another moment for a while."""
    clock.hold(moment)
    yield
    clock.hold(MOMENT)


PROOF = {"before": "Weekdays", "after": "Weekends", "evidence": "The plan"}


def make_record(world: World) -> list[ProjectRef]:
    """Give the lotus organisation two projects, an analysis, options, changes and workshops."""
    with at(datetime(2026, 9, 20, 3, tzinfo=UTC)):
        first = make_project(world)
    with at(datetime(2026, 10, 5, 3, tzinfo=UTC)):
        second = make_project(world, details=DETAILS._replace(title=KHMER_TITLE))
        with world.acting("lotus_manager", "lotus") as manager:
            ledger.meet(first, "introductory_workshop", by=manager)
    analysis_id = make_analysis(world, first)
    for state in ("idea", "kept", "kept"):
        add(world, first, Option, analysis_id=analysis_id, description="Another day", state=state)
    for kind, day in (("plan", "2026-10-12"), ("plan", "2026-09-30"), ("monitoring", None)):
        changed_on = date.fromisoformat(day) if day else None
        proof = PROOF | {"kind": kind, "changed_on": changed_on}
        add(world, first, Change, analysis_id=analysis_id, **proof)
    add(world, first, Change, analysis_id=analysis_id, **PROOF, kind="")
    add(world, first, Change, analysis_id=analysis_id, **PROOF | {"kind": "plan", "evidence": ""})
    add_workshop(world, date(2026, 10, 20), 14, 9, 1)
    add_workshop(world, date(2026, 8, 1), 5, 5, 0)
    return [first, second]


def make_analysis(world: World, project: ProjectRef) -> int:
    """Begin an analysis as the organisation's manager and return its id."""
    with world.acting("lotus_manager", "lotus") as manager:
        made: int = db.session.execute(
            insert(Analysis)
            .values(**_of(project), token=str(uuid4()), title="Who waits", created_by=manager)
            .returning(Analysis.id)
        ).scalar_one()
    return made


def add(world: World, project: ProjectRef, model: type[Option | Change], **values: Any) -> None:
    """Add a row to an analysis as the manager, as of the held moment."""
    with world.acting("lotus_manager", "lotus") as manager:
        common = {"token": str(uuid4()), "updated_by": manager, "created_at": clock.now()}
        db.session.execute(insert(model).values(_of(project) | common | values))


def add_workshop(
    world: World, held_on: date, women: int, men: int, undisclosed: int, **more: Any
) -> None:
    """Record a workshop as the manager."""
    with world.acting("lotus_manager", "lotus") as manager:
        db.session.execute(
            insert(Workshop).values(
                organisation_id=world.organisations["lotus"],
                token=str(uuid4()),
                **{"kind": "application"} | more,
                held_on=held_on,
                days=4,
                given_by="DNHC",
                women=women,
                men=men,
                undisclosed=undisclosed,
                recorded_by=manager,
            )
        )


def ask(world: World, period: Period = QUARTER, *, seen: int = 0, slug: str = "lotus") -> int:
    """Ask for a report as the organisation's manager and return its id."""
    with world.acting(f"{slug}_manager", slug) as manager:
        return request_report(world.organisations[slug], period, seen=seen, by=manager)


def compile_as_worker(world: World, report_id: int, slug: str = "lotus") -> int:
    """Do what the task does; return how many steps were done."""
    with world.app.app_context():
        return jobs.compile_report(world.organisations[slug], report_id)


def make_report(world: World, slug: str = "lotus") -> int:
    """Ask for a report, make it, and return its id."""
    report_id = ask(world, slug=slug)
    assert compile_as_worker(world, report_id, slug) > 0
    return report_id


def body(world: World, report_id: int, kind: str, locale: str) -> bytes:
    """Return the bytes of one file."""
    return bytes(
        world.one(
            "SELECT body FROM report_files WHERE report_id = %s AND format = %s AND locale = %s",
            report_id,
            kind,
            locale,
        )
    )


def snapshot_in(world: World, report_id: int) -> dict[str, Any]:
    """Return the frozen snapshot of a report."""
    found: dict[str, Any] = world.one("SELECT snapshot FROM reports WHERE id = %s", report_id)
    return found


def later(**span: float) -> datetime:
    """Return a moment after the held one."""
    return MOMENT + timedelta(**span)


def _of(project: ProjectRef) -> dict[str, int]:
    return {"organisation_id": project.organisation_id, "project_id": project.id}
