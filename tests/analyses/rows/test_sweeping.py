"""Rows without a word go, and nothing else does."""

from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.analyses.kinds import KINDS
from portal.analyses.rows.sweeping import sweep_empty_rows
from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.coaching.scenes import comment, make_coached, send
from tests.factories import make_project
from tests.world import World

OLD = timedelta(days=1, minutes=1)
STEPS = (1, 2, 3, 4, 5, 6, 7)
SHARED = ("organisation_id", "project_id", "analysis_id")
ANCHOR = {"row_kind": "'divider'", "row_id": "id"}
# The table, and what of it is not shared with the row that is spoken of.
SPOKEN = {
    "a reason": (
        "hint_dismissals",
        ANCHOR | {"rule": "'DC1'", "reason": "'We asked'", "by": "updated_by"},
    ),
    "a check-in": (
        "check_ins",
        {
            "factor_id": "id",
            "line_id": "id",
            "token": "'a'",
            "trend": "'same'",
            "observed_on": "now()",
            "note": "''",
            "observer": "''",
            "by": "updated_by",
        },
    ),
    "a comment": (
        "comments",
        {
            **ANCHOR,
            "step": "2",
            "token": "'a'",
            "body": "'Which one?'",
            "author_id": "updated_by",
            "by_coach": "true",
            "revision": "1",
            "sent_at": "now()",
        },
    ),
}


def age(world: World, by: timedelta = OLD) -> None:
    """Let every row have been changed last so long ago."""
    for table in sorted({kind.model.__tablename__ for kind in KINDS.values()}):
        world.admin.execute(f"UPDATE {table} SET updated_at = %s", [clock.now() - by])


def sweep(world: World) -> int:
    with world.app.app_context():
        return sweep_empty_rows()


def left(world: World, table: str) -> list[int]:
    found = world.admin.execute(f"SELECT id FROM {table} WHERE removed_at IS NULL ORDER BY id")
    return [row[0] for row in found]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_row_of_any_kind_goes_where_nothing_is_in_it(world: World, kind: str) -> None:
    analysis = make_analysis(world, make_project(world), STEPS)
    write(world, analysis, kind, {})
    age(world)
    assert sweep(world) == 1
    assert left(world, KINDS[kind].model.__tablename__) == []
    assert sweep(world) == 0


@pytest.mark.parametrize("values", [{"title": "A fee"}, {"rank": 2}, {"category": "experiences"}])
def test_a_row_with_anything_in_it_stays(world: World, values: dict[str, Any]) -> None:
    analysis = make_analysis(world, make_project(world), STEPS)
    kept = write(world, analysis, "divider", values)
    write(world, analysis, "connector", {})
    age(world)
    assert sweep(world) == 1
    assert left(world, "factors") == [kept]


def test_a_row_stays_for_a_day(world: World) -> None:
    analysis = make_analysis(world, make_project(world), STEPS)
    write(world, analysis, "divider", {})
    age(world, timedelta(hours=23))
    assert sweep(world) == 0


def test_a_row_stays_to_which_something_leads(world: World) -> None:
    analysis = make_analysis(world, make_project(world), STEPS)
    linked = write(world, analysis, "divider", {})
    write(world, analysis, "chain", {"factor_id": linked})
    age(world)
    assert sweep(world) == 0


@pytest.mark.parametrize("what", ["a reason", "a check-in", "a comment"])
def test_a_row_stays_that_somebody_spoke_of(world: World, what: str) -> None:
    analysis = make_analysis(world, make_project(world), STEPS)
    write(world, analysis, "divider", {})
    table, own = SPOKEN[what]
    columns = ", ".join((*SHARED, *own))
    values = ", ".join((*SHARED, *own.values()))
    world.admin.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM factors")
    age(world)
    assert sweep(world) == 0


def test_what_was_sent_stays_as_it_was(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, "Well counted.")
    world.admin.execute("UPDATE factors SET title = '', how = '', groups = '', evidence = ''")
    world.admin.execute("UPDATE factors SET category = '', indicator = '', rank = NULL")
    age(world)
    assert sweep(world) == 0


def test_each_organisation_is_swept_for_itself_and_pages_do_not_tell_of_it(world: World) -> None:
    kept = []
    for slug in ("lotus", "river"):
        analysis = make_analysis(world, make_project(world, slug), STEPS, slug)
        write(world, analysis, "divider", {}, slug)
        kept.append(write(world, analysis, "divider", FACTOR, slug))
        age(world)
    assert sweep(world) == 2
    assert left(world, "factors") == kept
    page = world.sign_in("river_writer").get(f"/o/river/analyses/{analysis}/steps/2").text
    assert "was removed" not in page
    assert FACTOR["title"] in page
