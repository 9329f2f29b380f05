"""Cells of the matrix as a service: what is saved, what is left, and what clashes."""

import pytest

from portal.analyses.matrix.services import CellClash, CellEdit, save_cells, versions_of
from portal.analyses.rows.access import RowRef
from portal.errors import NotFound
from tests.analyses.option_scenes import Weekend, make_weekend, renew
from tests.locking import is_held
from tests.world import World

BETTER, WORSE = {"effect": 1, "note": ""}, {"effect": -1, "note": "They pay more."}
NOTHING = {"effect": None, "note": ""}
SAVED = (
    "SELECT factor_id, effect, note, version, updated_by FROM option_tests "
    "WHERE removed_at IS NULL ORDER BY factor_id"
)


@pytest.fixture
def case(world: World) -> Weekend:
    """Return an analysis with one option that was not tested yet."""
    return make_weekend(world)


def save(
    world: World, case: Weekend, *edits: CellEdit, name: str = "lotus_writer"
) -> list[CellClash]:
    """Save cells of the option as somebody of the organisation."""
    with world.acting(name, "lotus") as by:
        return save_cells(RowRef(case.analysis, "option", case.weekend), edits, by=by)


def saved(world: World) -> list[tuple[object, ...]]:
    return world.admin.execute(SAVED).fetchall()


def test_a_cell_is_made_when_it_first_says_something(world: World, case: Weekend) -> None:
    edits = [
        CellEdit(case.divider, 0, WORSE),
        CellEdit(case.connector, 0, NOTHING),
        CellEdit(None, 0, {"effect": None, "note": "Nobody knows yet."}),
    ]
    assert save(world, case, *edits) == []
    by = world.people["lotus_writer"]
    assert saved(world) == [
        (case.divider, -1, "They pay more.", 1, by),
        (None, None, "Nobody knows yet.", 1, by),
    ]
    assert world.one("SELECT DISTINCT option_id FROM option_tests") == case.weekend


def test_that_nothing_changes_is_something_to_say(world: World, case: Weekend) -> None:
    assert save(world, case, CellEdit(case.divider, 0, {"effect": 0, "note": ""})) == []
    assert [row[1] for row in saved(world)] == [0]


def test_only_cells_that_changed_get_a_new_version(world: World, case: Weekend) -> None:
    save(world, case, CellEdit(case.divider, 0, BETTER), CellEdit(None, 0, BETTER))
    edits = [CellEdit(case.divider, 1, WORSE), CellEdit(None, 1, BETTER)]
    assert save(world, case, *edits, name="lotus_manager") == []
    assert saved(world) == [
        (case.divider, -1, "They pay more.", 2, world.people["lotus_manager"]),
        (None, 1, "", 1, world.people["lotus_writer"]),
    ]


def test_a_cell_that_others_changed_since_clashes_and_keeps_theirs(
    world: World, case: Weekend
) -> None:
    save(world, case, CellEdit(case.divider, 0, BETTER))
    save(world, case, CellEdit(case.divider, 1, WORSE), name="lotus_manager")
    mine = CellEdit(case.divider, 1, {"effect": 2, "note": ""})
    assert save(world, case, mine, CellEdit(None, 0, BETTER)) == [
        CellClash(mine, 2, WORSE, "lotus manager")
    ]
    assert saved(world)[0] == (case.divider, -1, "They pay more.", 2, world.people["lotus_manager"])


def test_two_who_begin_one_cell_clash_unless_they_say_the_same(world: World, case: Weekend) -> None:
    save(world, case, CellEdit(None, 0, WORSE), name="lotus_manager")
    assert save(world, case, CellEdit(None, 0, WORSE)) == []
    other = CellEdit(None, 0, BETTER)
    assert save(world, case, other) == [CellClash(other, 1, WORSE, "lotus manager")]
    assert saved(world) == [(None, -1, "They pay more.", 1, world.people["lotus_manager"])]


def test_a_cell_that_was_left_empty_takes_nothing_from_others(world: World, case: Weekend) -> None:
    save(world, case, CellEdit(None, 0, WORSE), name="lotus_manager")
    assert save(world, case, CellEdit(None, 0, NOTHING)) == []
    # Whoever saw what stood there and emptied it has changed it, though.
    save(world, case, CellEdit(None, 1, BETTER), name="lotus_manager")
    emptied = CellEdit(None, 1, NOTHING)
    assert save(world, case, emptied) == [CellClash(emptied, 2, BETTER, "lotus manager")]
    assert save(world, case, CellEdit(None, 2, NOTHING)) == []
    assert [row[1:4] for row in saved(world)] == [(None, "", 3)]


def test_only_the_fields_that_were_sent_are_compared(world: World, case: Weekend) -> None:
    save(world, case, CellEdit(None, 0, WORSE), name="lotus_manager")
    assert save(world, case, CellEdit(None, 1, {"note": "They pay more."})) == []
    assert save(world, case, CellEdit(None, 1, {"effect": -2})) == []
    assert [row[1:4] for row in saved(world)] == [(-2, "They pay more.", 2)]


def test_cells_of_other_options_and_removed_ones_are_not_what_stands_there(
    world: World, case: Weekend
) -> None:
    save(world, case, CellEdit(None, 0, WORSE))
    world.admin.execute("UPDATE option_tests SET removed_at = now()")
    assert save(world, case, CellEdit(None, 0, BETTER)) == []
    other = renew(world, case, case.weekend, "Staff are tired.")
    with world.acting("lotus_writer", "lotus") as by:
        edits = [CellEdit(None, 0, WORSE), CellEdit(case.divider, 0, WORSE)]
        assert save_cells(RowRef(case.analysis, "option", other), edits, by=by) == []
    assert save(world, case, CellEdit(None, 1, BETTER), CellEdit(case.divider, 0, BETTER)) == []
    of_each = "SELECT option_id, effect FROM option_tests WHERE removed_at IS NULL ORDER BY id"
    assert world.admin.execute(of_each).fetchall() == [
        *((case.weekend, 1), (other, -1), (other, -1)),
        (case.weekend, 1),
    ]


def test_one_writer_waits_for_another_and_a_submission_for_both(
    world: World, case: Weekend
) -> None:
    with world.acting("lotus_writer", "lotus") as by:
        save_cells(RowRef(case.analysis, "option", case.weekend), [], by=by)
        assert is_held(world, "options", case.weekend, against="NO KEY UPDATE")
        assert not is_held(world, "options", case.weekend, against="KEY SHARE")
        assert is_held(world, "analyses", case.analysis, against="NO KEY UPDATE")
        assert not is_held(world, "analyses", case.analysis, against="SHARE")


def test_the_versions_of_an_option_are_those_of_its_saved_cells(
    world: World, case: Weekend
) -> None:
    option = RowRef(case.analysis, "option", case.weekend)
    edits = [CellEdit(case.divider, 0, BETTER), CellEdit(None, 0, BETTER)]
    save(world, case, *edits, CellEdit(case.connector, 0, BETTER))
    save(world, case, CellEdit(None, 1, WORSE))
    world.admin.execute(
        "UPDATE option_tests SET removed_at = now() WHERE factor_id = %s", [case.connector]
    )
    with world.acting("lotus_viewer", "lotus"):
        assert versions_of(option) == {case.divider: 1, None: 2}
        assert versions_of(RowRef(case.analysis, "option", case.weekend + 1)) == {}


def test_an_option_that_was_taken_out_or_is_of_others_is_not_there(
    world: World, case: Weekend
) -> None:
    edit = CellEdit(None, 0, BETTER)
    with world.acting("river_manager", "river") as by, pytest.raises(NotFound):
        save_cells(RowRef(case.analysis, "option", case.weekend), [edit], by=by)
    world.admin.execute("UPDATE options SET removed_at = now()")
    with pytest.raises(NotFound):
        save(world, case, edit)
    assert saved(world) == []
