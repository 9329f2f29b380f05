"""Two texts of one row side by side: what differs, in words, and both after one another."""

from datetime import date
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.analyses.kinds import KINDS
from portal.analyses.rows.conflicts import (
    FieldConflict,
    keep_words,
    lay_side_by_side,
    read_sent,
)
from portal.analyses.rows.fields import NamedField
from portal.analyses.rows.forms import row_form
from tests.analyses.rows.plain import make_row, make_rows

FACTORS = NamedField(
    make_rows(
        ("divider", make_row("divider", 4, title="Fees")),
        ("connector", make_row("connector", 5, title="Meals")),
        ("option", make_row("option", 6, description="Weekends")),
    ),
    {("divider", 4): "Fees", ("connector", 5): "Meals", ("option", 6): "Weekends"},
    {},
)


def laid(app: Flask, kind: str, theirs: dict[str, Any], **fields: str) -> dict[str, FieldConflict]:
    """Return by name what differs between what was sent and what others saved."""
    with app.test_request_context("/", method="POST", data=MultiDict(fields)):
        form = row_form(KINDS[kind], FACTORS)
        return {one.name: one for one in lay_side_by_side(KINDS[kind], form, theirs)}


def test_only_fields_that_differ_are_laid_side_by_side(app: Flask) -> None:
    theirs = {"title": "Fees", "how": "They pay.", "groups": "Traders"}
    found = laid(app, "divider", theirs, title="Fees", how="Some pay.", groups="Traders")
    assert list(found) == ["how"]
    assert (found["how"].mine, found["how"].theirs) == ("Some pay.", "They pay.")
    assert found["how"].label == "How does it divide people?"


def test_a_field_that_others_did_not_save_is_no_conflict(app: Flask) -> None:
    assert laid(app, "divider", {"title": "Fees"}, title="Fees", how="Some pay.") == {}


def test_both_texts_are_offered_theirs_first_in_lines_or_passages(app: Flask) -> None:
    theirs = {"title": "ថ្លៃត្រា", "how": "They pay."}
    found = laid(app, "divider", theirs, title="Fees", how="Some pay.")
    assert found["title"].both == "ថ្លៃត្រា / Fees"
    assert found["how"].both == "They pay.\n\nSome pay."


def test_what_is_chosen_cannot_be_both(app: Flask) -> None:
    theirs = {"category": "experiences", "rank": 3}
    found = laid(app, "divider", theirs, category="symbols_occasions", rank="1")
    assert {one.both for one in found.values()} == {""}
    assert (found["category"].mine_words, found["category"].their_words) == (
        "Symbols and occasions",
        "Different experiences",
    )
    assert (found["rank"].mine, found["rank"].theirs) == ("1", "3")


def test_an_emptied_text_is_not_joined_with_what_stands(app: Flask) -> None:
    found = laid(app, "divider", {"how": "They pay."}, how="")
    assert (found["how"].mine, found["how"].both) == ("", "")


def test_links_are_told_in_words_and_the_own_staff_is_a_choice(app: Flask) -> None:
    found = laid(app, "test", {"factor_id": None}, factor_id="4")
    told = found["factor_id"]
    assert (told.mine, told.theirs) == ("4", "")
    assert told.mine_words == "Divider: Fees"
    assert told.their_words == "Your own staff"


def test_a_day_is_sent_as_iso_and_told_in_words(app: Flask) -> None:
    found = laid(app, "option", {"review_on": None}, review_on="2027-02-28")
    told = found["review_on"]
    assert (told.mine, told.mine_words, told.theirs) == ("2027-02-28", "28 February 2027", "")


def test_words_of_a_row_that_could_not_be_saved_are_all_kept(app: Flask) -> None:
    fields = {"option_id": "6", "factor_id": "", "effect": "0", "note": "<b>ល្អ</b>"}
    with app.test_request_context("/", method="POST", data=MultiDict(fields)):
        found = keep_words(KINDS["test"], row_form(KINDS["test"], FACTORS))
    assert [(one.name, one.mine, one.theirs, one.both) for one in found] == [
        ("option_id", "6", "", ""),
        ("effect", "0", "", ""),
        ("note", "<b>ល្អ</b>", "", ""),
    ]


def test_values_are_put_as_a_form_sends_them() -> None:
    saved = {"title": "", "rank": None, "effect": 0, "rated_on": date(2026, 2, 28)}
    assert read_sent(saved) == {"title": "", "rank": "", "effect": "0", "rated_on": "2026-02-28"}
