"""What helps to find a project's coach: saved once for each version, while the project goes on."""

import pytest

from portal.errors import NotFound, Refused
from portal.partnership.matching.needs import NeedsDetails, StaleNeeds, read_needs, save_needs
from portal.projects.ledger import ProjectRef
from tests.factories import make_project
from tests.projects.scenes import put
from tests.world import World

HEALTH = NeedsDetails(["km", "cham"], "health", ["kandal", "kep"])
LAND = NeedsDetails(["en"], "land", [])


def save(
    world: World, project: ProjectRef, details: NeedsDetails = HEALTH, version: int = 0
) -> None:
    with world.acting("lotus_manager", "lotus") as by:
        save_needs(project, details, version=version, by=by)


def read(world: World, project: ProjectRef, name: str = "lotus_viewer") -> tuple[NeedsDetails, int]:
    with world.acting(name, name.partition("_")[0]):
        return read_needs(project.id)


def test_nothing_said_has_no_version(world: World) -> None:
    assert read(world, make_project(world)) == (NeedsDetails(), 0)


def test_what_was_said_is_kept_in_its_order_and_counted_up(world: World) -> None:
    project = make_project(world)
    other = make_project(world)
    save(world, project)
    assert read(world, project) == (HEALTH, 1)
    save(world, project, LAND, 1)
    assert read(world, project) == (LAND, 2)
    save(world, other)
    assert (read(world, project), read(world, other)) == ((LAND, 2), (HEALTH, 1))


def test_everything_may_be_taken_back(world: World) -> None:
    project = make_project(world)
    save(world, project)
    save(world, project, NeedsDetails(), 1)
    assert read(world, project) == (NeedsDetails(), 2)


@pytest.mark.parametrize("version", [0, 2, -1])
def test_what_somebody_else_saved_is_not_overwritten(world: World, version: int) -> None:
    project = make_project(world)
    save(world, project)
    with pytest.raises(StaleNeeds):
        save(world, project, LAND, version)
    assert read(world, project) == (HEALTH, 1)


def test_the_same_words_sent_twice_are_saved_once_and_no_conflict(world: World) -> None:
    project = make_project(world)
    save(world, project)
    save(world, project)
    assert read(world, project) == (HEALTH, 1)


def test_a_paused_project_still_needs_a_coach_and_an_ended_one_does_not(world: World) -> None:
    project = make_project(world)
    put(world, project, state="paused")
    save(world, project)
    put(world, project, state="ended")
    with pytest.raises(Refused):
        save(world, project, LAND, 1)
    assert read(world, project) == (HEALTH, 1)


def test_another_organisation_reads_and_writes_nothing(world: World) -> None:
    project = make_project(world)
    save(world, project)
    assert read(world, project, "river_manager") == (NeedsDetails(), 0)
    with pytest.raises(NotFound), world.acting("river_manager", "river") as by:
        save_needs(project, LAND, version=1, by=by)
    assert read(world, project) == (HEALTH, 1)
