"""What is sent again unchanged is the same revision: it meets no milestone and is not counted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from portal import clock
from portal.coaching.comments.replies import ReplyWords, answer
from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction
from portal.reports.period import Period
from portal.reports.snapshot import take_snapshot
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.conftest import MOMENT
from tests.world import World

BASE = "/o/lotus/analyses/{}"
MET = (
    "SELECT json_agg(json_build_array(key, round, met_at, met_by) ORDER BY key, round)"
    " FROM milestones WHERE met_at IS NOT NULL"
)
YEAR = Period(MOMENT.date().replace(month=1, day=1), MOMENT.date().replace(month=12, day=31))


def test_what_was_taken_back_and_sent_again_is_the_same_revision(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    met, kept = world.one(MET), revisions(world)
    for hours in range(1, 4):
        clock.hold(MOMENT + timedelta(hours=hours))
        take_back(world, analysis)
        writer = world.sign_in("lotus_writer")
        page = writer.get(f"{BASE.format(analysis)}/submission").text
        assert "Send revision 1 again" in page
        assert "the revision stays the same" in page
        sent = writer.post(f"{BASE.format(analysis)}/submission", data={"number": 2})
        assert sent.status_code == 303
    assert (world.one(MET), revisions(world)) == (met, kept)
    assert kept == [1]
    assert world.one("SELECT revisions FROM analyses") == 1
    assert counted_as_sent(world) == 1
    assert open_turns(world) == [["feedback_given", 1]]
    assert (
        moves(world)
        == [["submit", 1, False]]
        + [
            ["withdraw", 1, False],
            ["submit", 1, True],
        ]
        * 3
    )


def test_an_answer_that_is_sent_again_stays_one_answer(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    clock.hold(MOMENT + timedelta(days=1))
    edit(world)
    send(world, analysis, 2)
    met = world.one(MET)
    assert [row[:2] for row in met if row[0] == "answer_sent"] == [["answer_sent", 1]]
    for days in range(2, 4):
        clock.hold(MOMENT + timedelta(days=days))
        take_back(world, analysis)
        assert open_turns(world) == [["answer_sent", 1]]
        send(world, analysis, 3)
    assert world.one(MET) == met
    assert revisions(world) == [1, 2]
    assert counted_as_sent(world) == 2
    assert open_turns(world) == [["feedback_given", 2]]


def test_what_changed_after_it_was_taken_back_is_a_revision_and_still_one_answer(
    world: World,
) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    edit(world)
    send(world, analysis, 2)
    take_back(world, analysis)
    edit(world, "Stamps, fees and queues")
    page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission").text
    assert "Send it as revision 3" in page
    send(world, analysis, 3)
    assert revisions(world) == [1, 2, 3]
    answers = [row[:2] for row in world.one(MET) if row[0] == "answer_sent"]
    assert answers == [["answer_sent", 1]]
    assert open_turns(world) == [["feedback_given", 2]]


def test_a_double_click_on_the_same_revision_sends_it_once(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    take_back(world, analysis)
    writer, path = world.sign_in("lotus_writer"), f"{BASE.format(analysis)}/submission"
    assert [writer.post(path, data={"number": 2}).status_code for _ in range(2)] == [303, 303]
    assert moves(world) == [["submit", 1, False], ["withdraw", 1, False], ["submit", 1, True]]
    assert world.sign_in("lotus_manager").post(path, data={"number": 2}).status_code == 409


def test_sending_what_the_coach_gave_back_as_it_was_is_no_answer(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    met = world.one(MET)
    page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission").text
    assert "it does not count as an answer to the feedback" in page
    send(world, analysis, 2)
    assert (world.one(MET), counted_as_sent(world)) == (met, 1)
    assert open_turns(world) == [["feedback_given", 2]]
    assert moves(world)[-1] == ["submit", 2, True]
    judge(world, analysis)
    assert open_turns(world) == [["answer_sent", 1]]


def test_an_answer_to_a_comment_is_an_answer_without_another_change(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    first = comment(world, analysis, "Who said so?")
    judge(world, analysis)
    clock.hold(MOMENT + timedelta(days=1))
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, first, ReplyWords("Two families.", str(uuid4()), writer))
    page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission").text
    assert "does not count" not in page
    send(world, analysis, 2)
    assert moves(world)[-1] == ["submit", 2, False]
    assert [row[:2] for row in world.one(MET) if row[0] == "answer_sent"] == [["answer_sent", 1]]
    assert counted_as_sent(world) == 2


@pytest.mark.parametrize("hours", [1, 30])
def test_what_was_sent_again_waits_since_then(world: World, hours: int) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    clock.hold(MOMENT + timedelta(days=5))
    take_back(world, analysis)
    send(world, analysis, 2)
    clock.hold(MOMENT + timedelta(days=5, hours=hours))
    page = world.sign_in("coach").get("/coach/").text
    assert ("today" if hours == 1 else "1 day<") in page.replace("Today", "today")
    assert "5 days" not in page


def test_the_history_says_that_it_was_sent_again_unchanged(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    take_back(world, analysis)
    send(world, analysis, 2)
    page = world.sign_in("lotus_viewer").get(f"{BASE.format(analysis)}/history").text
    assert page.count("Sent again, unchanged · Revision 1") == 1
    assert page.count("Sent to the coach · Revision 1") == 1


def take_back(world: World, analysis: int) -> None:
    """Take an analysis back that the coach has not started to read."""
    with world.acting("lotus_writer", "lotus") as writer:
        move(analysis, ReviewAction.WITHDRAW, by=writer)


def edit(world: World, title: str = "Stamps and fees") -> None:
    """Change a word of the analysis."""
    world.admin.execute("UPDATE factors SET title = %s WHERE kind = 'divider'", [title])


def revisions(world: World) -> list[int]:
    """Return the numbers of what was sent."""
    found: list[int] = world.one("SELECT json_agg(number ORDER BY number) FROM revisions")
    return found


def moves(world: World) -> list[list[Any]]:
    """Return action, revision and whether nothing was new, of each move in order."""
    found: list[list[Any]] = world.one(
        "SELECT json_agg(json_build_array(action, revision, is_repeat) ORDER BY id)"
        " FROM review_moves"
    )
    return found


def open_turns(world: World) -> list[list[Any]]:
    """Return key and number of the open turns."""
    found: list[list[Any]] = world.one(
        "SELECT json_agg(json_build_array(key, round)) FROM milestones"
        " WHERE analysis_id IS NOT NULL AND met_at IS NULL"
    )
    return found


def counted_as_sent(world: World) -> int:
    """Return how many sendings a report of the year counts."""
    with world.working("lotus"):
        counted = take_snapshot(world.organisations["lotus"], YEAR)["reviews"]
    return int(counted["submit"])
