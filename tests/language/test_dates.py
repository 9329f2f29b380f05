"""Days and moments are written in one way: the day first, in the network's zone."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from flask import Flask

from portal.analyses.kinds import KINDS
from portal.analyses.rows.display import read_value
from portal.analyses.rows.titles import Headings
from portal.language.dates import DAY_FORMAT, DAY_IN_TEXT, say_date, say_due, say_moment
from portal.language.i18n import speak
from portal.language.locales import LOCALES

ROOT = Path(__file__).resolve().parents[2]
LEAP = date(2024, 2, 29)
WRITES = re.compile(r"babel\S* import .*\bformat_(date|datetime|time)\b|strftime")
PATTERN = re.compile(
    r'(?:dateformat|datetimeformat|format_date)\((?:\w+(?:\.\w+)*, )?(?:_\()?"([^"]+)"'
)


@pytest.mark.parametrize(
    ("locale", "written", "in_text"),
    [("en", "29 Feb 2024", "29 February 2024"), ("km", "29 កុម្ភៈ 2024", "29 កុម្ភៈ 2024")],
)
def test_a_day_stands_first(app: Flask, locale: str, written: str, in_text: str) -> None:
    assert say_date(LEAP, locale=locale) == written
    assert say_date(LEAP, DAY_IN_TEXT, locale) == in_text
    field = next(field for field in KINDS["change"].fields if field.name == "changed_on")
    with app.app_context(), speak(locale):
        assert read_value(field, "2024-02-29", Headings({})) == in_text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("pattern", [DAY_FORMAT, DAY_IN_TEXT, "MMM y", "EEEE d MMM", "EEE d"])
def test_days_are_written_as_unicode_has_them(locale: str, pattern: str) -> None:
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(366)]
    for day in days:
        assert say_date(day, pattern, locale) == format_date(day, pattern, locale=locale)


def test_a_moment_is_told_in_the_networks_zone(app: Flask) -> None:
    late = datetime(2024, 2, 29, 18, 30, tzinfo=UTC)
    assert say_moment(late, locale="en") == "1 Mar 2024, 01:30"
    assert say_date(late, locale="en") == "1 Mar 2024"


def test_a_due_date_tells_what_is_left(app: Flask) -> None:
    with app.app_context(), speak("en"):
        assert say_due(LEAP, date(2024, 2, 26)) == "Thu 29 Feb (3 days left)"
        assert say_due(LEAP, date(2024, 2, 29)) == "Thu 29 Feb (today)"
        assert say_due(LEAP, date(2025, 3, 1)) == "Thu 29 Feb 2024 (366 days late)"


def test_dates_are_written_in_one_place() -> None:
    writers = [
        str(path.relative_to(ROOT))
        for folder in ("portal", "workers")
        for path in (ROOT / folder).rglob("*.py")
        if WRITES.search(path.read_text())
    ]
    assert writers == []


def test_every_pattern_of_a_template_has_the_day_first() -> None:
    found = {
        pattern
        for path in (ROOT / "templates").rglob("*.*")
        for pattern in PATTERN.findall(path.read_text())
    }
    assert len(found) > 4
    assert {pattern for pattern in found if not re.match("(EEE )?d MMM|MMM y$", pattern)} == set()
