"""A row is there from its first letter, never from a button; what is sent twice is one row."""

import re
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import RowRef
from portal.analyses.rows.merging import FirstWords, Merged, begin_row
from portal.analyses.rows.services import RowRemoved, remove_row, save_row
from portal.analyses.vocabulary import FrameworkVersion
from portal.merging import digest, write_marks
from tests.analyses.scenes import FACTOR, make_analysis, make_framed, write
from tests.factories import make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}
NOTHING = write_marks((field.name, "") for field in KINDS["divider"].fields)
ROWS = "SELECT count(*) FROM factors"


@pytest.fixture
def analysis(world: World) -> int:
    return make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)


def begin(
    world: World, analysis: int, kind: str, values: dict[str, Any], who: str = "lotus_writer"
) -> TestResponse:
    """Send the first letters of a row as a script does."""
    form = {"was": write_marks((name, "") for name in values), "token": str(uuid4())} | values
    path = f"/o/lotus/analyses/{analysis}/rows/{kind}"
    return world.sign_in(who).post(path, data=form, headers=AUTOSAVE)


def test_what_was_shown_and_not_touched_is_nothing_written() -> None:
    shown = {"detail_key": digest("staffing")}
    for values, marks, is_blank in (
        ({"detail_key": "staffing", "choice": ""}, shown, True),
        ({"factor_id": None, "choice": ""}, {}, True),
        ({"detail_key": "staffing", "choice": "A"}, shown, False),
        ({"detail_key": "", "choice": ""}, shown, False),
    ):
        assert FirstWords(values, marks, "").is_blank == is_blank


def test_words_that_are_sent_again_are_saved_in_the_row_that_is_there(
    world: World, analysis: int
) -> None:
    token, marks = str(uuid4()), {"title": digest(""), "how": digest("")}

    def sent(by: int, **values: str) -> tuple[RowRef, Merged]:
        return begin_row(analysis, "divider", FirstWords(values, marks, token), by=by)

    with world.acting("lotus_writer", "lotus") as by:
        row, first = sent(by, title="F")
        assert (first.saved.version, first.saved.theirs) == (1, None)
        again, second = sent(by, title="Fees")
        assert (again, second.saved.version, second.saved.theirs) == (row, 2, None)
    with world.acting("lotus_manager", "lotus") as by:
        save_row(row, {"how": "Queues"}, version=2, by=by)
    with world.acting("lotus_writer", "lotus") as by:
        _, third = sent(by, title="Fees", how="")
        assert (third.saved.theirs, third.taken) == (None, {"how": "Queues"})
        remove_row(row, by=by)
        with pytest.raises(RowRemoved):
            sent(by, title="Fees")
    assert world.one(ROWS) == 1


def test_two_who_begin_the_one_context_write_in_the_same_row(world: World, analysis: int) -> None:
    mine = begin(world, analysis, "context", {"area": "One lake", "period": ""})
    theirs = begin(world, analysis, "context", {"area": "", "period": "2026"}, "lotus_manager")
    assert mine.get_json()["address"] == theirs.get_json()["address"]
    assert theirs.get_json()["fields"] == {"area": "One lake"}
    clash = begin(world, analysis, "context", {"area": "Two lakes", "period": ""})
    assert (clash.status_code, "Two lakes" in clash.text, "One lake" in clash.text) == (
        409,
        True,
        True,
    )
    assert world.one("SELECT json_agg(json_build_array(area, period)) FROM contexts") == [
        ["One lake", "2026"]
    ]


def test_a_script_is_told_where_its_new_row_is_saved_from_now_on(
    world: World, analysis: int
) -> None:
    told = begin(world, analysis, "divider", {"title": "ថ្លៃ"}).get_json()
    row = world.one("SELECT id FROM factors")
    base = f"/o/lotus/analyses/{analysis}"
    assert (told["address"], told["version"]) == (f"{base}/rows/divider/{row}", 1)
    assert told["page"] == f"{base}/steps/2?row={row}#row-{row}"
    for below in ("removal", "files"):
        assert f'action="{told["address"]}/{below}"' in told["rest"]
    assert told["parts"]["title"] == "ថ្លៃ"
    assert "not complete yet" in told["parts"]["notes"]
    writer = world.sign_in("lotus_writer")
    data = {"version": "1", "title": "ថ្លៃត្រា", "was": told["was"]}
    assert writer.post(told["address"], data=data, headers=AUTOSAVE).get_json()["version"] == 2


def test_nothing_written_makes_no_row(world: World, analysis: int) -> None:
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/analyses/{analysis}"
    pressed = writer.post(f"{base}/rows/divider", data={"token": str(uuid4())})
    assert pressed.location == f"{base}/steps/2?new=1#row-new"
    empty = {"title": " ", "how": "", "was": NOTHING, "token": str(uuid4())}
    for headers in ({}, AUTOSAVE):
        told = writer.post(f"{base}/rows/divider", data=empty, headers=headers)
        assert (told.status_code, "Write a few words first." in told.text) == (422, True)
    full = writer.post(f"{base}/rows/divider", data=empty | {"title": "ក" * 10_001})
    assert (full.status_code, "ក" * 10_001 in full.text) == (422, True)
    assert 'id="row-new-title"' in full.text
    assert world.one(ROWS) == 0


def test_without_a_script_a_row_is_added_once_and_another_is_another(
    world: World, analysis: int
) -> None:
    writer = world.sign_in("lotus_writer")
    path = f"/o/lotus/analyses/{analysis}/rows/divider"
    form = {"title": "Fees", "was": NOTHING, "token": str(uuid4())}
    added = [writer.post(path, data=form) for _ in range(2)]
    assert added[0].status_code == 303
    assert added[0].location == added[1].location
    assert "Saved." in writer.get(added[0].location).text
    # The page before is shown again, with the token that it had.
    assert writer.post(path, data=form | {"title": "Wells"}).location != added[0].location
    assert world.one("SELECT array_agg(title ORDER BY id) FROM factors") == ["Fees", "Wells"]


def test_the_first_row_is_open_and_the_next_one_where_it_is_asked_for(
    world: World, analysis: int
) -> None:
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}/steps/2"
    empty = writer.get(page).text
    assert 'id="row-new-title"' in empty
    assert f'action="/o/lotus/analyses/{analysis}/rows/divider"' in empty
    row = write(world, analysis, "divider", FACTOR)
    assert 'id="row-new"' not in writer.get(page).text
    asked = writer.get(f"{page}?new=1").text
    assert 'id="row-new-title"' in asked
    assert f'id="row-{row}-title"' not in asked
    assert 'id="row-new"' not in world.sign_in("lotus_viewer").get(f"{page}?new=1").text
    world.admin.execute("UPDATE analyses SET state = 'submitted'")
    assert 'id="row-new"' not in writer.get(f"{page}?new=1").text


def test_a_new_detail_and_a_new_rating_know_their_place(world: World, analysis: int) -> None:
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/analyses/{analysis}"
    place = writer.get(f"{base}/steps/4?new=1&detail_key=staffing").text
    assert '<option selected value="staffing">' in place
    assert place.index('id="place-staffing"') < place.index('id="row-new"')
    assert '<option selected value="">' in writer.get(f"{base}/steps/4?new=1&detail_key=no").text
    rating = writer.get(f"{base}/monitoring?new=1&criterion_key=C1&rated_on=2026-11-24").text
    assert '<option selected value="C1">' in rating
    was = re.search(r'name="was" value="([^"]+)"', rating)
    assert was is not None
    kept = {"criterion_key": "C1", "rated_on": "2026-11-24", "was": was[1], "token": str(uuid4())}
    assert writer.post(f"{base}/rows/rating", data=kept).status_code == 422
    assert writer.post(f"{base}/rows/rating", data=kept | {"level": "high"}).status_code == 303


def test_two_fields_are_in_view_and_the_rest_under_say_more(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", FACTOR | {"groups": "", "category": ""})
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"/o/lotus/analyses/{analysis}/steps/2?row={row}").text
    form = page[page.index("data-autosave") : page.index("</form>", page.index("data-autosave"))]
    shown, _, folded = form.rpartition("<details")
    assert re.findall(r'data-field="(\w+)"', shown) == ["title", "how"]
    assert re.findall(r'data-field="(\w+)"', folded) == [
        *("groups", "category", "evidence", "indicator", "rank")
    ]
    assert "2 questions left" in folded
    assert "open" not in folded.partition(">")[0]
    wrong = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/divider/{row}", data={"version": "1", "rank": "0"}
    )
    assert re.search(r'<details class="more[^"]*" open', wrong.text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.is_matrix])
def test_two_fields_of_each_kind_are_in_view(kind: Any) -> None:
    on_form = [field.name for field in kind.fields if not field.apart]
    assert len(kind.first_fields) == 2
    assert set(kind.first_fields) <= set(on_form)


def test_an_example_stays_beside_the_field(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", FACTOR)
    page = world.sign_in("lotus_writer").get(f"/o/lotus/analyses/{analysis}/steps/2?row={row}").text
    form = page[page.index("data-autosave") : page.index("</form>", page.index("data-autosave"))]
    shown, _, rest = form.partition("<details")
    assert "Long nets across the mouth of the lake" in shown
    assert "Jealousy between people" in rest
