"""Two saves of one row: what each person changed is kept, and only a clash is asked for."""

from typing import Any

import pytest

from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import RowRef
from portal.analyses.rows.merging import Merged, marks_of, save_merged
from portal.merging import Marks, read_marks
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.world import World

BEFORE = {"title": "Fees", "how": "Some pay.", "groups": "Traders"}


@pytest.fixture
def row(world: World) -> RowRef:
    """Return a divider of which two people have the first version before them."""
    analysis = make_analysis(world, make_project(world))
    return RowRef(analysis, "divider", write(world, analysis, "divider", BEFORE))


def save(
    world: World, row: RowRef, values: dict[str, Any], marks: Marks, name: str = "lotus_writer"
) -> Merged:
    """Save upon the first version."""
    with world.acting(name, "lotus") as by:
        return save_merged(row, values, marks, version=1, by=by)


def marks(row: dict[str, Any] = BEFORE) -> Marks:
    return read_marks(marks_of(KINDS["divider"], row))


def stands(world: World) -> tuple[Any, ...]:
    found = world.admin.execute("SELECT title, how, groups, version FROM factors").fetchone()
    return tuple(found or ())


def test_marks_are_of_the_fields_on_the_form_and_of_nothing_else() -> None:
    assert set(marks()) == {field.name for field in KINDS["divider"].fields}
    assert "state" not in read_marks(marks_of(KINDS["option"], {"state": "idea"}))
    # A field that is not there was shown empty.
    assert marks({}) == marks({"title": "", "how": None})


def test_nobody_in_between_saves_as_ever(world: World, row: RowRef) -> None:
    merged = save(world, row, BEFORE | {"how": "They quarrel."}, marks())
    assert (merged.saved.theirs, merged.taken, merged.kept) == (None, {}, {})
    assert stands(world) == ("Fees", "They quarrel.", "Traders", 2)


def test_fields_of_both_are_kept_and_the_page_is_told_what_it_took(
    world: World, row: RowRef
) -> None:
    save(world, row, BEFORE | {"title": "ថ្លៃត្រា"}, marks(), "lotus_manager")
    merged = save(world, row, BEFORE | {"how": "They quarrel."}, marks())
    assert merged.taken == {"title": "ថ្លៃត្រា"}
    assert (merged.saved.theirs, merged.saved.version) == (None, 3)
    assert stands(world) == ("ថ្លៃត្រា", "They quarrel.", "Traders", 3)


def test_a_clash_saves_nothing_and_says_which_fields_are_whose(world: World, row: RowRef) -> None:
    save(world, row, BEFORE | {"title": "Stamps", "groups": "All"}, marks(), "lotus_manager")
    mine = BEFORE | {"title": "Stamp fees", "how": "They quarrel."}
    merged = save(world, row, mine, marks())
    assert merged.saved.theirs == {"title": "Stamps"}
    assert merged.kept == {"how": "They quarrel."}
    assert merged.taken == {"groups": "All"}
    assert stands(world) == ("Stamps", "Some pay.", "All", 2)


def test_both_wrote_the_same_words_is_no_clash(world: World, row: RowRef) -> None:
    changed = BEFORE | {"title": "Stamps"}
    save(world, row, changed, marks(), "lotus_manager")
    merged = save(world, row, changed, marks())
    assert (merged.saved.theirs, merged.kept) == (None, {})
    assert stands(world)[3] == 2


def test_who_changed_nothing_takes_what_others_wrote(world: World, row: RowRef) -> None:
    save(world, row, BEFORE | {"title": "Stamps"}, marks(), "lotus_manager")
    merged = save(world, row, BEFORE, marks())
    assert merged.taken == {"title": "Stamps"}
    assert (merged.saved.theirs, merged.saved.version) == (None, 2)
    assert stands(world) == ("Stamps", "Some pay.", "Traders", 2)


def test_without_marks_the_whole_row_is_compared(world: World, row: RowRef) -> None:
    save(world, row, BEFORE | {"title": "Stamps"}, marks(), "lotus_manager")
    merged = save(world, row, BEFORE | {"how": "They quarrel."}, {})
    assert merged.saved.theirs is not None
    assert merged.saved.theirs["title"] == "Stamps"
    assert (merged.taken, merged.kept) == ({}, {})
    assert stands(world)[:2] == ("Stamps", "Some pay.")


def test_a_test_is_saved_whole_for_its_choice_and_note_belong_together(world: World) -> None:
    analysis = make_analysis(world, make_project(world), tuple(range(1, 8)))
    row = RowRef(analysis, "test", write(world, analysis, "test", {"note": "So."}))
    shown = read_marks(marks_of(KINDS["test"], {"note": "So."}))
    save(world, row, {"effect": 1, "note": "So."}, shown, "lotus_manager")
    merged = save(world, row, {"effect": None, "note": "Not so."}, shown)
    assert merged.saved.theirs is not None
    assert world.admin.execute("SELECT effect, note FROM option_tests").fetchall() == [(1, "So.")]
