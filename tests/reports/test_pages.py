"""The pages of reports: who may see, ask and download, and what each answers."""

import html
import re
from datetime import date

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.language.locales import LOCALES
from portal.reports.document import builder
from portal.reports.document.model import Table
from tests.factories import assign_coach
from tests.reports.scenes import ask, body, compile_as_worker, make_record, make_report
from tests.world import World

FILES = tuple(f"{format_}-{locale}" for format_ in ("pdf", "xlsx") for locale in LOCALES)
COUNT = "SELECT count(*) FROM reports"
OWN = {"preset": "own", "starts_on": "2026-10-01", "ends_on": "2026-11-15"}


def request_as(world: World, name: str, **fields: str) -> TestResponse:
    return world.sign_in(name).post("/o/lotus/reports/", data={"preset": "last_month"} | fields)


def test_a_manager_asks_and_everybody_in_the_organisation_reads(world: World) -> None:
    make_record(world)
    answer = request_as(world, "lotus_manager")
    report_id = world.one("SELECT id FROM reports")
    assert (answer.status_code, answer.location) == (303, f"/o/lotus/reports/{report_id}")
    row = world.admin.execute(
        "SELECT starts_on::text, ends_on::text, requested_by, state FROM reports"
    ).fetchone()
    assert row == ("2026-10-01", "2026-10-31", world.people["lotus_manager"], "queued")
    compile_as_worker(world, report_id)
    for name in ("lotus_manager", "lotus_writer", "lotus_viewer"):
        page = world.sign_in(name).get(f"/o/lotus/reports/{report_id}")
        assert page.status_code == 200
        assert "Water for two villages" in page.get_data(as_text=True)


def test_a_section_may_begin_with_words_numbers_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = (("Asked by mail", 3, date(2026, 10, 4)), (7, "Seven", None), (None, 1.5, "Last"))
    table = Table("New", "A new section", ("What", "How many", "When"), cells, "None", wide=(0,))
    monkeypatch.setitem(builder.REPORT_SECTIONS, "reviews", lambda _snapshot: table)
    make_record(world)
    report_id = make_report(world)
    page = text(world.sign_in("lotus_viewer").get(f"/o/lotus/reports/{report_id}"))
    for said in ("Asked by mail", "4 October 2026", "Seven", "1.5", "Last"):
        assert said in page
    assert "None" not in page


def test_a_workshop_of_which_only_the_month_is_known_is_on_the_page(world: World) -> None:
    make_record(world)
    world.admin.execute(
        "UPDATE workshops SET known_to = 'month', held_on = '2026-10-01' "
        "WHERE held_on = '2026-10-20'"
    )
    report_id = make_report(world)
    assert "October 2026" in text(
        world.sign_in("lotus_viewer").get(f"/o/lotus/reports/{report_id}")
    )


@pytest.mark.parametrize("name", ["lotus_writer", "lotus_viewer"])
def test_only_a_manager_may_ask(world: World, name: str) -> None:
    assert request_as(world, name).status_code == 403
    report_id = ask(world)
    world.admin.execute("UPDATE reports SET state = 'failed'")
    again = world.sign_in(name).post(f"/o/lotus/reports/{report_id}/attempt")
    assert again.status_code == 403
    assert world.one("SELECT state FROM reports") == "failed"
    assert world.one(COUNT) == 1
    assert "Make the report" not in text(world.sign_in(name).get("/o/lotus/reports/"))


def test_the_same_page_sent_twice_makes_one_report(world: World) -> None:
    make_record(world)
    client = world.sign_in("lotus_manager")
    seen = seen_on(client.get("/o/lotus/reports/"))
    first = client.post("/o/lotus/reports/", data=OWN | {"seen": seen})
    compile_as_worker(world, world.one("SELECT max(id) FROM reports"))
    second = client.post("/o/lotus/reports/", data=OWN | {"seen": seen})
    assert first.location == second.location
    assert world.one(COUNT) == 1
    seen = seen_on(client.get("/o/lotus/reports/"))
    third = client.post("/o/lotus/reports/", data=OWN | {"seen": seen})
    assert third.location != first.location
    assert world.one("SELECT array_agg(edition ORDER BY id) FROM reports") == [1, 2]


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 18, "9" * 5000])
def test_a_mangled_mark_of_the_page_does_no_harm(world: World, seen: str) -> None:
    assert request_as(world, "lotus_manager", seen=seen).status_code == 303
    assert world.one(COUNT) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"starts_on": "", "ends_on": "2026-11-15"}, "Enter the first day of the period."),
        ({"starts_on": "2026-10-01", "ends_on": " "}, "Enter the last day of the period."),
        ({"starts_on": "2026-11-16"}, "The last day is before the first."),
        ({"starts_on": "2021-01-01"}, "Choose five years at most."),
        ({"starts_on": "0202-10-01"}, "Check the year."),
        ({"starts_on": "yesterday"}, "Enter a date, such as"),
        ({"preset": "always"}, "Choose one from the list."),
        ({"preset": ""}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_a_period_is_said_at_the_field(
    world: World, fields: dict[str, str], message: str
) -> None:
    answer = request_as(world, "lotus_manager", **(OWN | fields))
    assert answer.status_code == 422
    assert text(answer).count(message) == 2  # above the page and at the field
    assert world.one(COUNT) == 0
    assert 'value="2026-11-15"' in text(answer) or fields.get("ends_on") == " "


def test_dates_beside_a_ready_made_period_are_left_alone(world: World) -> None:
    answer = request_as(world, "lotus_manager", starts_on="nonsense", ends_on="")
    assert answer.status_code == 303
    assert world.one("SELECT ends_on::text FROM reports") == "2026-10-31"


def test_files_are_handed_out_under_a_name_without_content(world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    client = world.sign_in("lotus_viewer")
    for key in FILES:
        kind, locale = key.split("-")
        answer = client.get(f"/o/lotus/reports/{report_id}/files/{key}")
        assert answer.status_code == 200
        assert answer.data == body(world, report_id, kind, locale)
        name = f"progress-lotus-2026-10-01-2026-12-31-{locale}.{kind}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.mimetype.endswith("spreadsheetml.sheet")


@pytest.mark.parametrize("key", ["pdf-fr", "docx-en", "pdf", "pdf-en-en", "../pdf-en"])
def test_there_are_no_other_files(world: World, key: str) -> None:
    make_record(world)
    report_id = make_report(world)
    answer = world.sign_in("lotus_manager").get(f"/o/lotus/reports/{report_id}/files/{key}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coach", 403),
        ("other_coach", 404),
        ("leadership", 404),
        ("coordinator", 404),
        ("administrator", 404),
        ("river_manager", 404),
        ("stranger", 404),
    ],
)
def test_nobody_else_reads_asks_or_downloads(world: World, name: str, status: int) -> None:
    project, _ = make_record(world)
    assign_coach(world, project)
    report_id = make_report(world)
    client = world.sign_in(name)
    one = f"/o/lotus/reports/{report_id}"
    for path in ("/o/lotus/reports/", one, f"{one}/progress", *(f"{one}/files/{k}" for k in FILES)):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, status)
        assert b"LOTUS-1" not in answer.data
    assert client.post("/o/lotus/reports/", data={"preset": "last_month"}).status_code == status
    assert client.post(f"{one}/attempt").status_code == status
    assert world.one(COUNT) == 1


def test_another_organisations_report_is_not_below_ones_own(world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    client = world.sign_in("river_manager")
    one = f"/o/river/reports/{report_id}"
    for path in (one, f"{one}/progress", f"{one}/files/pdf-en"):
        assert client.get(path).status_code == 404
    assert client.post(f"{one}/attempt").status_code == 404
    for malformed in ("0", "x", "1.0", "-1", "9" * 40):
        assert client.get(f"/o/river/reports/{malformed}").status_code == 404


def test_a_report_under_way_shows_how_far_it_is_and_renews_itself(world: World) -> None:
    report_id = ask(world)
    client = world.sign_in("lotus_viewer")
    path = f"/o/lotus/reports/{report_id}"
    page = text(client.get(path))
    assert 'aria-live="polite"' in page
    assert f'data-renew="{path}/progress"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "In the queue" in page
    world.admin.execute("UPDATE reports SET state = 'running', progress = 40")
    part = text(client.get(f"{path}/progress"))
    assert "<html" not in part
    assert "Writing the PDF in Khmer" in part
    assert "40 %" in part
    world.admin.execute("UPDATE reports SET state = 'queued', progress = 0")
    compile_as_worker(world, report_id)
    part = text(client.get(f"{path}/progress"))
    assert "data-renew" not in part
    assert f'href="{path}/files/pdf-en"' in part


def test_a_failed_report_says_so_plainly_and_can_be_tried_again(world: World) -> None:
    report_id = ask(world)
    world.admin.execute("UPDATE reports SET state = 'failed', attempts = 3, error = 'It broke.'")
    path = f"/o/lotus/reports/{report_id}"
    assert "It broke." in text(world.sign_in("lotus_viewer").get(path))
    client = world.sign_in("lotus_manager")
    assert "Try again" in text(client.get(path))
    answer = client.post(f"{path}/attempt")
    assert (answer.status_code, answer.location) == (303, path)
    assert world.one("SELECT state FROM reports") == "queued"
    assert client.post(f"{path}/attempt").status_code == 409


@pytest.mark.parametrize(("path", "statements"), [("", 3), ("/{id}", 2), ("/{id}/progress", 2)])
def test_a_page_takes_as_many_statements_however_many_reports_there_are(
    world: World, path: str, statements: int
) -> None:
    make_record(world)
    report_id = make_report(world)
    client = world.sign_in("lotus_manager")
    address = f"/o/lotus/reports{path.format(id=report_id) or '/'}"
    assert count_statements(world, lambda: client.get(address)) == statements
    world.admin.execute(
        "INSERT INTO reports (organisation_id, starts_on, ends_on, edition, state, requested_by) "
        "SELECT organisation_id, starts_on, ends_on, n, 'queued', requested_by "
        "FROM reports, generate_series(2, 60) n"
    )
    assert count_statements(world, lambda: client.get(address)) == statements


def count_statements(world: World, act: object) -> int:
    seen: list[object] = []

    def note(*told: object) -> None:
        seen.append(told[2])

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert callable(act)
    assert act().status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def seen_on(answer: TestResponse) -> str:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', text(answer))
    assert found is not None
    return found[1]


def text(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))
