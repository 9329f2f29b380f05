"""The monitoring table: which rating of a criterion counts, and what is newer and lacks a proof."""

from typing import Any

import pytest

from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.analyses.ratings import counts, newness
from portal.analyses.registers import monitoring
from portal.analyses.registers.monitoring import (
    AssessedCriterion,
    assess,
    register_of,
    unassigned,
)
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.rows.plain import make_row
from tests.analyses.steps.made import make_page


def rating(id_: int, level: str = "high", evidence: str = "Seen", **more: Any) -> RowDict:
    return make_row("rating", id_, **{"criterion_key": "C1"} | more, level=level, evidence=evidence)


def first(*rows: RowDict) -> AssessedCriterion:
    """Return what is said of the first criterion."""
    return assess(make_page("rating", *(("rating", row) for row in rows)))[0]


@pytest.mark.parametrize(
    ("level", "evidence", "expected"),
    [("high", "Seen", True), ("low", "ឃើញ", True), ("", "Seen", False), ("high", "", False)],
)
def test_a_rating_counts_with_its_level_and_its_evidence(
    level: str, evidence: str, *, expected: bool
) -> None:
    assert counts(rating(1, level, evidence)) is expected


def test_the_newest_is_the_one_of_the_latest_day_then_the_one_written_last() -> None:
    rows = [
        rating(9),
        rating(1, rated_on="2026-03-01"),
        rating(3, rated_on="2025-12-31"),
        rating(2, rated_on="2026-03-01"),
    ]
    assert [row["id"] for row in sorted(rows, key=newness)] == [9, 3, 1, 2]


def test_every_criterion_has_its_line_and_ratings_of_others_stand_elsewhere() -> None:
    page = make_page("rating", ("rating", rating(1)), ("rating", rating(2, criterion_key="C3")))
    lines = {one.criterion.key: [card.id for card in one.cards] for one in assess(page)}
    assert list(lines) == ["C1", "C2", "C2a", "C2b", "C2c", "C2d", "C2e", "C3"]
    assert {key: ids for key, ids in lines.items() if ids} == {"C1": [1], "C3": [2]}


def test_a_criterion_that_nobody_rated_says_nothing() -> None:
    line = first()
    assert (line.counted, line.rated_on, line.uncounted, line.cards) == (None, None, None, [])


def test_ratings_of_a_criterion_stand_newest_first() -> None:
    line = first(rating(1, rated_on="2026-01-01"), rating(2), rating(3, rated_on="2026-02-01"))
    assert [card.id for card in line.cards] == [3, 1, 2]
    assert line.counted is not None
    assert line.counted["id"] == 3
    assert str(line.rated_on) == "2026-02-01"


@pytest.mark.parametrize(
    ("newer", "uncounted"),
    [
        (rating(2, "low", "", rated_on="2026-05-01"), 2),
        (rating(2, "", "Seen", rated_on="2026-05-01"), None),
        (rating(2, "low", "", rated_on="2026-01-01"), None),
        (rating(2, "low", "", rated_on="2026-03-01"), 2),
    ],
    ids=["newer without evidence", "without a level", "older", "of the same day, written later"],
)
def test_a_newer_rating_without_evidence_does_not_count_and_is_said(
    newer: RowDict, uncounted: int | None
) -> None:
    line = first(rating(1, rated_on="2026-03-01"), newer)
    assert line.counted is not None
    assert line.counted["id"] == 1
    assert (line.uncounted["id"] if line.uncounted else None) == uncounted


def test_a_rating_without_evidence_is_said_where_none_counts() -> None:
    line = first(rating(1, evidence=""))
    assert (line.counted, line.rated_on) == (None, None)
    assert line.uncounted is not None


def test_a_rating_that_counts_without_a_day_has_none() -> None:
    line = first(rating(1))
    assert line.counted is not None
    assert line.rated_on is None


@pytest.mark.parametrize("key", ["", "C9"], ids=["not chosen", "of no table"])
def test_what_rates_nothing_known_stands_apart(key: str) -> None:
    page = make_page("rating", ("rating", rating(1)), ("rating", rating(2, criterion_key=key)))
    assert [card.id for card in unassigned(page)] == [2]
    assert [card.id for line in assess(page) for card in line.cards] == [1]


def test_changes_are_a_register_but_where_they_are_the_last_step() -> None:
    assert register_of(make_page("rating")) is KINDS["rating"].register
    assert register_of(make_page("divider")) is None
    assert register_of(make_page("change")) is KINDS["change"].register
    assert register_of(make_page("change", version=FrameworkVersion.SHEET)) is None
    assert register_of(make_page("learning", version=FrameworkVersion.SHEET)) is not None


def of_rounds(
    monkeypatch: pytest.MonkeyPatch, earlier: RowDict, *rows: RowDict
) -> AssessedCriterion:
    """Return what is said of the first criterion where `earlier` counted in a round before."""
    asked: list[int] = []

    def before(analysis_id: int) -> dict[str, RowDict]:
        asked.append(analysis_id)
        return {"C1": earlier}

    monkeypatch.setattr(monitoring, "counted_before", before)
    page = make_page("rating", *(("rating", row) for row in rows))
    assert assess(page)[0].counted != earlier
    page.found = page.found._replace(head=page.analysis._replace(origin_id=7))
    found = assess(page)[0]
    assert asked == [page.analysis.id]
    return found


@pytest.mark.parametrize(
    ("rated_on", "evidence", "counted", "uncounted"),
    [
        ("2026-06-01", "Seen", 5, None),
        ("2026-01-01", "Seen", 1, None),
        ("2026-06-01", "", 1, 5),
        ("2026-01-01", "", 1, None),
    ],
    ids=["newer", "older", "newer without evidence", "older without evidence"],
)
def test_a_rating_of_an_earlier_round_counts_until_a_newer_one_has_its_evidence(
    monkeypatch: pytest.MonkeyPatch,
    rated_on: str,
    evidence: str,
    counted: int,
    uncounted: int | None,
) -> None:
    earlier = rating(1, rated_on="2026-03-01") | {"round": 1}
    line = of_rounds(monkeypatch, earlier, rating(5, "low", evidence, rated_on=rated_on))
    assert line.counted is not None
    assert line.counted["id"] == counted
    assert (line.uncounted["id"] if line.uncounted else None) == uncounted
    assert [card.id for card in line.cards] == [5]
