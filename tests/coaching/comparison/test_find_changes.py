"""Which two states of an analysis are compared: revisions, and how it stands now."""

import pytest

from portal.analyses.queries import analysis_head
from portal.coaching.comparison.page import ComparedPair, ShownChanges, find_changes
from portal.errors import NotFound
from portal.language.i18n import speak
from tests.coaching.scenes import judge, make_coached, send
from tests.world import World

TITLE = "UPDATE factors SET title = %s WHERE kind = 'divider'"


@pytest.fixture
def analysis(world: World) -> int:
    """Return an analysis that was sent twice and changed since: its divider is One, Two, Now."""
    _, found = make_coached(world)
    for number, title in ((1, "One"), (2, "Two")):
        world.admin.execute(TITLE, [title])
        send(world, found, number)
        judge(world, found)
    world.admin.execute(TITLE, ["Now"])
    return found


def find(
    world: World, analysis: int, old: int | None, new: int | None, step: int | None = None
) -> ShownChanges:
    with world.acting("lotus_writer", "lotus"), speak("en"):
        return find_changes(analysis_head(analysis), ComparedPair(old, new, step, page=1))


@pytest.mark.parametrize(
    ("old", "new", "titles"),
    [
        (1, 2, ["One", "Two"]),
        (2, 1, ["Two", "One"]),
        (2, None, ["Two", "Now"]),
        (1, None, ["One", "Now"]),
        (None, 1, ["Now", "One"]),
    ],
    ids=["two revisions", "backwards", "the last and now", "the first and now", "now and before"],
)
def test_each_side_is_the_one_that_was_asked_for(
    world: World, analysis: int, old: int | None, new: int | None, titles: list[str]
) -> None:
    found = find(world, analysis, old, new)
    ((step, row),) = found.rows
    assert (step.number, [piece.text for piece in row.fields[0].pieces]) == (2, titles)
    assert (found.total, found.asked.numbers) == (1, [one for one in (old, new) if one])
    assert found.steps[2].key == "dividers"


@pytest.mark.parametrize(("old", "new"), [(1, 1), (None, None)])
def test_the_same_state_twice_has_no_changes(
    world: World, analysis: int, old: int | None, new: int | None
) -> None:
    assert find(world, analysis, old, new).rows == []


def test_one_step_can_be_asked_for(world: World, analysis: int) -> None:
    assert find(world, analysis, 1, 2, step=3).total == 0
    assert find(world, analysis, 1, 2, step=2).total == 1


def test_a_revision_that_is_not_there_is_not_found(world: World, analysis: int) -> None:
    with pytest.raises(NotFound):
        find(world, analysis, 1, 9)
