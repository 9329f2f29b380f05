"""The log of readings: each page counts, one line an hour, behind the wall, never changed."""

from datetime import date, timedelta

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError

from portal import clock
from portal.extensions import db
from portal.reading_log.models import Reading
from tests.analyses.scenes import FACTOR, write
from tests.coaching.scenes import make_coached, send
from tests.factories import assign_coach, make_project
from tests.statements import statements
from tests.world import World

LINES = "SELECT count(*) FROM readings"
PAGES = (
    *("", "/steps/2", "/steps/2/divider", "/picture", "/options", "/monitoring", "/exclusions"),
    *("/edit", "/check-ins", "/history", "/revisions/1", "/submission", "/changes", "/learning"),
    "/comparison?from=1&to=1",
)
OF_COACHES = ("/review", "/review/2", "/revisions/1")


def home(analysis: int) -> str:
    return f"/o/lotus/analyses/{analysis}"


def clear(world: World) -> None:
    world.admin.execute("TRUNCATE readings")


def readers_in(client: FlaskClient, analysis: int) -> str:
    page: str = client.get(home(analysis)).text
    return page.partition("Who has read this")[2].partition("</section>")[0]


def test_every_page_of_an_analysis_counts_for_members_and_coaches(world: World) -> None:
    _project, analysis = make_coached(world)
    send(world, analysis)
    for name, pages in (("lotus_writer", PAGES), ("coach", OF_COACHES)):
        client = world.sign_in(name)
        for page in pages:
            clear(world)
            answer = client.get(home(analysis) + page)
            seen = world.one(LINES)
            assert (page, seen) == (page, 0 if answer.status_code == 303 else 1)


def test_a_page_that_is_opened_again_in_the_same_hour_adds_no_line(world: World) -> None:
    _project, analysis = make_coached(world)
    client = world.sign_in("coach")
    for page in ("", "/steps/2", ""):
        client.get(home(analysis) + page)
    rows = world.admin.execute("SELECT person_id, role, length(request_id) FROM readings")
    assert rows.fetchall() == [(world.people["coach"], "coach", 32)]


def test_the_next_hour_has_a_line_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _project, analysis = make_coached(world)
    client, now = world.sign_in("coach"), clock.now()
    client.get(home(analysis))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    client.get(home(analysis))
    assert world.one(LINES) == 2


def test_it_costs_one_statement(world: World) -> None:
    _project, analysis = make_coached(world)
    client = world.sign_in("coach")
    with statements(world.app) as sent:
        client.get(home(analysis))
    assert sum("INSERT INTO readings" in one for one in sent) == 1
    assert len(sent) <= 6


def test_who_wrote_sees_who_else_opened_it(world: World) -> None:
    _project, analysis = make_coached(world)
    writer = world.sign_in("lotus_writer")
    assert "No one but you has opened it yet." in readers_in(writer, analysis)
    assert "No one but you has opened it yet." in readers_in(writer, analysis)
    for name in ("coach", "lotus_viewer"):
        world.sign_in(name).get(home(analysis))
    shown = readers_in(writer, analysis)
    assert ("coach" in shown, "lotus viewer" in shown) == (True, True)
    assert "lotus writer" not in shown
    for name in ("coach", "lotus_viewer"):
        assert "Who has read this" not in world.sign_in(name).get(home(analysis)).text


def test_a_form_that_comes_back_counts_though_nothing_of_it_was_kept(world: World) -> None:
    _project, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR)
    clear(world)
    client = world.sign_in("lotus_writer")
    form = {"version": "1", "title": "x" * 20_000}
    answer = client.post(f"{home(analysis)}/rows/divider/{row}", data=form)
    assert (answer.status_code, world.one(LINES)) == (422, 1)
    assert world.one(f"SELECT title FROM factors WHERE id = {row}") == FACTOR["title"]


def test_a_list_of_changes_counts_for_each_analysis_in_it(world: World) -> None:
    _project, analysis = make_coached(world)
    _other, second = make_coached(world, "other_coach")
    for one in (analysis, second):
        write(world, one, "change", {"before": "a", "after": "b", "changed_on": date(2026, 1, 1)})
    clear(world)
    world.sign_in("coach").get("/o/lotus/changes")
    rows = world.admin.execute("SELECT analysis_id FROM readings ORDER BY 1").fetchall()
    assert rows == [(analysis,)]
    world.sign_in("lotus_viewer").get("/o/lotus/changes")
    assert world.one(LINES) == 3


def test_what_shows_no_words_adds_no_line(world: World) -> None:
    project, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR)
    clear(world)
    writer = world.sign_in("lotus_writer")
    writer.get("/o/lotus/")
    writer.get(f"/o/lotus/projects/{project.id}")
    writer.head(home(analysis))
    writer.get(f"{home(analysis)}/rows/divider")  # a redirect
    saved = writer.post(
        f"{home(analysis)}/rows/divider/{row}",
        data={"version": "1", "title": "Another fee"},
        headers={"X-Autosave": "1"},
    )
    assert saved.is_json
    for name in ("leadership", "coordinator", "administrator", "river_manager", "other_coach"):
        assert world.sign_in(name).get(home(analysis)).status_code == 404
    assert world.one(LINES) == 0


def test_a_failure_of_the_log_shows_nothing(world: World) -> None:
    _project, analysis = make_coached(world)
    world.admin.execute("REVOKE INSERT ON readings FROM portal_app")
    client = world.sign_in("coach")
    try:
        with pytest.raises(ProgrammingError, match="denied"):
            client.get(home(analysis))
    finally:
        world.admin.execute("GRANT INSERT ON readings TO portal_app")


@pytest.mark.parametrize("verb", [delete(Reading), update(Reading).values(role="viewer")])
def test_nobody_changes_or_removes_a_line(world: World, verb: object) -> None:
    _project, analysis = make_coached(world)
    world.sign_in("coach").get(home(analysis))
    for name, slug in (("lotus_manager", "lotus"), ("coach", None)):
        with world.acting(name, slug), pytest.raises(ProgrammingError, match="denied"):
            db.session.execute(verb)  # type: ignore[call-overload]
    with world.working("lotus"), pytest.raises(ProgrammingError, match="denied"):
        db.session.execute(verb)  # type: ignore[call-overload]


def test_a_line_is_written_for_oneself_and_where_one_may_read(world: World) -> None:
    project, analysis = make_coached(world)

    def line(person: str) -> Reading:
        return Reading(
            organisation_id=project.organisation_id,
            project_id=project.id,
            analysis_id=analysis,
            person_id=world.people[person],
            role="coach",
            request_id="r",
        )

    for acting, slug, person in (
        ("coach", "lotus", "lotus_writer"),
        ("lotus_writer", "lotus", "coach"),
        ("other_coach", None, "other_coach"),
        ("river_manager", "river", "river_manager"),
    ):
        with world.acting(acting, slug):
            db.session.add(line(person))
            with pytest.raises(ProgrammingError, match="row-level security"):
                db.session.flush()
            db.session.rollback()


def test_lines_are_seen_by_the_organisation_alone(world: World) -> None:
    _project, analysis = make_coached(world)
    assign_coach(world, make_project(world, "river"), "other_coach")
    for name in ("coach", "lotus_writer"):
        world.sign_in(name).get(home(analysis))
    seen = {}
    for name, slug in (
        *(("lotus_manager", "lotus"), ("river_manager", "river")),
        *(("coach", None), ("other_coach", None)),
    ):
        with world.acting(name, slug):
            seen[name] = len(db.session.execute(select(Reading.id)).all())
    assert seen == {"lotus_manager": 2, "river_manager": 0, "coach": 1, "other_coach": 0}
    for role in ("portal_network", "portal_coordinator"):
        world.admin.execute(f"SET ROLE {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.admin.execute(LINES)
        world.admin.execute("RESET ROLE")


def test_a_manager_reads_the_log_by_person_and_by_analysis(world: World) -> None:
    _project, analysis = make_coached(world)
    _other, second = make_coached(world, "other_coach")
    for name, one in (("coach", analysis), ("other_coach", second), ("lotus_writer", second)):
        world.sign_in(name).get(home(one))
    manager = world.sign_in("lotus_manager")

    def lines(asked: str = "") -> list[str]:
        page = manager.get(f"/o/lotus/reading-log{asked}").text
        return [part.partition(" <")[0] for part in page.split('<th scope="row">')[1:]]

    assert sorted(lines()) == ["coach", "lotus writer", "other coach"]
    assert lines(f"?person={world.people['coach']}") == ["coach"]
    assert sorted(lines(f"?analysis={second}")) == ["lotus writer", "other coach"]
    assert lines(f"?analysis={second}&person={world.people['coach']}") == []
    assert len(lines("?person=no&analysis=-3&page=none")) == 3
    for name, status in (("lotus_writer", 403), ("lotus_viewer", 403), ("river_manager", 404)):
        assert world.sign_in(name).get("/o/lotus/reading-log").status_code == status
    assert world.sign_in("coach").get("/o/lotus/reading-log").status_code == 403


def test_a_long_log_is_turned_page_by_page(world: World) -> None:
    _project, analysis = make_coached(world)
    world.admin.execute(
        "INSERT INTO readings (organisation_id, project_id, analysis_id, person_id, role, at, "
        "request_id) SELECT organisation_id, project_id, id, %s, 'coach', now() - n * "
        "interval '1 hour', n FROM analyses, generate_series(1, 60) n",
        [world.people["coach"]],
    )
    manager = world.sign_in("lotus_manager")
    first = manager.get(f"/o/lotus/reading-log?analysis={analysis}").text
    assert first.count('<th scope="row">') == 50
    assert f"person=0&amp;analysis={analysis}&amp;page=2" in first
    second = manager.get(f"/o/lotus/reading-log?analysis={analysis}&page=2").text
    assert (second.count('<th scope="row">'), "Previous page" in second) == (10, True)
