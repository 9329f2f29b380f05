"""Which rating counts among those of all rounds, as the database finds it."""

from datetime import date
from typing import Any

from portal.analyses.queries import RowDict
from portal.analyses.ratings import counted_before, counted_levels
from portal.extensions import db
from portal.tracking.rounds import Chosen
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.tracking.test_rounds import begin
from tests.world import World

NONE = Chosen("Again", {})


def rate(world: World, analysis: int, level: str, slug: str = "lotus", **more: Any) -> int:
    values = {"criterion_key": "C1", "level": level, "evidence": "Seen", "rated_by": "Team"}
    return write(world, analysis, "rating", values | more, slug)


def start(world: World, slug: str = "lotus") -> int:
    return make_analysis(world, make_project(world, slug), slug=slug)


def before(world: World, analysis: int) -> dict[str, RowDict]:
    with world.acting("lotus_viewer", "lotus"):
        return counted_before(analysis)


def levels(world: World) -> list[str]:
    with world.working("lotus"):
        found = db.session.execute(counted_levels(world.organisations["lotus"])).scalars()
        return sorted(found)


def test_the_first_round_has_nothing_before_it(world: World) -> None:
    analysis = start(world)
    rate(world, analysis, "high")
    assert before(world, analysis) == {}


def test_the_newest_rating_of_all_earlier_rounds_counts(world: World) -> None:
    first = start(world)
    rate(world, first, "low", rated_on=date(2026, 5, 1))
    rate(world, first, "high", criterion_key="C3")
    second = begin(world, first, NONE)
    rate(world, second, "high", rated_on=date(2026, 4, 1))
    third = begin(world, second, NONE)
    rate(world, third, "medium", rated_on=date(2026, 11, 1))
    found = before(world, third)
    assert {key: (row["level"], row["round"]) for key, row in found.items()} == {
        "C1": ("low", 1),
        "C3": ("high", 1),
    }
    assert (found["C1"]["rated_on"], found["C3"]["rated_on"]) == ("2026-05-01", None)
    assert found["C1"]["rated_by"] == "Team"


def test_what_lacks_its_proof_its_level_or_its_criterion_does_not_count(world: World) -> None:
    first = start(world)
    rate(world, first, "low")
    rate(world, first, "high", evidence="")
    rate(world, first, "", evidence="Seen")
    rate(world, first, "high", criterion_key="")
    removed = rate(world, first, "medium")
    world.admin.execute("UPDATE ratings SET removed_at = now() WHERE id = %s", [removed])
    second = begin(world, first, NONE)
    assert {key: row["level"] for key, row in before(world, second).items()} == {"C1": "low"}
    assert levels(world) == ["low"]


def test_of_two_ratings_of_a_day_the_one_written_later_counts(world: World) -> None:
    first = start(world)
    rate(world, first, "low", rated_on=date(2026, 5, 1))
    rate(world, first, "high", rated_on=date(2026, 5, 1))
    rate(world, first, "medium")  # nobody knows when
    assert levels(world) == ["high"]


def test_an_analysis_with_its_rounds_counts_once_for_each_criterion(world: World) -> None:
    first = start(world)
    rate(world, first, "low", rated_on=date(2026, 1, 1))
    rate(world, first, "medium", criterion_key="C2")
    second = begin(world, first, NONE)
    rate(world, second, "high", rated_on=date(2026, 6, 1))
    assert levels(world) == ["high", "medium"]


def test_other_analyses_count_beside_and_other_organisations_never(world: World) -> None:
    for level in ("low", "high"):
        rate(world, start(world), level)
    rate(world, start(world, "river"), "medium", "river")
    assert levels(world) == ["high", "low"]
