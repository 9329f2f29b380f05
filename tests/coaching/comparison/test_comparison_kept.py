"""A comparison that is kept: who may read it, what it says, and when it is made anew."""

import pytest

from portal.coaching.comparison.page import KEPT
from tests.coaching.comparison.test_comparison_pages import address, answered, change, first, read
from tests.coaching.scenes import counted, judge, send
from tests.world import World

__all__ = ["answered"]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    KEPT.clear()


def main_of(page: str) -> str:
    """Return a page without its frame, in which the token changes with the time."""
    return page[page.index("<main") : page.index("</main>")]


def test_the_second_reader_is_given_what_the_first_one_read(world: World, answered: int) -> None:
    read_first = world.sign_in("coach").get(address(answered, "?from=1&to=2")).text
    writer = world.sign_in("lotus_writer")
    with counted(world) as statements:
        read_then = writer.get(address(answered, "?from=1&to=2")).text
    assert len(statements) == 3
    begin = '<nav class="card" aria-label="Steps">'
    assert begin in read_first
    inside = [page[page.index(begin) : page.index("</main>")] for page in (read_first, read_then)]
    assert inside[0] == inside[1]
    assert "As it is now" not in read_first
    assert "As it is now" in read_then


def test_who_may_not_read_it_is_refused_however_often_it_was_read(
    world: World, answered: int
) -> None:
    coach = world.sign_in("coach")
    assert coach.get(address(answered)).status_code == 200
    for name in ("other_coach", "leadership", "coordinator"):
        assert world.sign_in(name).get(address(answered)).status_code == 404
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")
    assert coach.get(address(answered)).status_code == 404


def test_each_reader_reads_in_their_own_language(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    english = coach.get(address(answered)).text
    world.admin.execute("UPDATE people SET locale = 'km'")
    khmer = world.sign_in("lotus_writer").get(address(answered)).text
    assert "[removed:" in read(english)
    assert "[removed:" not in read(khmer)
    assert "Jobs for one family" in khmer


def test_another_pair_page_step_or_row_is_another_piece(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    row = f"divider-{first(world, 'divider')}"
    ends = ("?from=1&to=2", "?from=2&to=1", "?from=1&to=2&step=2", f"?from=1&to=2&row={row}")
    pages = [main_of(coach.get(address(answered, end)).text) for end in ends]
    assert len(set(pages)) == len(ends)
    assert [main_of(coach.get(address(answered, end)).text) for end in ends] == pages


def test_a_new_revision_and_the_words_of_today_are_compared_anew(
    world: World, answered: int
) -> None:
    writer = world.sign_in("lotus_writer")
    writer.get(address(answered))
    judge(world, answered)
    for hour in ("Daybreak", "Noon"):
        change(world, answered, "divider", first(world, "divider"), how=hour)
        assert f"[new: {hour} end]" in read(writer.get(address(answered, "?from=2&to=now")).text)
    send(world, answered, 3)
    assert "[new: Noon end]" in read(writer.get(address(answered)).text)


def test_only_what_exists_is_kept(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    for end in ("?row=nothing", "?step=99", "?from=1&to=9"):
        coach.get(address(answered, end))
    assert KEPT.size == 0


def test_words_that_do_not_fit_their_digest_are_not_kept(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    told = "UPDATE revisions SET snapshot = replace(snapshot::text, %s, %s)::jsonb WHERE number = 2"
    world.admin.execute(told, ["much earlier", "much later"])
    assert "much later" in coach.get(address(answered)).text
    assert KEPT.size == 0
    world.admin.execute(told, ["much later", "much earlier"])
    assert "much earlier" in coach.get(address(answered)).text
    assert KEPT.size
