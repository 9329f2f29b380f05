"""What is counted as time goes by: days of the period with both ends, nothing without its proof."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.projects.ledger import ProjectRef
from portal.reports.over_time import COUNTED_KEYS, Counts, count_over_time
from portal.reports.period import Period
from portal.reports.subject import Subject
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.projects.scenes import put
from tests.tracking.scenes import TODAY, look, make_tracked
from tests.world import World

TODAY_ALONE = Period(TODAY, TODAY)
LEARNED = {"kind": "practice", "level": "team", "evidence": "Seen", "noticed_on": TODAY}


def count(
    world: World, period: Period = TODAY_ALONE, funder: str = "", slug: str = "lotus"
) -> Counts:
    with world.working(slug):
        return count_over_time(Subject(world.organisations[slug], funder), period)


def start(world: World, slug: str = "lotus") -> tuple[ProjectRef, int]:
    project = make_project(world, slug)
    return project, make_analysis(world, project, slug=slug)


def test_nothing_written_is_noughts_for_every_key(world: World) -> None:
    found = count(world)
    assert {name: set(counted) for name, counted in found.items()} == {
        name: set(map(str, keys)) for name, keys in COUNTED_KEYS.items()
    }
    assert {number for counted in found.values() for number in counted.values()} == {0}


def test_of_two_looks_on_a_day_the_later_counts(world: World) -> None:
    _, analysis, divider, connector = make_tracked(world)
    look(world, analysis, {divider: "worse", connector: "same"})
    look(world, analysis, {divider: "better"})
    assert count(world)["looks"] == {"better": 1, "same": 1, "worse": 0}


def test_what_is_no_longer_followed_is_no_look(world: World) -> None:
    _, analysis, divider, connector = make_tracked(world)
    look(world, analysis, {divider: "over", connector: "worse"})
    assert count(world)["looks"] == {"better": 0, "same": 0, "worse": 1}


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (TODAY, TODAY, 1),
        (date(2026, 11, 25), date(2026, 11, 30), 0),
        (date(2026, 11, 1), date(2026, 11, 23), 0),
        (date(2026, 11, 1), date(2026, 11, 30), 1),
    ],
    ids=["its day", "after it", "before it", "its month"],
)
def test_looks_and_what_people_learned_are_those_of_the_period(
    world: World, first: date, last: date, number: int
) -> None:
    _, analysis, divider, _ = make_tracked(world)
    look(world, analysis, {divider: "worse"})
    write(world, analysis, "learning", LEARNED)
    found = count(world, Period(first, last))
    assert (found["looks"]["worse"], found["learnings"]["practice"]) == (number, number)


def test_without_a_day_people_learned_when_it_was_written_in_the_networks_zone(
    world: World,
) -> None:
    _, analysis = start(world)
    write(world, analysis, "learning", LEARNED | {"noticed_on": None})
    late = datetime(2026, 3, 31, 18, tzinfo=UTC)  # the first of April in Phnom Penh
    world.admin.execute("UPDATE learnings SET created_at = %s", [late])
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert count(world, april)["learnings"]["practice"] == 1
    assert count(world, Period(date(2026, 3, 1), date(2026, 3, 31)))["learnings"]["practice"] == 0


@pytest.mark.parametrize(
    ("kind", "values", "part"),
    [
        ("learning", LEARNED | {"evidence": ""}, "learnings"),
        ("learning", LEARNED | {"kind": ""}, "learnings"),
        ("influence", {"effect": "helps", "source": ""}, "influences"),
        ("influence", {"effect": "", "source": "funds"}, "influences"),
        ("rating", {"criterion_key": "C1", "level": "high", "evidence": ""}, "ratings"),
    ],
    ids=["no evidence", "of no kind", "no source", "no effect", "a rating without evidence"],
)
def test_what_lacks_something_does_not_count(
    world: World, kind: str, values: dict[str, Any], part: str
) -> None:
    _, analysis = start(world)
    write(world, analysis, kind, values)
    assert sum(count(world)[part].values()) == 0


def test_what_helped_and_hindered_counts_whenever_it_was_written(world: World) -> None:
    _, analysis = start(world)
    for effect in ("helps", "helps", "hinders"):
        write(world, analysis, "influence", {"effect": effect, "source": "funds"})
    long_ago = Period(date(2000, 1, 1), date(2000, 12, 31))
    assert count(world, long_ago)["influences"] == {"helps": 2, "hinders": 1}
    world.admin.execute("UPDATE influences SET removed_at = now() WHERE effect = 'helps'")
    assert count(world)["influences"] == {"helps": 0, "hinders": 1}


def test_a_report_for_a_funder_counts_that_funders_projects(world: World) -> None:
    funded, first = start(world)
    _, second = start(world)
    put(world, funded, funder="BfdW")
    for analysis, level in ((first, "high"), (second, "low")):
        write(world, analysis, "learning", LEARNED)
        rating = {"criterion_key": "C1", "level": level, "evidence": "Seen"}
        write(world, analysis, "rating", rating)
    assert count(world)["learnings"]["practice"] == 2
    for tag in ("BfdW", "bfdw", "B\u200bfdW"):
        found = count(world, funder=tag)
        assert (found["learnings"]["practice"], found["ratings"]) == (
            *(1, {"high": 1, "medium": 0, "low": 0}),
        )
    assert count(world, funder="Other")["learnings"]["practice"] == 0


def test_no_organisation_counts_what_another_wrote(world: World) -> None:
    _, analysis = start(world, "river")
    write(world, analysis, "learning", LEARNED, "river")
    assert count(world)["learnings"]["practice"] == 0
    assert count(world, slug="river")["learnings"]["practice"] == 1
