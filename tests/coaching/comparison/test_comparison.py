"""Rows of two snapshots compared: found by id, moved as few as possible, fields by name."""

from itertools import combinations
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from portal.coaching.comparison import edit_script
from portal.coaching.comparison.edit_script import compare, stay_in_place
from portal.coaching.comparison.rows import RowFate, compare_rows, compare_snapshots

ids = st.lists(st.integers(1, 12), unique=True, max_size=8)


def rows(*numbers: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": one, "position": at, "title": f"T{one}"} | more for at, one in enumerate(numbers)
    ]


def fates(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, str]:
    return {change.id: change.fate.value for change in compare_rows("divider", old, new)}


def test_a_row_that_jumped_is_the_only_one_that_moved() -> None:
    assert fates(rows(1, 2, 3, 4, 5), rows(5, 1, 2, 3, 4)) == {5: "moved"}
    (moved,) = compare_rows("divider", rows(1, 2, 3, 4, 5), rows(5, 1, 2, 3, 4))
    assert (moved.old_place, moved.new_place, moved.is_moved) == (5, 1, True)


def test_rows_come_and_go_without_moving_the_others() -> None:
    assert fates(rows(1, 2, 3), rows(4, 1, 3)) == {2: "removed", 4: "added"}


def test_a_row_that_moved_and_changed_says_both() -> None:
    new = rows(2, 3, 1)
    new[2]["how"] = "In another way."
    (change,) = compare_rows("divider", rows(1, 2, 3, how="So."), rows(2, 3, how="So.") + new[2:])
    assert (change.fate, change.is_moved) == (RowFate.CHANGED, True)
    assert [field.name for field in change.fields] == ["how"]


def test_positions_and_spaces_that_nobody_sees_are_no_change() -> None:
    old = [{"id": 1, "position": 3, "title": "ការងារ", "how": None, "rank": None}]
    new = [{"id": 1, "position": 9, "title": "ការ\u200bងារ", "how": "", "rank": None}]
    assert compare_rows("divider", old, new) == []
    new[0]["rank"] = 0
    assert fates(old, new) == {1: "changed"}


def test_a_link_changes_with_what_it_points_at_not_with_its_words() -> None:
    old = {
        "declared_steps": [2, 5],
        "framework_version": "handbook-2004",
        "rows": {"divider": rows(1), "chain": [{"id": 9, "factor_id": 1}]},
    }
    new = {
        "declared_steps": [2, 5],
        "framework_version": "handbook-2004",
        "rows": {"divider": rows(1, title="New"), "chain": [{"id": 9, "factor_id": 1}]},
    }
    found = compare_snapshots(old, new)
    assert [(row.kind, row.id) for row in found.rows] == [("divider", 1)]
    assert [step.number for step in found.steps] == [2, 5]


@given(ids, ids)
def test_every_row_meets_one_fate(old: list[int], new: list[int]) -> None:
    met = fates(rows(*old), rows(*new))
    assert {one for one, fate in met.items() if fate == "added"} == set(new) - set(old)
    assert {one for one, fate in met.items() if fate == "removed"} == set(old) - set(new)
    moved = {one for one, fate in met.items() if fate == "moved"}
    assert moved <= set(old) & set(new)
    assert [one for one in old if one in new and one not in moved] == [
        one for one in new if one in old and one not in moved
    ]


@given(st.permutations(range(7)))
def test_no_smaller_set_of_moves_does_it(order: list[int]) -> None:
    staying = stay_in_place(order)
    kept = [one for one in order if one in staying]
    assert kept == sorted(kept)
    larger = combinations(order, len(kept) + 1)
    assert not any(list(some) == sorted(some) for some in larger)


words = st.lists(st.sampled_from("abcd"), max_size=14)


@given(words, words)
def test_runs_cover_both_sequences_and_what_is_the_same_is_the_same(
    old: list[str], new: list[str]
) -> None:
    runs, _ = compare(old, new)
    assert [w for run in runs for w in old[run.old]] == old
    assert [w for run in runs for w in new[run.new]] == new
    assert all(old[run.old] == new[run.new] for run in runs if run.same)


@given(words, words)
def test_as_much_as_possible_is_kept(old: list[str], new: list[str]) -> None:
    with patch.object(edit_script, "LEAST_ALIKE", 0):
        runs, _ = compare(old, new)
    kept = sum(run.old.stop - run.old.start for run in runs if run.same)
    common = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            best = max(common[i][j + 1], common[i + 1][j])
            common[i + 1][j + 1] = common[i][j] + 1 if one == other else best
    assert kept == common[-1][-1]
