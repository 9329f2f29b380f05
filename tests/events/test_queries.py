"""Reads of workshops: the history in pages, sums of places, and which projects rest on which."""

from datetime import date
from uuid import uuid4

import pytest

from portal.errors import NotFound
from portal.events.details import WorkshopDetails
from portal.events.queries import (
    WORKSHOPS_PER_PAGE,
    PeopleTaught,
    learning_history,
    people_taught,
    projects_resting_on,
    projects_waiting_for,
    workshop,
    workshops_of_kind,
)
from portal.events.services import record_workshop
from portal.projects.ledger import ProjectRef
from tests.factories import make_project
from tests.projects.scenes import put
from tests.world import World

SPRING, SUMMER = date(2026, 3, 1), date(2026, 7, 1)


def record(world: World, details: WorkshopDetails, slug: str = "lotus") -> int:
    with world.acting(f"{slug}_manager", slug) as by:
        return record_workshop(world.organisations[slug], details, token=str(uuid4()), by=by)


def held(day: date = SPRING, kind: str = "awareness", **more: int | bool) -> WorkshopDetails:
    return WorkshopDetails(kind, day, **more)  # type: ignore[arg-type]


def waiting(world: World, kind: str) -> list[int]:
    with world.acting("lotus_manager", "lotus"):
        return [one.id for one in projects_waiting_for(kind)]


def resting(world: World, workshop_id: int, kind: str) -> list[int]:
    with world.acting("lotus_manager", "lotus"):
        return [one.id for one in projects_resting_on(workshop_id, kind)]


def test_the_history_begins_with_the_oldest_and_comes_in_pages(world: World) -> None:
    late = record(world, held(SUMMER))
    early = [record(world, held()) for _ in range(WORKSHOPS_PER_PAGE)]
    record(world, held(), "river")
    with world.acting("lotus_viewer", "lotus"):
        first, second = learning_history(), learning_history(2)
    assert [one.id for one in first.workshops] == early
    assert [one.id for one in second.workshops] == [late]
    assert (first.has_more, second.has_more) == (True, False)


def test_a_full_page_alone_has_no_next(world: World) -> None:
    for _ in range(WORKSHOPS_PER_PAGE):
        record(world, held())
    with world.acting("lotus_viewer", "lotus"):
        assert not learning_history().has_more


def test_places_are_summed_by_sex_and_uncounted_workshops_apart(world: World) -> None:
    with world.acting("lotus_viewer", "lotus"):
        assert people_taught() == PeopleTaught(0, 0, 0, 0, 0, 0, 0)
    record(world, held(kind="introductory", women=1, men=2, undisclosed=3, unrecorded=4))
    record(world, held(kind="introductory", women=10, men=20))
    record(world, held(is_uncounted=True))
    record(world, held(kind="forum", women=5, unrecorded=7))
    record(world, held(women=99), "river")
    with world.acting("lotus_viewer", "lotus"):
        assert people_taught() == PeopleTaught(4, 11, 22, 3, 4, 12, 1)


def test_one_workshop_is_found_in_its_organisation_alone(world: World) -> None:
    made = record(world, WorkshopDetails("forum", SPRING, None, "ក្រុម", "BfdW", known_to="year"))
    with world.acting("lotus_viewer", "lotus"):
        found = workshop(made)
    assert (found.days, found.given_by, found.funder, found.known_to) == (
        *(None, "ក្រុម", "BfdW", "year"),
    )
    with world.acting("river_manager", "river"), pytest.raises(NotFound):
        workshop(made)


def test_the_latest_ten_of_a_kind_stand_newest_first(world: World) -> None:
    made = [record(world, held(date(2026, 1, day))) for day in range(1, 12)]
    same_day = record(world, held(date(2026, 1, 11)))
    record(world, held(SUMMER, "forum"))
    with world.acting("lotus_viewer", "lotus"):
        found = [one.id for one in workshops_of_kind("awareness")]
    assert found == [same_day, *made[:1:-1]]


@pytest.mark.parametrize(
    ("stage", "state", "waits"),
    [
        ("introductory", "active", False),
        ("application", "active", True),
        ("coaching", "active", True),
        ("application", "paused", False),
        ("application", "ended", False),
    ],
)
def test_a_project_waits_for_a_workshop_from_its_stage_on_while_it_goes_on(
    world: World, stage: str, state: str, *, waits: bool
) -> None:
    project = make_project(world)
    put(world, project, stage=stage, state=state)
    assert waiting(world, "application") == ([project.id] if waits else [])


@pytest.mark.parametrize("kind", ["awareness", "coaching"])
def test_nobody_waits_for_a_kind_that_meets_nothing(world: World, kind: str) -> None:
    make_project(world)
    assert waiting(world, kind) == []
    assert resting(world, record(world, held(kind=kind)), kind) == []


def test_a_project_that_had_its_workshop_waits_no_more(world: World) -> None:
    project = make_project(world)
    assert waiting(world, "introductory") == [project.id]
    record(world, held(kind="introductory"))
    assert waiting(world, "introductory") == []


def test_a_project_rests_on_a_workshop_that_is_the_only_one_of_its_kind(world: World) -> None:
    project: ProjectRef = make_project(world)
    first = record(world, held(kind="introductory"))
    assert resting(world, first, "introductory") == [project.id]
    second = record(world, held(SUMMER, "introductory"))
    assert resting(world, first, "introductory") == resting(world, second, "introductory") == []


def test_what_another_organisation_recorded_bears_nothing(world: World) -> None:
    project = make_project(world)
    mine = record(world, held(kind="introductory"))
    record(world, held(kind="introductory"), "river")
    assert resting(world, mine, "introductory") == [project.id]


def test_a_project_that_ended_or_never_met_it_rests_on_nothing(world: World) -> None:
    put(world, make_project(world), state="paused")
    made = record(world, held(kind="introductory"))
    assert resting(world, made, "introductory") == []
    put(world, make_project(world), state="active")
    other = make_project(world)
    world.admin.execute("UPDATE milestones SET met_at = now() WHERE key = 'introductory_workshop'")
    put(world, other, state="ended")
    assert other.id not in resting(world, made, "introductory")
    assert len(resting(world, made, "introductory")) == 2
