"""What a coach reads of a state is what happened: taken back, opened again, or a draft."""

import re

import pytest

from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction, coach_title
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.world import World


def shown(world: World, analysis: int, name: str = "coach") -> list[str]:
    """Return the state of an analysis in the coach's queue and on the page of its review."""
    coach = world.sign_in(name)
    pages = [coach.get("/coach/").text, coach.get(f"/o/lotus/analyses/{analysis}/review").text]
    # What is new since the last visit is counted in a tag of its own above the queue.
    states = r'<span class="tag tag--(?!new)\w+">([^<]*)</span>'
    return [re.findall(states, page)[0] for page in pages]


def act(world: World, analysis: int, action: ReviewAction) -> None:
    """Make a move of the organisation."""
    with world.acting("lotus_writer", "lotus") as writer:
        move(analysis, action, by=writer, note="A new district.")


def test_a_draft_says_how_it_became_one(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    assert shown(world, analysis) == ["To read"] * 2
    act(world, analysis, ReviewAction.WITHDRAW)
    assert shown(world, analysis) == ["Taken back"] * 2
    send(world, analysis, 2)
    judge(world, analysis, ReviewAction.ACCEPT)
    act(world, analysis, ReviewAction.REOPEN)
    assert shown(world, analysis) == ["Reopened"] * 2
    send(world, analysis, 2)
    act(world, analysis, ReviewAction.WITHDRAW)
    assert shown(world, analysis) == ["Taken back"] * 2


@pytest.mark.parametrize(
    ("state", "last", "title"),
    [
        ("draft", None, "Draft"),
        ("draft", "withdraw", "Taken back"),
        ("draft", "reopen", "Reopened"),
        ("submitted", "submit", "To read"),
        ("in_review", "start_review", "In review"),
        ("changes_requested", "request_changes", "Changes requested"),
        ("accepted", "accept", "Accepted"),
    ],
)
def test_each_state_has_its_words(state: str, last: str | None, title: str) -> None:
    assert coach_title(state, last) == title


def test_a_second_coach_reads_that_the_review_has_begun(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    path, other = f"/o/lotus/analyses/{analysis}/review", world.sign_in("other_coach")
    assert "after that, the analysis cannot be taken back" in other.get(path).text
    comment(world, analysis, "Hm.")
    page = other.get(path).text
    assert "after that" not in page
    assert "The review has started, so the analysis can no longer be taken back." in page


def test_a_joint_verdict_names_all_who_gave_it(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    judge(world, analysis)
    page = world.sign_in("lotus_writer").get(f"/o/lotus/analyses/{analysis}").text
    assert '<p class="soft">coach, other coach · ' in page
