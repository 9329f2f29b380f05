"""One page of what changed: twenty rows, of all steps or of one, the head on the first page."""

from typing import Any

import pytest

from portal.analyses.queries import RowDict
from portal.coaching.comparison.page import CHANGES_PER_PAGE, ComparedPair, compare
from portal.errors import NotFound
from tests.analyses.rows.plain import make_row, make_snapshot

WHOLE = ComparedPair(old=1, new=2, step=None, page=1)


def dividers(count: int, how: str = "") -> list[tuple[str, RowDict]]:
    return [("divider", make_row("divider", number, how=how)) for number in range(1, count + 1)]


def head(**more: Any) -> dict[str, list[tuple[str, str]]]:
    """Return the fields of the head that changed to `more`, with their pieces."""
    changes = compare(make_snapshot(), make_snapshot(**more), WHOLE)
    return {
        one.name: [(piece.change.value, piece.text) for piece in one.pieces]
        for one in changes.head_fields
    }


@pytest.mark.parametrize(
    ("count", "page", "shown", "first"),
    [
        (CHANGES_PER_PAGE, 1, CHANGES_PER_PAGE, 1),
        (CHANGES_PER_PAGE + 1, 2, 1, CHANGES_PER_PAGE + 1),
        (0, 1, 0, 1),
    ],
    ids=["a full page", "one too many", "nothing changed"],
)
def test_changes_come_in_pages(count: int, page: int, shown: int, first: int) -> None:
    asked = ComparedPair(old=1, new=2, step=None, page=page)
    changes = compare(
        make_snapshot(*dividers(count)), make_snapshot(*dividers(count, "So.")), asked
    )
    assert (len(changes.rows), changes.first, changes.total) == (shown, first, count)


@pytest.mark.parametrize(("count", "page"), [(0, 2), (CHANGES_PER_PAGE, 2), (1, 99)])
def test_a_page_after_the_last_is_not_found(count: int, page: int) -> None:
    asked = ComparedPair(old=1, new=2, step=None, page=page)
    with pytest.raises(NotFound):
        compare(make_snapshot(), make_snapshot(*dividers(count)), asked)


def test_rows_stand_by_their_steps_and_one_step_or_one_row_can_be_asked_for() -> None:
    new = make_snapshot(
        ("connector", make_row("connector", 4, title="Meals")),
        ("divider", make_row("divider", 5, title="Fees")),
        ("divider", make_row("divider", 6, title="ថ្លៃ")),
    )
    found = {}
    for step, row in ((None, ""), (3, ""), (2, "divider-6"), (3, "divider-6"), (None, "<b>-6")):
        changes = compare(make_snapshot(), new, ComparedPair(1, 2, step, 1, row))
        found[step, row] = [(step.number, shown.title) for step, shown in changes.rows]
    assert found == {
        (None, ""): [(2, "Fees"), (2, "ថ្លៃ"), (3, "Meals")],
        (3, ""): [(3, "Meals")],
        (2, "divider-6"): [(2, "ថ្លៃ")],
        (3, "divider-6"): [],
        (None, "<b>-6"): [],
    }


def test_the_head_tells_what_changed_in_words() -> None:
    assert head() == {}
    assert head(title="ត្រា") == {"title": [("removed", "Stamps"), ("added", "ត្រា")]}
    assert head(scope="activity") == {
        "scope": [("removed", "This project"), ("added", "One activity")]
    }
    assert head(steps=(3, 1, 2)) == {
        "declared_steps": [("removed", "1, 2, 3, 4, 5, 6, 7"), ("added", "1, 2, 3")]
    }


def test_a_scope_that_no_list_has_any_more_is_told_as_it_was_kept() -> None:
    assert head(scope="village")["scope"][1] == ("added", "village")


@pytest.mark.parametrize(
    "asked",
    [
        ComparedPair(1, 2, step=2, page=1),
        ComparedPair(1, 2, step=None, page=1, row="divider-1"),
        ComparedPair(1, 2, step=None, page=2),
    ],
    ids=["of a step", "of a row", "on the second page"],
)
def test_the_head_stands_on_the_first_page_of_everything_alone(asked: ComparedPair) -> None:
    old, new = make_snapshot(), make_snapshot(*dividers(CHANGES_PER_PAGE + 1), title="New")
    assert compare(old, new, asked).head_fields == []


def test_a_step_that_only_one_side_declares_is_compared_too() -> None:
    old, new = make_snapshot(steps=(1,)), make_snapshot(*dividers(1), steps=(2,))
    changes = compare(old, new, WHOLE)
    assert [step.number for step in changes.found.steps] == [1, 2]
    assert changes.total == 1


@pytest.mark.parametrize(
    ("pair", "numbers", "are_sent"),
    [
        (ComparedPair(1, 2, None, 1), [1, 2], True),
        (ComparedPair(2, 1, None, 1), [2, 1], True),
        (ComparedPair(1, None, None, 1), [1], False),
        (ComparedPair(None, None, None, 1), [], False),
    ],
    ids=["two revisions", "backwards", "with today", "today alone"],
)
def test_words_are_remembered_where_both_sides_were_sent(
    pair: ComparedPair, numbers: list[int], *, are_sent: bool
) -> None:
    assert (pair.numbers, pair.effort.are_sent) == (numbers, are_sent)
