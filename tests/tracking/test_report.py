"""What comes as time goes by, in the progress report: counts only, and the same everywhere."""

from datetime import date
from uuid import uuid4

from portal.reports.document.builder import Imprint, compose
from portal.reports.period import Period
from portal.reports.snapshot import Snapshot, take_snapshot
from portal.tracking.rounds import Chosen, start_round
from tests.analyses.scenes import make_analysis, write
from tests.tracking.scenes import TODAY, look, make_tracked
from tests.world import World

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LEARNED = {"kind": "practice", "level": "team", "evidence": "Notes", "noticed_on": "2026-05-01"}
RATED = {"criterion_key": "C1", "level": "high", "evidence": "Minutes"}


def snapshot_of(world: World, slug: str = "lotus") -> Snapshot:
    with world.working(slug):
        return take_snapshot(world.organisations[slug], YEAR)


def test_only_what_is_proved_and_of_the_period_counts(world: World) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    look(world, analysis, {divider: "worse"})
    look(world, analysis, {divider: "better", connector: "same"})
    look(world, analysis, {divider: "worse"}, date(2025, 12, 31))
    look(world, analysis, {connector: "over"}, date(2026, 2, 1))
    for change in ({}, {"evidence": ""}, {"noticed_on": "2025-01-01"}, {"kind": "attitude"}):
        write(world, analysis, "learning", LEARNED | change)
    for change in ({}, {"level": "low", "evidence": ""}, {"criterion_key": "C3", "level": "low"}):
        write(world, analysis, "rating", RATED | change)
    for effect, source in (("helps", "funds"), ("hinders", "other"), ("helps", "")):
        write(world, analysis, "influence", {"effect": effect, "source": source})
    told = snapshot_of(world)
    assert told["looks"] == {"better": 1, "same": 1, "worse": 0}
    assert told["learnings"] == {"knowledge": 0, "attitude": 1, "practice": 1}
    assert told["ratings"] == {"high": 1, "medium": 0, "low": 1}
    assert told["influences"] == {"helps": 1, "hinders": 1}
    other = snapshot_of(world, "river")
    assert [sum(other[key].values()) for key in ("looks", "learnings", "ratings")] == [0, 0, 0]
    assert TODAY.year == YEAR.starts_on.year


def begin_round(world: World, analysis: int) -> int:
    """Begin the round after an analysis and return its id."""
    with world.acting("lotus_writer", "lotus") as by:
        return start_round(analysis, Chosen("Next look"), token=str(uuid4()), by=by)


def test_ratings_stay_in_the_report_until_a_newer_one_of_any_round(world: World) -> None:
    _project, first, *_factors = make_tracked(world)
    write(world, first, "rating", RATED | {"rated_on": "2026-02-01"})
    write(world, first, "rating", RATED | {"criterion_key": "C3", "level": "medium"})
    before = snapshot_of(world)["ratings"]
    assert before == {"high": 1, "medium": 1, "low": 0}
    second = begin_round(world, first)
    assert snapshot_of(world)["ratings"] == before
    third = begin_round(world, second)
    assert snapshot_of(world)["ratings"] == before
    write(world, third, "rating", RATED | {"level": "low", "rated_on": "2026-03-01"})
    assert snapshot_of(world)["ratings"] == {"high": 0, "medium": 1, "low": 1}
    write(world, second, "rating", RATED | {"level": "medium", "rated_on": "2026-02-20"})
    assert snapshot_of(world)["ratings"] == {"high": 0, "medium": 1, "low": 1}
    unproved = RATED | {"evidence": "", "rated_on": "2026-05-01"}
    write(world, third, "rating", unproved)
    assert snapshot_of(world)["ratings"] == {"high": 0, "medium": 1, "low": 1}


def test_each_analysis_has_ratings_of_its_own(world: World) -> None:
    project, first, *_factors = make_tracked(world)
    other = make_analysis(world, project)
    for analysis, level in ((first, "high"), (other, "low")):
        write(world, analysis, "rating", RATED | {"level": level})
        begin_round(world, analysis)
    assert snapshot_of(world)["ratings"] == {"high": 1, "medium": 0, "low": 1}


def test_the_report_has_a_part_for_each_and_old_reports_do_without(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    look(world, analysis, {divider: "better"})
    told = snapshot_of(world)
    imprint = Imprint(1, "0" * 64, "v")
    charts = {chart.key: chart for chart in compose(told, imprint, "en").charts}
    assert charts["learnings"].title == "Changes in knowledge, attitude and practice"
    assert [(bar.label, bar.value) for bar in charts["looks"].bars] == [
        ("Better", 1),
        ("The same", 0),
        ("Worse", 0),
    ]
    old = {key: value for key, value in told.items() if key not in ("looks", "ratings")}
    assert {"looks", "ratings"}.isdisjoint(
        chart.key for chart in compose(old, imprint, "km").charts
    )
