"""The test matrix: every option against what is tracked and one's own staff, cell by cell."""

import re

import pytest

from portal.analyses.matrix.grid import STAFF_KEY
from portal.analyses.short_list import MOST_OF_EACH, tracked
from tests.analyses.option_scenes import Weekend, make_weekend
from tests.analyses.scenes import FACTOR, write
from tests.statements import statements
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}


def cell(key: int | str, effect: str, note: str, version: int = 0) -> dict[str, str]:
    """Return the fields of one cell as its form sends them."""
    return {f"effect-{key}": effect, f"note-{key}": note, f"version-{key}": str(version)}


def address_of(case: Weekend) -> str:
    """Return the address that takes the cells of the case's option."""
    return f"{case.page}/options/{case.weekend}/tests"


def kept(world: World) -> list[tuple[object, ...]]:
    """Return what is saved: (factor, effect, note, version)."""
    return world.admin.execute(
        "SELECT factor_id, effect, note, version FROM option_tests ORDER BY factor_id"
    ).fetchall()


def test_each_option_is_tested_on_what_is_tracked_and_on_staff(world: World) -> None:
    case = make_weekend(world)
    page = world.sign_in("lotus_writer").get(f"{case.page}/steps/7").text
    fields = re.findall(r'<select[^>]* name="effect-(\w+)"', page)
    assert fields == [str(case.divider), str(case.connector), STAFF_KEY]


def test_cells_save_one_by_one_as_one_types(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    first = writer.post(
        address_of(case), data=cell(STAFF_KEY, "-2", "They work unpaid"), headers=AUTOSAVE
    )
    assert first.get_json()["versions"] == {STAFF_KEY: 1}
    assert "Worse:" in first.get_json()["line"]
    second = writer.post(
        address_of(case), data=cell(STAFF_KEY, "-1", "They work unpaid", 1), headers=AUTOSAVE
    )
    assert second.get_json()["versions"] == {STAFF_KEY: 2}
    again = writer.post(
        address_of(case), data=cell(STAFF_KEY, "-1", "They work unpaid", 1), headers=AUTOSAVE
    )
    assert again.get_json()["versions"] == {STAFF_KEY: 2}
    assert kept(world) == [(None, -1, "They work unpaid", 2)]
    assert world.one("SELECT state FROM options") == "idea"
    for factor in (case.divider, case.connector):
        last = writer.post(address_of(case), data=cell(factor, "1", ""), headers=AUTOSAVE)
    assert last.get_json()["state"] == "Tested on paper"
    assert world.one("SELECT state FROM options") == "tested_on_paper"


def test_all_cells_save_as_one_form_without_scripts(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    form = cell(case.divider, "2", "") | cell(case.connector, "", "") | cell(STAFF_KEY, "-1", "ហត់")
    assert writer.post(address_of(case), data=form).status_code == 303
    assert kept(world) == [(case.divider, 2, "", 1), (None, -1, "ហត់", 1)]
    page = writer.get(f"{case.page}/steps/7").text
    glance = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "<strong>Worse:</strong> Your own staff" in glance
    assert "Better: Missed lessons" in glance
    assert "2 of 3 checked" in glance


@pytest.mark.parametrize("headers", [AUTOSAVE, {}])
def test_what_is_not_on_the_list_is_refused_and_nothing_of_the_form_is_lost(
    world: World, headers: dict[str, str]
) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    form = cell(case.divider, "1", "ល្អ") | cell(STAFF_KEY, "9", "Tired")
    answer = writer.post(address_of(case), data=form, headers=headers)
    assert answer.status_code == 422
    if headers:
        assert list(answer.get_json()["errors"]) == [f"effect-{STAFF_KEY}"]
    else:
        assert f'id="effect-{STAFF_KEY}-error"' in answer.text
        notes = re.findall(
            r'<textarea[^>]* name="note-\w+"[^>]*>\s*([^<]*)</textarea>', answer.text
        )
        assert notes == ["ល្អ", "", "Tired"]
        assert re.search(r'<option value="1" selected>', answer.text)
    assert kept(world) == []


def test_what_cannot_be_saved_is_told_at_the_field(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    for form, field in (
        (cell(STAFF_KEY, "3", ""), f"effect-{STAFF_KEY}"),
        (cell(STAFF_KEY, "1", "ក" * 10_001), f"note-{STAFF_KEY}"),
    ):
        answer = writer.post(address_of(case), data=form, headers=AUTOSAVE)
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [field])


@pytest.mark.parametrize("headers", [AUTOSAVE, {}])
def test_a_stale_cell_shows_both_texts_and_loses_no_other_cell(
    world: World, headers: dict[str, str]
) -> None:
    case = make_weekend(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    writer.post(address_of(case), data=cell(STAFF_KEY, "-2", "Theirs"), headers=AUTOSAVE)
    mine = cell(STAFF_KEY, "-1", "Mine") | cell(case.divider, "2", "Kept")
    stale = manager.post(address_of(case), data=mine, headers=headers)
    assert stale.status_code == 409
    assert all(text in stale.text for text in ("Theirs", "Mine", "Much worse"))
    assert kept(world) == [(None, -2, "Theirs", 1)]
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', stale.text))
    chosen = {name: value for name, value in hidden.items() if name != "csrf_token"}
    settled = chosen | {f"effect-{STAFF_KEY}": "-1", f"note-{STAFF_KEY}": "Theirs\n\nMine"}
    assert manager.post(address_of(case), data=settled).status_code == 303
    assert kept(world) == [(case.divider, 2, "Kept", 1), (None, -1, "Theirs\n\nMine", 2)]


def test_an_empty_cell_of_an_old_page_takes_nothing_from_others(world: World) -> None:
    case = make_weekend(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    writer.post(address_of(case), data=cell(STAFF_KEY, "1", "Theirs"), headers=AUTOSAVE)
    form = cell(STAFF_KEY, "", "") | cell(case.divider, "1", "")
    assert manager.post(address_of(case), data=form).status_code == 303
    assert kept(world) == [(case.divider, 1, "", 1), (None, 1, "Theirs", 1)]


def test_words_about_what_was_removed_meanwhile_are_not_dropped(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    writer.post(f"{case.page}/rows/divider/{case.divider}/removal")
    form = cell(case.divider, "1", "Words")
    answer = writer.post(address_of(case), data=form, headers=AUTOSAVE)
    assert (answer.status_code, "removed" in answer.get_json()["message"]) == (409, True)
    other = cell(case.divider, "", "") | cell(STAFF_KEY, "1", "")
    assert writer.post(address_of(case), data=other).status_code == 303


def test_only_the_short_list_is_tracked_and_nothing_tested_is_hidden(world: World) -> None:
    case = make_weekend(world)
    more = [
        write(world, case.analysis, "divider", FACTOR | {"title": f"D{rank}", "rank": rank})
        for rank in (9, 2, 3, 4, 5, 6, 7)
    ]
    write(world, case.analysis, "test", {"option_id": case.weekend, "factor_id": more[0]})
    page = world.sign_in("lotus_writer").get(f"{case.page}/steps/7").text
    fields = re.findall(r'<select[^>]* name="effect-(\w+)"', page)
    wanted = [case.divider, *more[1:6], more[0], case.connector]
    assert fields == [*map(str, wanted), STAFF_KEY]
    assert "1 divider or connector is not tested here" in page


def test_without_ranks_the_first_written_are_tracked() -> None:
    rows = {
        "divider": [{"id": number, "rank": None} for number in range(10)],
        "connector": [{"id": 20 + number, "rank": number} for number in (3, 1, 2)],
    }
    found = [(kind, row["id"]) for kind, row in tracked(rows)]
    dividers = [("divider", number) for number in range(MOST_OF_EACH)]
    assert found == [*dividers, ("connector", 21), ("connector", 22), ("connector", 23)]


def test_a_reader_sees_the_matrix_in_words_and_cannot_write(world: World) -> None:
    case = make_weekend(world)
    write(
        world,
        case.analysis,
        "test",
        {"option_id": case.weekend, "effect": -2, "note": "Free days are lost"},
    )
    viewer = world.sign_in("lotus_viewer")
    page = viewer.get(f"{case.page}/steps/7").text
    assert "Free days are lost" in page
    assert "<select" not in page
    assert viewer.post(address_of(case), data=cell(STAFF_KEY, "1", "")).status_code == 403


def test_unknown_and_foreign_options_are_not_there(world: World) -> None:
    case = make_weekend(world)
    data = cell(STAFF_KEY, "1", "")
    writer = world.sign_in("lotus_writer")
    assert writer.post(f"{case.page}/options/999999/tests", data=data).status_code == 404
    river = world.sign_in("river_manager")
    foreign = address_of(case).replace("/o/lotus/", "/o/river/")
    assert river.post(foreign, data=data).status_code == 404
    assert kept(world) == []


def test_the_matrix_costs_the_same_at_one_option_and_at_twenty(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    counts = []
    for many in (1, 20):
        while world.one("SELECT count(*) FROM options") < many:
            option = write(world, case.analysis, "option", {"chain_id": case.chain})
            write(world, case.analysis, "test", {"option_id": option, "effect": 1})
        with statements(world.app) as sent:
            assert writer.get(f"{case.page}/steps/7").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6


def test_a_line_that_changed_is_put_out_anew_and_in_every_language(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    before = writer.get(f"{case.page}/steps/7").text
    assert "Worse:" not in before
    writer.post(address_of(case), data=cell(STAFF_KEY, "-1", "They work on Sundays"))
    assert "Worse:" in writer.get(f"{case.page}/steps/7").text
    writer.post("/language", data={"locale": "km", "back": "/"})
    page = writer.get(f"{case.page}/steps/7").text
    assert "Worse:" not in page
    assert "They work on Sundays" in page
    assert writer.get(f"{case.page}/options").status_code == 200
