"""Charts of a report: bars as long as their part of the longest, and only of what was counted."""

import re
from typing import Any

import pytest
from flask import Flask

from portal.analyses.vocabulary import FrameworkVersion
from portal.language.i18n import speak
from portal.reports.document.charts import bars_of, charts_of, framework_charts
from portal.reports.document.model import Bar

ANALYSES = {"draft": 2, "accepted": 1}
OLDEST: dict[str, Any] = {"stages": {"coaching": 1}, "analyses": ANALYSES}
KHMER = re.compile("[\u1780-\u17ff]")
TITLES = {"women": "Women", "men": "Men"}


def by_framework(**counted: dict[str, int]) -> dict[str, Any]:
    """Return a snapshot with analyses by framework, those of the others noughts."""
    names = {"handbook": FrameworkVersion.HANDBOOK, "sheet": FrameworkVersion.SHEET}
    every: dict[str, dict[str, int]] = {version: {} for version in FrameworkVersion}
    every |= {names[name]: found for name, found in counted.items()}
    totals = {version: sum(found.values()) for version, found in every.items()}
    return OLDEST | {"analyses_by_framework": every, "frameworks": totals}


@pytest.mark.parametrize(
    ("counts", "bars"),
    [
        ({"women": 4, "men": 1}, [("women", 4, 1.0), ("men", 1, 0.25)]),
        ({"men": 2}, [("women", 0, 0.0), ("men", 2, 1.0)]),
        ({"women": 0, "men": 0}, [("women", 0, 0.0), ("men", 0, 0.0)]),
        ({}, [("women", 0, 0.0), ("men", 0, 0.0)]),
        ({"women": 1}, [("women", 1, 1.0), ("men", 0, 0.0)]),
        ({"women": 1, "other": 4}, [("women", 1, 0.25), ("men", 0, 0.0)]),
    ],
    ids=[
        "counted",
        "one not counted",
        "noughts",
        "nothing",
        "one alone",
        "a key that has no title",
    ],
)
def test_a_bar_is_its_part_of_the_longest(
    counts: dict[str, int], bars: list[tuple[str, int, float]]
) -> None:
    assert [(bar.key, bar.value, bar.share) for bar in bars_of(counts, TITLES)] == bars


def test_an_old_report_has_no_chart_of_what_was_not_counted_then() -> None:
    assert [chart.key for chart in charts_of(OLDEST)] == ["stages", "analyses"]


def test_charts_stand_in_one_order_whatever_order_they_were_frozen_in() -> None:
    counted: dict[str, dict[str, int]] = {
        name: {} for name in ("people", "looks", "options", "milestones", "people_to_date")
    }
    keys = [chart.key for chart in charts_of(counted | OLDEST)]
    assert keys == [
        *("stages", "milestones", "analyses", "options"),
        *("looks", "people", "people_to_date"),
    ]


def test_people_of_the_period_and_of_all_time_say_which_they_are() -> None:
    notes = {
        chart.key: (chart.title, chart.note)
        for chart in charts_of(OLDEST | {"people": {}, "people_to_date": {}})
    }
    assert notes["people"] == ("People trained, by sex", "In this period")
    assert notes["people_to_date"] == ("People trained, by sex", "Up to the end of this period")


def test_analyses_are_told_by_framework_right_after_those_of_all() -> None:
    snapshot = by_framework(handbook={"draft": 2}, sheet={"accepted": 1}) | {"options": {}}
    assert [chart.key for chart in charts_of(snapshot)] == [
        *("stages", "analyses", "frameworks", "analyses_handbook-2004", "analyses_lcp-6"),
        "options",
    ]


def test_a_framework_that_nobody_follows_has_a_bar_and_no_chart() -> None:
    charts = {chart.key: chart for chart in framework_charts(by_framework(sheet={"draft": 3}), "")}
    assert list(charts) == ["frameworks", "analyses_lcp-6"]
    assert [(bar.key, bar.value) for bar in charts["frameworks"].bars] == [
        *(("handbook-2004", 0), ("lcp-6", 3), ("action-loop", 0)),
    ]
    assert Bar("draft", "Draft", 3, 1.0) in charts["analyses_lcp-6"].bars
    assert charts["analyses_lcp-6"].title == "Analyses by status, Step-by-step sheet: six steps"


def test_a_report_from_before_there_were_frameworks_has_none_of_their_charts() -> None:
    assert list(framework_charts(OLDEST, "Today")) == []


def test_titles_and_bases_of_all_charts_are_in_the_language_of_the_reader(app: Flask) -> None:
    parts = ("milestones", "options", "reviews", "changes", "looks", "ratings", "learnings")
    people = ("influences", "people", "people_to_date", "people_by_kind", "session_people")
    snapshot = by_framework(sheet={"draft": 1}) | {name: {} for name in (*parts, *people)}
    with app.app_context(), speak("km"):
        charts = charts_of(snapshot)
    assert len(charts) == len(parts) + len(people) + 4
    assert [one.key for one in charts if not (KHMER.search(one.title) and one.bars)] == []
    assert [one.key for one in charts if not KHMER.search(one.note)] == []
