"""The register of changes: filtered, proved or not, counted as reports and the programme count."""

import re
from datetime import date

import pytest

from portal.projects.ledger import ProjectRef
from portal.reports.period import Period
from portal.reports.snapshot import take_snapshot
from tests.analyses.scenes import make_analysis, write
from tests.factories import assign_coach, make_project
from tests.network.scenes import bars_of
from tests.statements import statements
from tests.world import World

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
PROVED = {
    "kind": "plan",
    "before": "Two dollars for each stamp",
    "after": "No budget line",
    "evidence": "Budget of next year",
    "changed_on": date(2026, 3, 1),
}
NUMBERS = re.compile(r'scope="row">([^<]+)</th>.*?<div>(\d+)</div>.*?<div>(\d+)</div>', re.DOTALL)


def make_changes(world: World) -> tuple[int, int]:
    """Return a project and its analysis with a proved change of each kind and two that lack."""
    project = make_project(world)
    analysis = make_analysis(world, project)
    for change in (
        PROVED,
        PROVED | {"kind": "implementation", "after": "Handed in", "changed_on": date(2026, 6, 1)},
        PROVED | {"kind": "implementation", "after": "Not shown", "evidence": ""},
        PROVED | {"kind": "monitoring", "after": "Counted", "changed_on": date(2026, 9, 1)},
        PROVED | {"kind": "", "after": "Of no kind yet"},
    ):
        write(world, analysis, "change", change)
    return project.id, analysis


def test_what_counts_is_the_same_in_register_report_and_programme(world: World) -> None:
    make_changes(world)
    page = world.sign_in("lotus_viewer").get("/o/lotus/changes").text
    numbers = {kind: (int(proved), int(lacks)) for kind, proved, lacks in NUMBERS.findall(page)}
    assert numbers == {
        "In the plan": (1, 0),
        "In the work itself": (1, 1),
        "In monitoring": (1, 0),
        "Kind not chosen yet": (0, 1),
    }
    with world.working("lotus"):
        counted = take_snapshot(world.organisations["lotus"], YEAR)["changes"]
    assert counted == {"plan": 1, "implementation": 1, "monitoring": 1}
    programme = world.sign_in("leadership").get("/network/").text
    assert bars_of(programme, "Changes made by organisations") == {
        "In plans": 1,
        "In the work itself": 1,
        "In monitoring": 1,
    }


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"No budget line", "Handed in", "Not shown", "Counted", "Of no kind yet"}),
        ("?kind=plan", {"No budget line"}),
        ("?proof=lacking", {"Not shown", "Of no kind yet"}),
        ("?proof=proved&since=2026-05-01", {"Handed in", "Counted"}),
        ("?until=2026-06-01&kind=implementation", {"Handed in", "Not shown"}),
        ("?since=2027-01-01", set()),
    ],
)
def test_changes_are_found_by_kind_time_and_proof(
    world: World, asked: str, shown: set[str]
) -> None:
    project, _ = make_changes(world)
    viewer = world.sign_in("lotus_viewer")
    for path in ("/o/lotus/changes", f"/o/lotus/projects/{project}/changes"):
        page = viewer.get(path + asked)
        titles = set(re.findall(r'<h2 id="change-\d+"><a[^>]*>([^<]+)</a>', page.text))
        assert (page.status_code, titles) == (200, shown)


@pytest.mark.parametrize(
    "asked", ["kind=thing", "proof=x", "since=soon", "since=2026-05-01&until=2026-04-01"]
)
def test_what_cannot_be_asked_is_told_at_the_field(world: World, asked: str) -> None:
    make_changes(world)
    page = world.sign_in("lotus_viewer").get(f"/o/lotus/changes?{asked}")
    assert (page.status_code, "govuk-error-message" in page.text) == (422, True)


def test_a_project_shows_its_own_and_a_coach_only_projects_they_coach(world: World) -> None:
    project = make_project(world)
    make_changes(world)
    empty = world.sign_in("lotus_viewer").get(f"/o/lotus/projects/{project.id}/changes")
    assert "No budget line" not in empty.text
    assign_coach(world, project)
    seen = world.sign_in("coach").get("/o/lotus/changes")
    assert (seen.status_code, "No budget line" in seen.text) == (200, False)
    assert world.sign_in("river_manager").get("/o/lotus/changes").status_code == 404
    assert world.sign_in("leadership").get("/o/lotus/changes").status_code == 404


def test_the_register_costs_the_same_at_one_change_and_at_many(world: World) -> None:
    _, analysis = make_changes(world)
    viewer = world.sign_in("lotus_viewer")
    with statements(world.app) as few:
        viewer.get("/o/lotus/changes")
    for _ in range(30):
        write(world, analysis, "change", PROVED)
    with statements(world.app) as many:
        page = viewer.get("/o/lotus/changes")
    assert len(few) == len(many) <= 4
    assert "page=2" in page.text
    assert "No budget line" in viewer.get("/o/lotus/changes?page=2").text


def test_files_of_a_change_are_counted_and_a_coach_counts_those_they_may_see(world: World) -> None:
    project, analysis = make_changes(world)
    change = world.one("SELECT id FROM changes WHERE after = 'Handed in'")
    for token, visibility in (("a", "coach"), ("b", "organisation")):
        world.admin.execute(
            "INSERT INTO files (organisation_id, project_id, analysis_id, row_kind, row_id, name,"
            " format, size, sha256, visibility, token, key, added_by)"
            " VALUES (%s, %s, %s, 'change', %s, 'Photo', 'jpg', 1, %s, %s, %s, %s, %s)",
            [
                *(world.organisations["lotus"], project, analysis, change, "0" * 64),
                *(visibility, token, token, world.people["lotus_manager"]),
            ],
        )
    assign_coach(world, ProjectRef(world.organisations["lotus"], project))
    for person, said in (("lotus_viewer", "2 files"), ("coach", "1 file")):
        page = world.sign_in(person).get("/o/lotus/changes?kind=implementation").text
        assert re.findall(r"\d files?", page) == [said]


def test_a_change_that_is_mended_is_shown_as_it_is_now(world: World) -> None:
    make_changes(world)
    viewer = world.sign_in("lotus_viewer")
    assert "Not shown" in viewer.get("/o/lotus/changes").text
    world.admin.execute(
        "UPDATE changes SET after = 'Shown now', evidence = 'A photo' WHERE after = 'Not shown'"
    )
    page = viewer.get("/o/lotus/changes").text
    numbers = {kind: (int(proved), int(lacks)) for kind, proved, lacks in NUMBERS.findall(page)}
    assert numbers["In the work itself"] == (2, 0)
    assert "Shown now" in page
    assert "Not shown" not in page


def test_the_form_says_what_was_asked_and_speaks_to_each_reader(world: World) -> None:
    make_changes(world)
    viewer = world.sign_in("lotus_viewer")
    blank = viewer.get("/o/lotus/changes").text
    asked = viewer.get("/o/lotus/changes?kind=plan&since=2026-02-01").text
    assert '<option selected value="plan">' in asked
    assert 'value="2026-02-01"' in asked
    assert '<option selected value="plan">' not in viewer.get("/o/lotus/changes").text
    assert "All kinds" in blank
    world.admin.execute("UPDATE people SET locale = 'km'")
    khmer = world.sign_in("lotus_writer").get("/o/lotus/changes").text
    assert "All kinds" not in khmer
    assert "No budget line" in khmer
