"""People of a frozen workshop or session, and coaching hours, in the cells of a report."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.language.i18n import speak
from portal.reports.coaching import session_figures, session_table
from portal.reports.people import people_cells, people_titles, trained_note, uncounted_note

KHMER = re.compile("[\u1780-\u17ff]")
SESSION = {
    "held_on": "2026-10-20",
    "reference": "LOTUS-1",
    "mode": "call",
    "minutes": 90,
    "women": 3,
    "men": 2,
}


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ({"women": 3, "men": 2, "undisclosed": 1, "unrecorded": 4}, (3, 2, 1, 4, 10)),
        ({"women": 3, "men": 2}, (3, 2, 0, 0, 5)),
        ({}, (0, 0, 0, 0, 0)),
        ({"women": 0, "is_uncounted": False}, (0, 0, 0, 0, 0)),
        ({"women": 0, "is_uncounted": True}, ("–", "–", "–", "–", "Not recorded")),  # noqa: RUF001
    ],
    ids=["all", "frozen long ago", "empty", "nobody came", "nobody counted"],
)
def test_people_are_told_by_sex_and_together(
    row: dict[str, Any], cells: tuple[object, ...]
) -> None:
    assert people_cells(row) == cells
    assert len(people_titles()) == len(cells)


def test_the_sum_stands_last_under_its_heading() -> None:
    assert people_titles() == ("Women", "Men", "Prefer not to say", "Sex not recorded", "Total")


@pytest.mark.parametrize(
    ("workshops", "told"),
    [
        ([], None),
        ([{"is_uncounted": False}, {}], None),
        ([{"is_uncounted": True}, {}, {"is_uncounted": True}], " took part: 2."),
    ],
    ids=["no workshop", "all counted", "two not counted"],
)
def test_workshops_that_nobody_counted_are_said(
    workshops: list[dict[str, Any]], told: str | None
) -> None:
    said = uncounted_note({"workshops": workshops})
    assert len(said) == (told is not None)
    assert all(str(told) in line for line in said)


def test_who_counts_as_trained_is_said_only_where_it_was_told_apart() -> None:
    assert trained_note({}) == ()
    assert len(trained_note({"people_by_kind": {}})) == 1


def test_a_report_from_before_sessions_were_kept_counts_none() -> None:
    assert session_figures({}) == ()


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [((60,), 1), ((90, 30), 2), ((30,), 0.5), ((90,), 1.5), ((), 0), ((1440, 30), 24.5)],
)
def test_hours_are_whole_where_they_can_be(minutes: tuple[int, ...], hours: float) -> None:
    snapshot = {"sessions": [SESSION | {"minutes": one} for one in minutes]}
    sessions, told = session_figures(snapshot)
    assert (sessions.value, told.value) == (len(minutes), hours)
    assert isinstance(told.value, int) is (sum(minutes) % 60 == 0)


def test_a_session_is_a_line_with_its_day_as_a_day(app: Flask) -> None:
    table = session_table({"sessions": [SESSION, SESSION | {"mode": "visit", "minutes": 120}]})
    assert table.rows[0] == (date(2026, 10, 20), "LOTUS-1", "Telephone call", 1.5, 3, 2, 0, 0, 5)
    assert (table.rows[1][2], table.rows[1][3]) == ("Visit", 2)
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_all_words_around_sessions_are_in_the_language_of_the_reader(app: Flask) -> None:
    snapshot = {"sessions": [SESSION], "people_by_kind": {}}
    with app.app_context(), speak("km"):
        table, figures = session_table(snapshot), session_figures(snapshot)
        words = [table.name, table.title, table.empty, *table.columns, str(table.rows[0][2])]
        words += [*(figure.label for figure in figures), *trained_note(snapshot)]
    assert [word for word in words if not KHMER.search(word)] == []
    assert [table.columns[place] for place in table.wide] == list(table.columns[1:3])
    assert [figure.key for figure in figures] == ["sessions", "hours"]
