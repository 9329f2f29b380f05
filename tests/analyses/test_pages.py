"""Pages of an analysis: read, add, save, remove, bring back; two people at one row."""

import pytest

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.kind import Widget
from portal.analyses.kinds import KINDS
from tests.analyses.scenes import FACTOR, make_analysis, make_complete, write
from tests.factories import assign_coach, make_project
from tests.world import World

STEPS = FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].steps
AUTOSAVE = {"X-Autosave": "1"}


def test_an_analysis_is_started_once_however_often_one_clicks(world: World) -> None:
    project = make_project(world)
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/projects/{project.id}/analyses"
    assert writer.get(f"{page}/new").status_code == 200
    form = {"title": "Stamps", "scope": "activity", "steps": ["1", "2"], "token": "once"}
    first, second = writer.post(page, data=form), writer.post(page, data=form)
    assert (first.status_code, first.location) == (303, second.location)
    assert world.one("SELECT declared_steps FROM analyses") == [1, 2]
    assert world.one("SELECT count(*) FROM analyses") == 1


@pytest.mark.parametrize("step", [step.number for step in STEPS])
def test_every_step_opens_empty_and_with_a_row(world: World, step: int) -> None:
    analysis = make_analysis(world, make_project(world), tuple(range(1, 8)))
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}"
    assert writer.get(f"{page}/steps/{step}").status_code == 200
    kind = KINDS[STEPS[step - 1].kinds[0]]
    words = next(field.name for field in kind.fields if field.widget is Widget.TEXT)
    form = {"token": "once", words: "A few words"}
    added = writer.post(f"{page}/rows/{kind.name}", data=form)
    again = writer.post(f"{page}/rows/{kind.name}", data=form)
    assert added.location == again.location
    answer = writer.get(added.location)
    assert answer.status_code == 200
    assert all(f'name="{field.name}"' in answer.text for field in kind.fields if not field.apart)
    assert writer.get(page).status_code == 200


def test_a_row_saves_as_one_types_and_a_stale_save_shows_both_texts(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", {})
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    saved = writer.post(address, data={"version": "1", "title": "ថ្លៃត្រា"}, headers=AUTOSAVE)
    assert saved.get_json()["version"] == 2
    stale = manager.post(address, data={"version": "1", "title": "Fees"}, headers=AUTOSAVE)
    assert stale.status_code == 409
    assert "ថ្លៃត្រា" in stale.text
    assert "Fees" in stale.text
    assert world.one("SELECT title FROM factors") == "ថ្លៃត្រា"
    page = manager.post(address, data={"version": "1", "title": "Fees"})
    assert (page.status_code, "Fees" in page.text) == (409, True)
    chosen = manager.post(address, data={"version": "2", "title": "Fees"})
    assert chosen.status_code == 303
    assert world.one("SELECT title FROM factors") == "Fees"


def test_what_can_never_be_saved_is_told_at_the_field_and_kept(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", {"title": "Before"})
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    writer = world.sign_in("lotus_writer")
    long = {"version": "1", "title": "ក" * 10_001}
    told = writer.post(address, data=long, headers=AUTOSAVE)
    assert (told.status_code, list(told.get_json()["errors"])) == (422, ["title"])
    page = writer.post(address, data=long)
    assert (page.status_code, "ក" * 10_001 in page.text) == (422, True)
    for name, value in (("category", "other"), ("rank", "many"), ("rank", "0")):
        wrong = writer.post(address, data={"version": "1", name: value}, headers=AUTOSAVE)
        assert (wrong.status_code, list(wrong.get_json()["errors"])) == (422, [name])
    assert world.one("SELECT title FROM factors") == "Before"


def test_a_link_cannot_leave_its_analysis(world: World) -> None:
    project = make_project(world)
    here, there = make_analysis(world, project, (5,)), make_analysis(world, project, (4,))
    foreign = write(world, there, "detail", {"choice": "Theirs"})
    chain = write(world, here, "chain", {})
    answer = world.sign_in("lotus_writer").post(
        f"/o/lotus/analyses/{here}/rows/chain/{chain}",
        data={"version": "1", "detail_id": str(foreign)},
        headers=AUTOSAVE,
    )
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["detail_id"])


def test_a_removed_row_comes_back(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", {"title": "Fees"})
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    writer = world.sign_in("lotus_writer")
    gone = writer.post(f"{address}/removal")
    assert "Fees" not in writer.get(gone.location).text
    back = writer.post(f"{address}/restoration")
    assert "Fees" in writer.get(back.location).text


def test_a_coach_reads_and_cannot_write(world: World) -> None:
    project, analysis = make_complete(world)
    assign_coach(world, project)
    coach = world.sign_in("coach")
    page = f"/o/lotus/analyses/{analysis}"
    assert coach.get(f"{page}/steps/2").status_code == 200
    assert coach.post(f"{page}/rows/divider", data={"token": "t"}).status_code == 403
    assert world.sign_in("other_coach").get(page).status_code == 404
    assert world.sign_in("lotus_viewer").post(f"{page}/rows/divider").status_code == 403


def test_another_organisation_finds_nothing_under_its_own_name(world: World) -> None:
    _, analysis = make_complete(world)
    row = world.one("SELECT id FROM factors LIMIT 1")
    river = world.sign_in("river_manager")
    for method, path in (
        ("GET", ""),
        ("GET", "/steps/2"),
        ("GET", "/picture"),
        ("GET", "/changes"),
        ("POST", "/rows/divider"),
        ("POST", f"/rows/divider/{row}"),
        ("POST", f"/rows/divider/{row}/removal"),
    ):
        answer = river.open(f"/o/river/analyses/{analysis}{path}", method=method, data=FACTOR)
        assert (path, answer.status_code) == (path, 404)


def test_unknown_kinds_steps_and_rows_are_not_there(world: World) -> None:
    _, analysis = make_complete(world)
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}"
    for path in ("/steps/8", "/steps/0", "/rows/thing/1", "/rows/divider/999999"):
        assert (path, writer.get(page + path).status_code) == (path, 404)
    assert writer.post(f"{page}/rows/thing", data={"token": "t"}).status_code == 404


def test_what_is_with_the_coach_is_closed_but_tests_stay_open(world: World) -> None:
    _, analysis = make_complete(world)
    row = world.one("SELECT id FROM factors LIMIT 1")
    world.admin.execute("UPDATE analyses SET state = 'submitted'")
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}"
    closed = writer.post(f"{page}/rows/divider/{row}", data=FACTOR | {"version": "1"})
    assert closed.status_code == 409
    assert writer.post(f"{page}/rows/option", data={"description": "Ask"}).status_code == 409
    assert writer.post(f"{page}/rows/test", data={"note": "Ask"}).status_code == 303
    assert 'name="title"' not in writer.get(f"{page}/steps/2").text
