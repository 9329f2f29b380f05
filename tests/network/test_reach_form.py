"""One line of what the network reached: what can be, and that empty is no nought."""

from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.network.reach import ReachLine
from portal.network.reach_form import ReachForm

FULL = {
    "organisations": "3",
    "people": "20",
    "women": "20",
    "first_day": "2020-01-01",
    "last_day": "2020-01-01",
}


def sent(app: Flask, **fields: str) -> tuple[ReachForm, dict[str, list[str]]]:
    """Return the form as it was sent and what is wrong with its fields."""
    with app.test_request_context("/", method="POST", data=MultiDict(fields)):
        form = ReachForm()
        form.validate()
        return form, {name: list(map(str, found)) for name, found in form.errors.items()}


def test_a_line_may_be_written_in_full_up_to_its_edges(app: Flask) -> None:
    form, errors = sent(app, **FULL)
    day = date(2020, 1, 1)
    assert (form.reach(), errors) == (ReachLine(3, 20, 20, day, day), {})


def test_what_nobody_counted_stays_unknown_and_is_no_nought(app: Flask) -> None:
    form, errors = sent(app, organisations="0", people="", women="")
    assert (form.reach(), errors) == (ReachLine(organisations=0), {})


@pytest.mark.parametrize("people", ["", "0", "19"], ids=["not counted", "none", "one too few"])
def test_women_are_among_the_people(app: Flask, people: str) -> None:
    _form, errors = sent(app, **FULL | {"people": people})
    assert errors == {"women": ["This is more than the total number of people."]}


def test_one_woman_is_one_of_the_people(app: Flask) -> None:
    _form, errors = sent(app, women="1", people="")
    assert set(errors) == {"women"}


def test_no_women_need_no_people(app: Flask) -> None:
    form, errors = sent(app, women="0")
    assert (form.reach().women, errors) == (0, {})


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("people", "-1"),
        ("people", "1000001"),
        ("organisations", "many"),
        ("organisations", "1.5"),
        ("organisations", "9" * 5000),
    ],
    ids=["below nought", "above a million", "words", "half", "endless"],
)
def test_a_count_is_a_whole_number_within_reason(app: Flask, field: str, written: str) -> None:
    _form, errors = sent(app, **FULL | {"women": "", field: written})
    assert set(errors) == {field}


def test_a_million_is_within_reason_and_khmer_digits_are_digits(app: Flask) -> None:
    form, errors = sent(app, people="1000000", women="២០")
    assert (form.reach().people, form.reach().women, errors) == (1_000_000, 20, {})


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("2020-01-02", "2020-01-01", {"last_day"}),
        ("", "2020-01-01", set()),
        ("2020-01-01", "", set()),
        ("2026-11-24", "2026-11-24", set()),
        ("2026-11-25", "", {"first_day"}),
        ("2026-02-30", "", {"first_day"}),
        ("0020-01-01", "", {"first_day"}),
    ],
    ids=["backwards", "no first", "no last", "today", "tomorrow", "no such day", "long ago"],
)
def test_days_are_in_order_and_not_to_come(
    app: Flask, first: str, last: str, wrong: set[str]
) -> None:
    _form, errors = sent(app, **FULL | {"first_day": first, "last_day": last})
    assert set(errors) == wrong
