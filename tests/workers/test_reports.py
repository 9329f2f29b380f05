"""The job of a report: claimed once, done step by step, finished after a kill, failed politely."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.settings import Settings
from embedded.cluster import Cluster
from embedded.stack import throwaway_redis
from portal import clock
from portal.extensions import db
from portal.language.locales import LOCALES
from portal.reports import jobs
from portal.reports.document import workbook
from portal.reports.period import Period
from portal.reports.services import try_again
from portal.reports.steps import REPORT_RENDERINGS, REPORT_STEPS
from tests.factories import DETAILS, make_project
from tests.reports.scenes import (
    KHMER_TITLE,
    ask,
    at,
    compile_as_worker,
    later,
    make_record,
    make_report,
)
from tests.workers.worker import environment_of, kill, running_worker, wait_until
from tests.world import World
from workers import reports
from workers.nudge import send

FIRST_FILE, ALL_PDFS = REPORT_RENDERINGS[0].progress, REPORT_RENDERINGS[len(LOCALES) - 1].progress
FILES = "SELECT count(*) FROM report_files WHERE report_id = %s"
SWEEP = "workers.reports.sweep_reports"
ROOT = Path(__file__).resolve().parents[2]


def state(world: World, report_id: int) -> tuple[Any, ...]:
    row = world.admin.execute(
        "SELECT state, progress, attempts, lease_until, error FROM reports WHERE id = %s",
        [report_id],
    ).fetchone()
    assert row is not None
    return tuple(row)


def test_the_task_makes_one_file_of_each_kind_and_the_second_run_changes_nothing(
    world: World,
) -> None:
    make_record(world)
    report_id = ask(world)
    organisation_id = world.organisations["lotus"]
    with world.app.app_context():
        done = reports.compile_report(report_id, organisation_id=organisation_id)
        again = reports.compile_report(report_id, organisation_id=organisation_id)
    assert (done, again) == (len(REPORT_STEPS), 0)
    assert state(world, report_id) == ("done", 100, 1, None, "")
    kinds = world.admin.execute(
        "SELECT format, locale FROM report_files WHERE report_id = %s ORDER BY 1, 2", [report_id]
    ).fetchall()
    assert kinds == [(one, code) for one in ("pdf", "xlsx") for code in sorted(LOCALES)]
    assert world.one("SELECT done_at FROM reports WHERE id = %s", report_id) == clock.now()


def test_the_mail_goes_to_who_asked_and_carries_no_words(world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    rows = world.admin.execute(
        "SELECT kind, subject, recipient_id, organisation_id, secret FROM outbox"
    ).fetchall()
    manager, lotus = world.people["lotus_manager"], world.organisations["lotus"]
    assert rows == [("report_ready", f"report:{report_id}", manager, lotus, "")]


def test_who_asked_and_has_left_is_not_told(world: World) -> None:
    make_record(world)
    report_id = ask(world)
    world.admin.execute(
        "DELETE FROM memberships WHERE person_id = %s", [world.people["lotus_manager"]]
    )
    assert compile_as_worker(world, report_id) == len(REPORT_STEPS)
    assert world.one("SELECT count(*) FROM outbox") == 0


def test_a_running_report_is_left_alone_until_its_lease_ends(world: World) -> None:
    make_record(world)
    report_id = ask(world)
    world.admin.execute(
        "UPDATE reports SET state = 'running', attempts = 1, lease_until = %s WHERE id = %s",
        [later(seconds=30), report_id],
    )
    assert compile_as_worker(world, report_id) == 0
    with at(later(seconds=31)):
        assert compile_as_worker(world, report_id) == len(REPORT_STEPS)
    assert state(world, report_id)[:3] == ("done", 100, 2)


def test_a_worker_whose_claim_was_taken_over_writes_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_record(world)
    report_id = ask(world)

    def be_overtaken(*_document: object) -> bytes:
        world.admin.execute("UPDATE reports SET attempts = 2 WHERE id = %s", [report_id])
        return b"late"

    monkeypatch.setitem(jobs.RENDERERS, "pdf", be_overtaken)
    assert compile_as_worker(world, report_id) == 0
    assert world.one(FILES, report_id) == 0
    assert state(world, report_id)[:3] == ("running", 20, 2)


def test_three_failures_end_in_plain_words_and_keep_the_snapshot(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_record(world)
    report_id = ask(world)

    def break_down(*_document: object) -> bytes:
        raise MemoryError

    monkeypatch.setitem(jobs.RENDERERS, "xlsx", break_down)
    assert compile_as_worker(world, report_id) == 0
    assert state(world, report_id) == ("queued", ALL_PDFS, 1, later(seconds=60), "")
    assert compile_as_worker(world, report_id) == 0  # too early to try again
    for minutes in (2, 10):
        with at(later(seconds=60 * minutes)):
            assert compile_as_worker(world, report_id) == 0
    assert state(world, report_id) == ("failed", ALL_PDFS, 3, None, jobs.GAVE_UP)
    assert len(jobs.GAVE_UP) <= 200
    with at(later(seconds=3600)):
        assert compile_as_worker(world, report_id) == 0
    assert world.one(FILES, report_id) == len(LOCALES)


def test_managers_are_told_of_a_report_that_failed_and_again_when_it_fails_once_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_record(world)
    report_id = ask(world)
    monkeypatch.setitem(jobs.RENDERERS, "xlsx", lambda *_document: 1 / 0)
    manager = world.people["lotus_manager"]
    for round_of_tries in (1, 2):
        for minutes in (0, 10, 20):
            with at(later(seconds=3600 * round_of_tries + 60 * minutes)):
                assert compile_as_worker(world, report_id) == 0
        told = world.admin.execute(
            "SELECT kind, subject, recipient_id FROM outbox ORDER BY id"
        ).fetchall()
        assert told == [("report_failed", f"report:{report_id}", manager)] * round_of_tries
        with world.acting("lotus_manager", "lotus"):
            try_again(report_id)


def test_workers_that_are_killed_from_outside_fail_no_report(world: World) -> None:
    make_record(world)
    report_id = ask(world)
    organisation_id = world.organisations["lotus"]
    moment, pauses = clock.now(), []
    for _ in range(12):
        with at(moment), world.app.app_context():
            assert jobs.claim_report(organisation_id, report_id) is not None  # and dies
        lease = state(world, report_id)[3]
        pauses.append(lease - moment)
        moment = lease + timedelta(seconds=1)
    # What ends its workers itself is tried less and less often.
    assert pauses[:4] == [timedelta(seconds=60 * times) for times in (1, 2, 4, 8)]
    assert pauses[-1] == jobs.LONGEST_LEASE
    with at(moment):
        assert compile_as_worker(world, report_id) == len(REPORT_STEPS)
    assert state(world, report_id) == ("done", 100, 13, None, "")


def test_what_waits_is_found_in_every_organisation_and_nothing_else_is_read(world: World) -> None:
    make_record(world)
    make_project(world, "river")
    waiting = ask(world), ask(world, slug="river")
    stuck = ask(world, Period(date(2026, 1, 1), date(2026, 1, 31)))
    busy = ask(world, Period(date(2026, 2, 1), date(2026, 2, 28)))
    for report_id, seconds in ((stuck, -1), (busy, 1)):
        world.admin.execute(
            "UPDATE reports SET state = 'running', lease_until = %s WHERE id = %s",
            [later(seconds=seconds), report_id],
        )
    lotus, river = world.organisations["lotus"], world.organisations["river"]
    with world.app.app_context():
        found = jobs.find_waiting()
        assert db.session.execute(db.select(db.func.current_user())).scalar() == "portal_app"
    assert found == [(lotus, waiting[0]), (river, waiting[1]), (lotus, stuck)]


def test_a_killed_worker_leaves_a_report_that_is_finished_once(
    world: World, settings: Settings, cluster: Cluster, database: str, tmp_path: Path
) -> None:
    make_record(world)
    report_id = ask(world)
    clock.hold(None)  # time goes by for the workers
    with throwaway_redis() as broker:
        environment = environment_of(
            settings, tmp_path, REDIS_URL=broker, SMTP_URL="smtp://127.0.0.1:1"
        )
        with (
            blocked(cluster.superuser_url(database), world, report_id),
            running_worker(environment, tmp_path / "first.log") as worker,
        ):
            send(broker, SWEEP)
            wait_until(lambda: state(world, report_id)[1] == FIRST_FILE, "halfway", worker)
            kill(worker)
        before = made_so_far(world, report_id)
        assert len(before) == 2  # the snapshot and one file
        assert state(world, report_id)[0] == "running"
        make_project(world, details=DETAILS._replace(title=KHMER_TITLE))  # too late for the figures
        world.admin.execute("UPDATE reports SET lease_until = lease_until - interval '1 minute'")
        with running_worker(environment, tmp_path / "second.log") as worker:
            send(broker, SWEEP)
            wait_until(lambda: state(world, report_id)[0] == "done", "done", worker)
    assert made_so_far(world, report_id)[:2] == before
    assert world.one(FILES, report_id) == len(REPORT_RENDERINGS)
    assert state(world, report_id) == ("done", 100, 2, None, "")
    assert world.one("SELECT count(*) FROM outbox") == 1


def test_last_months_report_is_asked_for_once(world: World) -> None:
    make_record(world)
    make_project(world, "river")  # begun this month
    with world.app.app_context():
        assert reports.request_monthly_reports() == 1
        assert reports.request_monthly_reports() == 0
    rows = world.admin.execute(
        "SELECT id, organisation_id, starts_on, ends_on, edition, requested_by FROM reports"
    ).fetchall()
    report_id = rows[0][0]
    assert [row[1:] for row in rows] == [
        (world.organisations["lotus"], date(2026, 10, 1), date(2026, 10, 31), 1, None)
    ]
    world.admin.execute(
        "UPDATE memberships SET role = 'manager' WHERE person_id = %s",
        [world.people["lotus_writer"]],
    )
    compile_as_worker(world, report_id)
    told = world.admin.execute("SELECT recipient_id FROM outbox ORDER BY 1").fetchall()
    assert told == [(world.people["lotus_manager"],), (world.people["lotus_writer"],)]


def test_a_monthly_report_that_failed_is_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_record(world)
    with world.app.app_context():
        assert reports.request_monthly_reports() == 1
    report_id = world.one("SELECT id FROM reports")
    with monkeypatch.context() as broken:
        broken.setitem(jobs.RENDERERS, "xlsx", lambda *_document: 1 / 0)
        for minutes in (0, 10, 20):
            with at(later(seconds=60 * minutes)):
                compile_as_worker(world, report_id)
    assert state(world, report_id)[0] == "failed"
    assert world.one("SELECT kind FROM outbox") == "report_failed"
    with at(later(seconds=86_400)):
        with world.app.app_context():
            assert reports.request_monthly_reports() == 1
            assert reports.request_monthly_reports() == 0
        assert compile_as_worker(world, report_id) == len(REPORT_STEPS)
    assert world.one("SELECT array_agg(state) FROM reports") == ["done"]


def test_a_report_asked_for_within_the_month_does_not_stand_for_the_month(world: World) -> None:
    make_record(world)
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    with at(datetime(2026, 10, 15, 3, tzinfo=UTC)):
        compile_as_worker(world, ask(world, october))
    with world.app.app_context():
        assert reports.request_monthly_reports() == 1
    editions = "SELECT array_agg(edition ORDER BY id) FROM reports"
    assert world.one(editions) == [1, 2]


def test_a_paused_organisation_gets_no_monthly_report(world: World) -> None:
    make_record(world)
    world.admin.execute("UPDATE projects SET state = 'paused'")
    with world.app.app_context():
        assert reports.request_monthly_reports() == 0


def test_web_processes_do_not_load_the_typesetter(settings: Settings) -> None:
    code = (
        "import sys; from tests.architecture.check_templates import NOWHERE; "
        "from portal.app import create_app; create_app(NOWHERE); "
        "heavy = ('typst', 'xlsxwriter', 'fontTools', 'docx', 'PIL'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
    assert workbook.xlsxwriter.__name__ in sys.modules  # while the workers have


@contextmanager
def blocked(url: str, world: World, report_id: int) -> Iterator[None]:
    """Hold the place of the second file, so that a worker waits for it and can be killed there."""
    with psycopg.connect(url) as holder:
        holder.execute(
            "INSERT INTO report_files (organisation_id, report_id, format, locale, body, sha256) "
            "VALUES (%s, %s, %s, %s, '', '')",
            [
                world.organisations["lotus"],
                report_id,
                REPORT_RENDERINGS[1].format,
                REPORT_RENDERINGS[1].locale,
            ],
        )
        yield
        holder.rollback()


def made_so_far(world: World, report_id: int) -> list[str]:
    rows = world.admin.execute(
        "SELECT sha256 FROM (SELECT 0 AS id, sha256 FROM reports WHERE id = %s UNION ALL "
        "SELECT id, sha256 FROM report_files WHERE report_id = %s) made ORDER BY id",
        [report_id, report_id],
    ).fetchall()
    return [sha256 for (sha256,) in rows]
