"""A report for one funder counts that funder's projects and workshops, and says so."""

import html
import re
from datetime import date
from typing import Any

import pytest

from portal.analyses.models import Change
from portal.reports.services import request_report
from portal.reports.snapshot import take_snapshot
from tests.factories import DETAILS, make_project
from tests.reports.scenes import (
    PROOF,
    QUARTER,
    add,
    add_workshop,
    body,
    compile_as_worker,
    make_analysis,
    make_record,
    snapshot_in,
)
from tests.reports.test_rendering import sheets_of, text_of
from tests.sessions.scenes import hold
from tests.world import World

FUNDER = "BfdW"


def make_funded(world: World) -> None:
    """Beside the record of others: a project of one funder with work, and its workshop."""
    make_record(world)
    project = make_project(world, details=DETAILS._replace(title="Wells", funder=FUNDER))
    world.admin.execute(
        "INSERT INTO coach_assignments (organisation_id, project_id, coach_id, assigned_by) "
        "VALUES (%s, %s, %s, %s)",
        [project.organisation_id, project.id, world.people["coach"], world.people["coordinator"]],
    )
    hold(world, project, held_on=date(2026, 11, 2))
    analysis = make_analysis(world, project)
    proof: dict[str, Any] = PROOF | {"kind": "implementation", "changed_on": date(2026, 11, 3)}
    add(world, project, Change, analysis_id=analysis, **proof)
    world.admin.execute(
        "INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin, "
        "target, at, by) SELECT organisation_id, project_id, id, 'submit', 'draft', 'submitted', "
        "'2026-11-04', created_by FROM analyses WHERE id = %s",
        [analysis],
    )
    world.admin.execute(
        "INSERT INTO ratings (organisation_id, project_id, analysis_id, token, criterion_key, "
        "level, evidence, updated_by) SELECT organisation_id, project_id, id, 'r', 'C1', 'high', "
        "'Seen', created_by FROM analyses"
    )
    world.admin.execute(
        "INSERT INTO learnings (organisation_id, project_id, analysis_id, token, kind, evidence, "
        "updated_by, created_at) SELECT organisation_id, project_id, id, 'l', 'practice', 'Seen', "
        "created_by, '2026-11-03' FROM analyses"
    )
    world.admin.execute(
        "INSERT INTO influences (organisation_id, project_id, analysis_id, token, effect, source, "
        "updated_by) SELECT organisation_id, project_id, id, 'i', 'helps', 'funding', created_by "
        "FROM analyses"
    )
    add_workshop(world, date(2026, 10, 21), 3, 2, 0, funder=FUNDER)
    add_workshop(world, date(2026, 10, 22), 30, 20, 0, funder="Another")


def ask(world: World, funder: str, seen: int = 0) -> int:
    with world.acting("lotus_manager", "lotus") as manager:
        return request_report(
            world.organisations["lotus"], QUARTER, seen=seen, by=manager, funder=funder
        )


@pytest.mark.parametrize("said", [FUNDER, "bfdw", "BfdW\N{ZERO WIDTH SPACE}"])
def test_only_the_work_of_the_funder_is_counted(world: World, said: str) -> None:
    make_funded(world)
    with world.working("lotus"):
        taken = take_snapshot(world.organisations["lotus"], QUARTER, funder=said)
    assert [project["title"] for project in taken["projects"]] == ["Wells"]
    assert sum(taken["milestones"].values()) == len(taken["projects"][0]["milestones"])
    assert taken["stages"]["introductory"] == 1
    assert taken["changes"] == {"plan": 0, "implementation": 1, "monitoring": 0}
    assert sum(taken["options"].values()) == 0
    assert sum(taken["analyses"].values()) == 1
    assert taken["reviews"]["submit"] == 1
    assert [session["held_on"] for session in taken["sessions"]] == ["2026-11-02"]
    assert [workshop["held_on"] for workshop in taken["workshops"]] == ["2026-10-21"]
    assert taken["people"]["women"] == taken["people_to_date"]["women"] == 3
    counted = {key: taken[key] for key in ("ratings", "learnings", "influences")}
    assert [sum(one.values()) for one in counted.values()] == [1, 1, 1]


def test_a_report_of_all_counts_every_funder(world: World) -> None:
    make_funded(world)
    with world.working("lotus"):
        taken = take_snapshot(world.organisations["lotus"], QUARTER)
    assert len(taken["projects"]) == 3
    assert taken["people"]["women"] == 14 + 3 + 30
    assert sum(taken["ratings"].values()) == 2
    assert "funder" not in taken


def test_each_funder_has_editions_of_its_own(world: World) -> None:
    make_funded(world)
    whole, funded = ask(world, ""), ask(world, FUNDER)
    assert whole != funded
    assert ask(world, FUNDER) == funded  # while it is being made
    compile_as_worker(world, whole)
    compile_as_worker(world, funded)
    again = ask(world, FUNDER, seen=funded)
    editions = world.admin.execute("SELECT funder, edition FROM reports ORDER BY id").fetchall()
    assert editions == [("", 1), (FUNDER, 1), (FUNDER, 2)]
    assert again not in (whole, funded)
    assert [one["title"] for one in snapshot_in(world, funded)["projects"]] == ["Wells"]
    assert len(snapshot_in(world, whole)["projects"]) == 3


def test_a_manager_chooses_among_the_funders_that_there_are(world: World) -> None:
    make_funded(world)
    make_project(world, "river", DETAILS._replace(funder="Elsewhere"))
    client = world.sign_in("lotus_manager")
    page = client.get("/o/lotus/reports/").text
    select = page[page.index('name="funder"') :].split("</select>")[0]
    assert re.findall(r">([^<]+)</option>", select) == [
        "All the work of your organisation", "Another", "BfdW"
    ]  # fmt: skip
    own = {"preset": "own", "starts_on": "2026-10-01", "ends_on": "2026-12-31"}
    wrong = client.post("/o/lotus/reports/", data=own | {"funder": "Elsewhere"})
    assert wrong.status_code == 422
    assert wrong.text.count("Choose one from the list.") == 2
    answer = client.post("/o/lotus/reports/", data=own | {"funder": FUNDER})
    assert answer.status_code == 303
    report = world.one("SELECT id FROM reports WHERE funder = %s", FUNDER)
    compile_as_worker(world, report)
    shown = html.unescape(client.get(f"/o/lotus/reports/{report}").text)
    assert "Work funded by BfdW" in shown
    assert "Wells" in shown
    assert "Water for two villages" not in shown
    assert "BfdW" in client.get("/o/lotus/reports/").text.split("<tbody>")[1]


def test_own_dates_follow_the_choice_of_a_period(world: World) -> None:
    make_funded(world)
    page = world.sign_in("lotus_manager").get("/o/lotus/reports/").text
    asked = re.findall(r'name="(preset|starts_on|ends_on|funder)"', page)
    assert list(dict.fromkeys(asked)) == ["preset", "starts_on", "ends_on", "funder"]


def test_without_a_funder_nobody_is_asked_for_one(world: World) -> None:
    make_record(world)
    assert 'name="funder"' not in world.sign_in("lotus_manager").get("/o/lotus/reports/").text


def test_the_files_say_for_which_funder_they_are(world: World) -> None:
    make_funded(world)
    report = ask(world, FUNDER)
    compile_as_worker(world, report)
    assert "Work funded by BfdW" in text_of(body(world, report, "pdf", "en"))
    summary = sheets_of(body(world, report, "xlsx", "en"))["Summary"]
    assert any("Work funded by BfdW" in row for row in summary)
