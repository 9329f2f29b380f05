"""A pasted list: each line is a row, all of them can be undone, and nothing is lost."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from portal import clock
from portal.analyses.kinds import KINDS
from portal.analyses.rows import services
from portal.analyses.rows.access import RowRef, TooManyRows
from portal.analyses.rows.adding import add_list
from portal.analyses.rows.lists import ListState, read_lines, read_list, remove_list, restore_list
from portal.analyses.rows.titles import LONGEST_HEADING
from portal.analyses.vocabulary import FrameworkVersion
from portal.errors import NotFound, Refused
from portal.language.khmer import shorten
from tests.analyses.scenes import make_analysis, make_framed, write
from tests.factories import make_project
from tests.statements import statements
from tests.world import World

LIST = "1. ថ្លៃត្រា\n\n- Jealousy\t at the well\r\n•   \n(3) Two wells\n2 wells, 1.5 km apart"
TITLES = ["ថ្លៃត្រា", "Jealousy at the well", "Two wells", "2 wells, 1.5 km apart"]
NO_SPACES = "ប្រជាជនដណ្តើមទឹកពីអណ្តូងម្នាក់ៗនៅរដូវប្រាំង" * 40
LIVE = "SELECT array_agg(title ORDER BY position) FROM factors WHERE removed_at IS NULL"
KEPT = re.compile(r'<textarea[^>]* name="lines"[^>]*>\n(.*?)</textarea>', re.S)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (LIST, TITLES),
        ("", []),
        (" \n---\n*\n", []),
        ("ក. ទឹក\n១. ដី\n២៖ ព្រៃ\na) land", ["ទឹក", "ដី", "ព្រៃ", "land"]),
        ("10 families\n3.5 ha\nA. Person", ["10 families", "3.5 ha", "A. Person"]),
        (NO_SPACES, [NO_SPACES]),
    ],
)
def test_lines_lose_their_bullets_and_nothing_else(text: str, lines: list[str]) -> None:
    assert read_lines(text) == lines


def test_a_list_is_undone_together_but_for_what_was_written_in_since(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    write(world, analysis, "divider", {"title": "Before"})
    write(world, analysis, "connector", {"title": "Shared meals"})
    token, known = str(uuid4()), KINDS["divider"]
    with world.acting("lotus_writer", "lotus") as by:
        for _ in range(2):
            add_list(analysis, "divider", TITLES, token=token, by=by)
    assert world.one(LIVE + " AND kind = 'divider'") == ["Before", *TITLES]
    second = world.one(f"SELECT id FROM factors WHERE title = '{TITLES[1]}'")
    with world.acting("lotus_manager", "lotus") as by:
        clock.hold(clock.now() + timedelta(minutes=1))
        row = RowRef(analysis, "divider", second)
        assert services.save_row(row, {"how": "Wells"}, version=1, by=by).version == 2
        assert read_list(analysis, known, token) == ListState(3, 1, 0)
        remove_list(analysis, "divider", token, by=by)
        assert read_list(analysis, known, token) == ListState(0, 1, 3)
    assert world.one(LIVE) == ["Before", "Shared meals", TITLES[1]]
    with world.acting("lotus_writer", "lotus") as by:
        restore_list(analysis, "divider", token, by=by)
        assert read_list(analysis, known, token) == ListState(3, 1, 0)
        remove_list(analysis, "connector", token, by=by)
        remove_list(analysis, "divider", str(uuid4()), by=by)
    assert world.one(LIVE + " AND kind = 'divider'") == ["Before", *TITLES]


def test_an_option_with_a_state_a_reason_or_a_day_is_not_undone(world: World) -> None:
    analysis, token = make_analysis(world, make_project(world)), str(uuid4())
    with world.acting("lotus_writer", "lotus") as by:
        add_list(analysis, "option", TITLES, token=token, by=by)
    for place, said in enumerate(
        ("state = 'approved'", "failed_because = 'Too dear.'", "review_on = '2026-12-24'")
    ):
        world.admin.execute(f"UPDATE options SET {said} WHERE description = '{TITLES[place]}'")
    with world.acting("lotus_writer", "lotus") as by:
        assert read_list(analysis, KINDS["option"], token) == ListState(1, 3, 0)
        remove_list(analysis, "option", token, by=by)
    assert world.one("SELECT count(*) FROM options WHERE removed_at IS NULL") == 3


def test_another_list_under_the_token_of_a_page_that_is_shown_again_is_added(world: World) -> None:
    analysis, token = make_analysis(world, make_project(world)), str(uuid4())
    writer = world.sign_in("lotus_writer")
    path = f"/o/lotus/analyses/{analysis}/rows/divider/list"
    for lines in ("One\nTwo", "One\nTwo", "Three\nFour\nFive"):
        assert writer.post(path, data={"lines": lines, "token": token}).status_code == 303
    assert world.one(LIVE) == ["One", "Two", "Three", "Four", "Five"]


def test_where_not_all_fit_none_is_added(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    most, last = KINDS["divider"].most, str(uuid4())
    with world.acting("lotus_writer", "lotus") as by:
        add_list(analysis, "divider", ["One"] * (most - 2), token=str(uuid4()), by=by)
        with pytest.raises(TooManyRows) as full:
            add_list(analysis, "divider", ["More"] * 3, token=str(uuid4()), by=by)
        assert full.value.details == {"room": 2}
        add_list(analysis, "divider", ["More"] * 2, token=last, by=by)
        add_list(analysis, "divider", ["More"] * 2, token=last, by=by)
    assert world.one("SELECT count(*) FROM factors") == most


def test_a_list_of_a_closed_or_unknown_step_is_refused(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    other = make_framed(world, make_project(world), FrameworkVersion.LOOP)
    world.admin.execute(f"UPDATE analyses SET state = 'submitted' WHERE id = {analysis}")
    with world.acting("lotus_writer", "lotus") as by:
        for act in (remove_list, restore_list):
            with pytest.raises(Refused):
                act(analysis, "divider", "t", by=by)
            with pytest.raises(NotFound):
                act(other, "context", "t", by=by)
        with pytest.raises(Refused):
            add_list(analysis, "divider", TITLES, token=str(uuid4()), by=by)


def paste(world: World, analysis: int, lines: str, kind: str = "divider") -> TestResponse:
    """Send a list as a writer."""
    form = {"lines": lines, "token": str(uuid4())}
    path = f"/o/lotus/analyses/{analysis}/rows/{kind}/list"
    return world.sign_in("lotus_writer").post(path, data=form)


def test_a_list_is_pasted_undone_and_brought_back_on_the_page(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/analyses/{analysis}"
    empty = writer.get(f"{base}/steps/2").text
    assert "One line, one divider" in empty
    assert not re.search(r'name="lines"[^>]*maxlength', empty)
    added = paste(world, analysis, LIST)
    page = writer.get(added.location).text
    assert "4 rows were added." in page
    assert page.count('id="row-') >= 4
    (undo,) = re.findall(r'action="([^"]+/removal)"[^>]*>(?:(?!</form>).)*Undo', page, re.S)
    undone = writer.post(undo)
    assert undone.location == added.location
    page = writer.get(undone.location).text
    assert "4 rows were removed." in page
    (back,) = re.findall(r'action="([^"]+/list/[^"]+/restoration)"', page)
    assert "4 rows were added." in writer.get(writer.post(back).location).text
    with statements(world.app) as sent:
        writer.get(added.location)
    assert len(sent) == 6
    assert "rows were added" not in writer.get(f"{base}/steps/2?list=none").text


def test_five_hundred_lines_are_refused_in_words_and_kept(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    lines = "\n".join(f"ទំនាស់ {number}" for number in range(500))
    answer = paste(world, analysis, lines)
    assert answer.status_code == 422
    assert "Your list has 500 lines, and there is room for 300." in answer.text
    (kept,) = KEPT.findall(answer.text)
    assert html.unescape(kept) == lines
    assert world.one("SELECT count(*) FROM factors") == 0


@pytest.mark.parametrize("line", ["ក" * 10_000, NO_SPACES, "a" * 10_000])
def test_one_long_line_is_one_row_with_a_short_heading(world: World, line: str) -> None:
    analysis = make_analysis(world, make_project(world))
    answer = paste(world, analysis, line)
    assert answer.status_code == 303
    assert world.one(LIVE) == [line]
    page = world.sign_in("lotus_writer").get(answer.location).text
    (heading,) = re.findall(r'class="row__title"[^>]*>(.*?)</h2>', page)
    assert heading == shorten(line, LONGEST_HEADING)


def test_a_line_that_no_row_can_hold_and_an_empty_list_are_told_and_kept(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    long = paste(world, analysis, "Fees\n" + "ក" * 10_001)
    assert (long.status_code, "Line 2 is too long" in long.text) == (422, True)
    assert "ក" * 10_001 in long.text
    empty = paste(world, analysis, " \n-\n")
    assert (empty.status_code, "Paste or write at least one line." in empty.text) == (422, True)
    assert world.one("SELECT count(*) FROM factors") == 0


def test_kinds_without_lists_take_none_and_readers_paste_nothing(world: World) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    for kind in ("detail", "constraint", "option"):
        assert paste(world, analysis, LIST, kind).status_code == 303
    for kind in ("context", "chain", "test", "change", "rating", "thing"):
        assert paste(world, analysis, LIST, kind).status_code == 404
    path = f"/o/lotus/analyses/{analysis}/rows/divider/list"
    assert world.sign_in("lotus_viewer").post(path).status_code == 403
    assert world.sign_in("river_manager").post(path).status_code == 404
    assert (
        'name="lines"'
        not in world.sign_in("lotus_viewer").get(f"/o/lotus/analyses/{analysis}/steps/2").text
    )
