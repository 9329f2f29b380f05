"""Changes in words: headings of the side where a row stood, texts word by word, choices whole."""

import pytest
from flask import Flask

from portal.analyses.queries import RowDict
from portal.coaching.comparison.rows import compare_rows
from portal.coaching.comparison.word_diff import LONGEST_SHOWN, Piece, SegmentationBudget
from portal.coaching.comparison.wording import ShownField, ShownRow, show_rows, show_whole, sides_of
from portal.language.i18n import speak
from tests.analyses.rows.plain import make_row, make_snapshot

FEES = make_row("divider", 5, title="Fees", how="Some pay a fee.", groups="Traders")
MEALS = make_row("connector", 6, title="Shared meals")
EFFECT = make_row("chain", 9, factor_id=5, pattern="fairness", sign="worse", explanation="So.")


def shown(kind: str, old: list[RowDict], new: list[RowDict]) -> list[ShownRow]:
    """Return what became of the rows of one kind, with two factors beside them."""
    beside = [("divider", FEES), ("connector", MEALS)] if kind == "chain" else []
    snapshots = [make_snapshot(*beside, *((kind, row) for row in rows)) for rows in (old, new)]
    changes = compare_rows(kind, old, new)
    return show_rows(changes, sides_of(*snapshots), SegmentationBudget())


def fields(row: ShownRow) -> dict[str, list[tuple[str, str]]]:
    return {one.name: told(one) for one in row.fields}


def told(field: ShownField) -> list[tuple[str, str]]:
    return [(piece.change.value, piece.text) for piece in field.pieces]


def test_a_text_is_marked_word_by_word_and_the_rest_is_told_as_it_stays() -> None:
    (row,) = shown("divider", [FEES], [FEES | {"how": "Some pay a toll."}])
    assert fields(row) == {
        "how": [("kept", "Some pay a "), ("removed", "fee"), ("added", "toll"), ("kept", ".")]
    }
    assert [(one.name, one.value) for one in row.same] == [("title", "Fees"), ("groups", "Traders")]
    assert (row.kind_title, row.title, row.number) == ("Divider", "Fees", 1)


def test_a_choice_is_replaced_as_a_whole_even_where_its_words_are_alike() -> None:
    (row,) = shown("chain", [EFFECT], [EFFECT | {"pattern": "respect", "sign": "better"}])
    assert fields(row) == {
        "pattern": [("removed", "Message: fairness"), ("added", "Message: respect")],
        "sign": [("removed", "Worse"), ("added", "Better")],
    }


def test_a_link_is_told_by_what_it_points_at() -> None:
    (row,) = shown("chain", [EFFECT], [EFFECT | {"factor_id": 6}])
    assert fields(row) == {"factor_id": [("removed", "Fees"), ("added", "Shared meals")]}
    assert row.title == "Shared meals"


def test_a_number_is_no_text_to_be_compared() -> None:
    (row,) = shown("divider", [FEES | {"rank": 1}], [FEES | {"rank": 12}])
    assert fields(row) == {"rank": [("removed", "1"), ("added", "12")]}


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "ថ្មី", [("added", "ថ្មី")]),
        ("ចាស់", "", [("removed", "ចាស់")]),
        (None, "New", [("added", "New")]),
    ],
    ids=["written", "emptied", "never written"],
)
def test_what_stands_on_one_side_alone_is_one_piece(
    old: str | None, new: str, pieces: list[tuple[str, str]]
) -> None:
    (row,) = shown("divider", [FEES | {"evidence": old}], [FEES | {"evidence": new}])
    assert fields(row) == {"evidence": pieces}


def test_a_new_row_tells_all_that_was_written_and_nothing_empty() -> None:
    (row,) = shown("divider", [], [FEES])
    assert fields(row) == {
        "title": [("added", "Fees")],
        "how": [("added", "Some pay a fee.")],
        "groups": [("added", "Traders")],
    }
    assert row.same == ()


def test_a_removed_row_has_the_heading_and_the_place_that_it_had() -> None:
    kept = make_row("divider", 1, title="Kept")
    (row,) = shown("divider", [kept, FEES], [kept])
    assert (row.title, row.number, row.row.new_place) == ("Fees", 2, 0)
    assert {change for pieces in fields(row).values() for change, _ in pieces} == {"removed"}


def test_a_row_that_only_moved_tells_its_fields_as_the_same() -> None:
    first = make_row("divider", 1, title="First")
    second = make_row("divider", 2, title="Second")
    third = make_row("divider", 3, title="ទីបី")
    (row,) = shown("divider", [first, second, third], [third, first, second])
    assert (row.fields, row.title, row.number) == ((), "ទីបី", 1)
    assert [one.value for one in row.same] == ["ទីបី"]


def test_words_of_the_new_side_name_the_row_that_changed_its_title() -> None:
    (row,) = shown("divider", [FEES], [FEES | {"title": "ថ្លៃត្រា"}])
    assert row.title == "ថ្លៃត្រា"
    assert told(row.fields[0]) == [("removed", "Fees"), ("added", "ថ្លៃត្រា")]


def test_all_rows_of_a_page_share_one_budget_for_khmer() -> None:
    old, new = "គ្រួសារខ្លះបង់ប្រាក់", "គ្រួសារខ្លះមិនបង់ប្រាក់"
    before = [make_row("divider", one, how=old) for one in (1, 2)]
    after = [row | {"how": new} for row in before]
    sides = sides_of(
        *(make_snapshot(*(("divider", row) for row in rows)) for rows in (before, after))
    )
    budget = SegmentationBudget(left=len(old) + len(new))
    rows = show_rows(compare_rows("divider", before, after), sides, budget)
    assert [row.fields[0].is_coarse for row in rows] == [False, True]
    assert budget.is_spent


def test_a_long_text_that_came_in_is_shortened_and_says_by_how_much() -> None:
    long = "ក" * (LONGEST_SHOWN * 2)
    field = show_whole("how", "How?", "", long)
    assert sum(len(one.text) + one.left_out for one in field.pieces) == len(long)
    assert sum(len(one.text) for one in field.pieces) <= LONGEST_SHOWN


def test_a_value_that_is_nowhere_has_no_pieces() -> None:
    assert show_whole("scope", "Scope", "", "").pieces == ()
    assert [piece.left_out for piece in show_whole("scope", "Scope", "A", "B").pieces] == [0, 0]


def test_labels_are_those_of_the_reader(app: Flask) -> None:
    said = {}
    with app.app_context():
        for locale in ("en", "km"):
            with speak(locale):
                (row,) = shown("divider", [], [FEES])
                said[locale] = (row.kind_title, row.fields[0].label)
    assert said["en"] == ("Divider", "The divider in a few words")
    assert set(said["km"]).isdisjoint(said["en"])


def test_what_people_wrote_stays_as_it_was_written() -> None:
    hostile = "<script>alert(1)</script> %(num)d {x}"
    (row,) = shown("divider", [], [FEES | {"title": hostile}])
    assert row.title == hostile
    assert row.fields[0].pieces == (Piece(row.fields[0].pieces[0].change, hostile),)
