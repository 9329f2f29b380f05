"""Who wrote in an analysis: one line for each person, its last moment a few minutes old at most."""

from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.analyses.rows.access import hold_analysis
from portal.analyses.rows.contributors import NOTED_EVERY, note_contribution
from tests.analyses.scenes import make_analysis
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.world import World


@pytest.fixture
def analysis(world: World) -> int:
    return make_analysis(world, make_project(world))


def note(world: World, analysis: int, after: timedelta, name: str = "lotus_writer") -> None:
    clock.hold(MOMENT + after)
    with world.acting(name, "lotus") as by:
        note_contribution(hold_analysis(analysis), by=by)


def noted(world: World) -> list[Any]:
    found = world.admin.execute(
        "SELECT name, first_at - %(at)s, last_at - %(at)s FROM contributions "
        "JOIN people ON people.id = person_id ORDER BY contributions.id",
        {"at": MOMENT},
    )
    return [tuple(row) for row in found.fetchall()]


@pytest.mark.parametrize(
    ("after", "last"),
    [
        (timedelta(seconds=1), timedelta()),
        (NOTED_EVERY, timedelta()),
        (NOTED_EVERY + timedelta(seconds=1), NOTED_EVERY + timedelta(seconds=1)),
    ],
    ids=["a second later", "just then", "after a while"],
)
def test_saves_that_follow_one_another_are_noted_once_in_a_while(
    world: World, analysis: int, after: timedelta, last: timedelta
) -> None:
    note(world, analysis, timedelta())
    note(world, analysis, after)
    assert noted(world) == [("lotus writer", timedelta(), last)]


def test_each_person_has_a_line_of_their_own(world: World, analysis: int) -> None:
    note(world, analysis, timedelta())
    note(world, analysis, timedelta(seconds=2), "lotus_manager")
    assert noted(world) == [
        ("lotus writer", timedelta(), timedelta()),
        ("lotus manager", timedelta(seconds=2), timedelta(seconds=2)),
    ]


def test_each_analysis_has_its_own_people(world: World, analysis: int) -> None:
    other = make_analysis(world, make_project(world))
    for one in (analysis, other):
        note(world, one, timedelta())
    assert [name for name, _, _ in noted(world)] == ["lotus writer", "lotus writer"]
    assert world.one("SELECT count(DISTINCT project_id) FROM contributions") == 2
