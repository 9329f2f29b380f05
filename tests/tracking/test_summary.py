"""What stands beside an analysis: how much was not looked at, and who wrote here."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.analyses.models import Factor
from portal.analyses.slots import TrackingSummary
from portal.extensions import db
from portal.projects.slots import CheckInsDue
from portal.tracking.rounds import Chosen
from portal.tracking.summary import read_summary, summary_column
from portal.tracking.trends import STALE_AFTER
from tests.analyses.scenes import write
from tests.analyses.steps.made import HEAD
from tests.tracking.scenes import TODAY, look, make_tracked
from tests.tracking.test_rounds import begin
from tests.world import World


def iso(days: int) -> str:
    """Return the day so many days ago."""
    return (TODAY - timedelta(days=days)).isoformat()


NOTHING = dict.fromkeys(("later", "seen", "contributors", "reviews", "due_on"))


def told(found: dict[str, Any], **head: Any) -> TrackingSummary:
    return read_summary(HEAD._replace(**head), NOTHING | found)


@pytest.mark.parametrize(
    ("seen", "factors", "stale"),
    [
        (None, 0, 0),
        ([iso(0)], 1, 0),
        ([iso(STALE_AFTER)], 1, 0),
        ([iso(STALE_AFTER + 1), iso(1)], 2, 1),
    ],
    ids=["nothing followed", "today", "ninety days", "a day more"],
)
def test_a_factor_is_stale_after_ninety_days(
    app: Flask, seen: list[str] | None, factors: int, stale: int
) -> None:
    found = told({"seen": seen})
    due = CheckInsDue(stale, TODAY - timedelta(days=1)) if stale else None
    assert (found.factors, found.check_ins) == (factors, due)


@pytest.mark.parametrize(
    ("head", "later"),
    [({"project_state": "paused"}, None), ({"project_state": "ended"}, None), ({}, 9)],
    ids=["in a pause", "after the end", "where a later round follows it"],
)
def test_nothing_is_stale_where_nobody_should_look(
    app: Flask, head: dict[str, str], later: int | None
) -> None:
    found = told({"seen": [iso(STALE_AFTER + 1)], "later": later}, **head)
    assert (found.factors, found.check_ins, found.later) == (1, None, later)


@pytest.mark.parametrize(
    ("day", "state", "again"),
    [(iso(-1), "active", 0), (iso(0), "active", 1), (iso(9), "active", 1), (iso(9), "paused", 0)],
    ids=["tomorrow", "today", "long ago", "in a pause"],
)
def test_an_option_is_looked_at_again_from_its_day_on(
    app: Flask, day: str, state: str, again: int
) -> None:
    assert told({"reviews": [day]}, project_state=state).again == again


def test_people_are_told_with_their_role_and_the_networks_day(app: Flask) -> None:
    people = [
        ["សុខ", "writer", "2026-11-23T18:30:00+00:00"],
        ["Coach", None, "2026-11-23T03:00:00+00:00"],
    ]
    found = told({"contributors": people}).contributors
    assert [tuple(one) for one in found] == [
        ("សុខ", "writer", date(2026, 11, 24)),
        ("Coach", None, date(2026, 11, 23)),
    ]


def test_an_analysis_of_which_nothing_is_kept_has_a_summary(app: Flask) -> None:
    found = told({}, round=2, origin_id=7)
    assert (found.factors, found.check_ins, found.again, found.contributors) == (0, None, 0, [])
    assert (found.round, found.earlier, found.later) == (2, 7, None)


def column(world: World, analysis: int) -> dict[str, Any]:
    """Return what is read beside the head of an analysis."""
    with world.acting("lotus_viewer", "lotus"):
        asked = {"analysis_id": analysis}
        found: dict[str, Any] = db.session.execute(db.select(summary_column()), asked).scalar_one()
        return found


def test_days_are_those_of_the_last_look_without_what_is_no_longer_followed(world: World) -> None:
    _, analysis, divider, connector = make_tracked(world)
    world.admin.execute("UPDATE factors SET created_at = %s", [TODAY - timedelta(days=200)])
    look(world, analysis, {divider: "worse"}, TODAY - timedelta(days=100))
    assert sorted(column(world, analysis)["seen"]) == [iso(200), iso(100)]
    look(world, analysis, {connector: "over"}, TODAY)
    assert column(world, analysis)["seen"] == [iso(100)]
    look(world, analysis, {connector: "same"}, TODAY)
    assert sorted(column(world, analysis)["seen"]) == [iso(100), iso(0)]


def test_days_of_options_that_were_left_are_not_read(world: World) -> None:
    _, analysis, _, _ = make_tracked(world)
    for state in ("idea", "kept", "dropped", "superseded"):
        option = write(world, analysis, "option", {"description": state, "review_on": TODAY})
        world.admin.execute("UPDATE options SET state = %s WHERE id = %s", [state, option])
    write(world, analysis, "option", {"description": "No day"})
    assert column(world, analysis)["reviews"] == [iso(0), iso(0)]


def test_writers_and_rounds_are_read_beside(world: World) -> None:
    _, analysis, divider, _ = make_tracked(world)
    assert [one[:2] for one in column(world, analysis)["contributors"]] == [
        ["lotus manager", "manager"]
    ]
    later = begin(world, analysis, Chosen("Again", {Factor: frozenset({divider})}))
    assert column(world, analysis)["later"] == later
    assert column(world, later)["later"] is None
