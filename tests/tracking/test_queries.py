"""Reads of check-ins: the latest looks at each factor, and the whole history of one."""

from datetime import date, timedelta

import pytest

from portal.analyses.models import Factor
from portal.errors import NotFound
from portal.tracking import queries
from portal.tracking.queries import (
    LOOKS_DRAWN,
    factor_head,
    history_of,
    last_observer,
    tracked_factors,
)
from portal.tracking.rounds import Chosen
from portal.tracking.trends import Tracked
from tests.analyses.scenes import FACTOR, write
from tests.tracking.scenes import TODAY, look, make_tracked
from tests.tracking.test_rounds import begin
from tests.world import World

YESTERDAY = TODAY - timedelta(days=1)


def factors(world: World, analysis: int) -> dict[int, Tracked]:
    with world.acting("lotus_viewer", "lotus"):
        return {one.id: one for one in tracked_factors(analysis)}


def looks(found: Tracked) -> list[tuple[date, str]]:
    return [(one.day, one.trend) for one in found.looks]


def test_dividers_stand_before_connectors_and_ranked_ones_first(world: World) -> None:
    _, analysis, divider, connector = make_tracked(world)
    unranked = write(world, analysis, "divider", FACTOR | {"rank": None, "title": "ជម្លោះ"})
    second = write(world, analysis, "divider", FACTOR | {"rank": 2})
    removed = write(world, analysis, "divider", FACTOR)
    world.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [removed])
    assert list(factors(world, analysis)) == [divider, second, unranked, connector]


def test_a_factor_that_nobody_looked_at_is_known_since_it_was_written(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    found = factors(world, analysis)[divider]
    assert (found.since, found.looks, found.total, found.is_open) == (TODAY, (), 0, True)


def test_looks_come_oldest_first_and_the_later_one_of_a_day_counts(world: World) -> None:
    _, analysis, divider, connector = make_tracked(world)
    look(world, analysis, {divider: "worse"}, TODAY)
    look(world, analysis, {divider: "same"}, YESTERDAY)
    look(world, analysis, {divider: "better", connector: "worse"}, TODAY)
    found = factors(world, analysis)
    assert looks(found[divider]) == [(YESTERDAY, "same"), (TODAY, "better")]
    assert looks(found[connector]) == [(TODAY, "worse")]
    assert found[divider].total == 2


def test_only_the_latest_looks_are_drawn_and_all_are_counted(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    days = [TODAY - timedelta(days=number) for number in range(LOOKS_DRAWN + 1)]
    for day in days:
        look(world, analysis, {divider: "same"}, day)
    found = factors(world, analysis)[divider]
    assert [one.day for one in found.looks] == days[:LOOKS_DRAWN][::-1]
    assert found.total == LOOKS_DRAWN + 1


@pytest.mark.parametrize(
    ("state", "is_open"), [("active", True), ("paused", False), ("ended", False)]
)
def test_nothing_is_followed_where_nothing_goes_on(
    world: World, state: str, *, is_open: bool
) -> None:
    _, analysis, divider, _ = make_tracked(world)
    world.admin.execute("UPDATE projects SET state = %s", [state])
    assert factors(world, analysis)[divider].is_open is is_open


def test_a_later_round_follows_the_line_and_the_earlier_one_no_more(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    look(world, analysis, {divider: "worse"}, YESTERDAY)
    later = begin(world, analysis, Chosen("Again", {Factor: frozenset({divider})}))
    (copied,) = factors(world, later).values()
    look(world, later, {copied.id: "better"}, TODAY)
    (again,) = factors(world, later).values()
    assert looks(again) == [(YESTERDAY, "worse"), (TODAY, "better")]
    assert again.is_open
    before = factors(world, analysis)[divider]
    assert looks(before) == [(YESTERDAY, "worse")]
    assert not before.is_open
    with world.acting("lotus_viewer", "lotus"):
        head = factor_head(later, copied.id)
        history = history_of(later, head.line, 1)
        earlier = history_of(analysis, head.line, 1)
    assert head.line == divider
    assert [(one.trend, one.round) for one in history] == [("better", 2), ("worse", 1)]
    assert [one.trend for one in earlier] == ["worse"]


def test_the_history_keeps_what_was_corrected_and_marks_it(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    look(world, analysis, {divider: "same"}, YESTERDAY, "Quiet")
    look(world, analysis, {divider: "worse"}, TODAY, "A slip")
    look(world, analysis, {divider: "better"}, TODAY, "ល្អជាងមុន")
    with world.acting("lotus_viewer", "lotus"):
        found = history_of(analysis, divider, 1)
    assert [(one.note, one.is_corrected, one.total) for one in found] == [
        ("ល្អជាងមុន", False, 3),
        ("A slip", True, 3),
        ("Quiet", False, 3),
    ]
    assert (found[0].who, found[0].observer) == ("lotus writer", "Field officer")


def test_a_long_history_comes_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CHECK_INS_PER_PAGE", 2)
    _, analysis, divider, _ = make_tracked(world)
    days = [TODAY - timedelta(days=number) for number in range(3)]
    for day in days:
        look(world, analysis, {divider: "same"}, day)
    with world.acting("lotus_viewer", "lotus"):
        first, second = (history_of(analysis, divider, page) for page in (1, 2))
    assert [one.observed_on for one in (*first, *second)] == days
    assert (len(first), {one.total for one in first}) == (2, {3})


def test_a_factor_is_found_in_its_analysis_removed_or_not(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    world.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [divider])
    with world.acting("lotus_viewer", "lotus"):
        head = factor_head(analysis, divider)
        with pytest.raises(NotFound):
            factor_head(analysis + 1, divider)
    assert (head.kind, head.title, head.removed_at is None) == ("divider", FACTOR["title"], False)
    with world.acting("river_manager", "river"), pytest.raises(NotFound):
        factor_head(analysis, divider)


def test_a_person_is_asked_again_as_what_they_looked_last(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    writer, manager = world.people["lotus_writer"], world.people["lotus_manager"]
    with world.acting("lotus_viewer", "lotus"):
        assert last_observer(analysis, writer) == ""
    look(world, analysis, {divider: "same"})
    world.admin.execute("UPDATE check_ins SET observer = 'មន្ត្រី'")
    with world.acting("lotus_viewer", "lotus"):
        assert (last_observer(analysis, writer), last_observer(analysis, manager)) == ("មន្ត្រី", "")
