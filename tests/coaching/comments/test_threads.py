"""A comment that was sent: both sides answer, it is settled, opened again, and its row may go."""

import re
from html import unescape
from uuid import uuid4

import pytest

from portal.analyses.rows import services as analyses
from portal.analyses.rows.access import RowRef
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.replies import ReplyWords, answer, reopen, settle
from portal.coaching.comments.threads import Thread, comments_on
from portal.coaching.comments.unanswered import unanswered
from portal.coaching.workflow import ReviewAction
from tests.analyses.scenes import FACTOR, write
from tests.coaching.scenes import comment, counted, judge, make_coached, send
from tests.world import World


@pytest.fixture
def asked(world: World) -> tuple[int, int]:
    """Return an analysis that came back with one required comment, and the comment."""
    _, analysis = make_coached(world)
    send(world, analysis)
    row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    about = CommentAnchor(2, "divider", row, "how")
    asked = comment(world, analysis, "How do you know?", about, is_required=True)
    judge(world, analysis)
    return analysis, asked


def say(world: World, asked: tuple[int, int], text: str, name: str, verb: object = answer) -> None:
    with world.acting(name, "lotus") as by:
        words = ReplyWords(text, str(uuid4()), by, by_coach="coach" in name)
        verb(*asked, words)  # type: ignore[operator]


def thread(world: World, asked: tuple[int, int], name: str = "lotus_writer") -> Thread:
    with world.acting(name, "lotus"):
        return next(one for one in comments_on(asked[0]).threads if one.id == asked[1])


def holds_back(world: World, asked: tuple[int, int]) -> list[str]:
    with world.acting("lotus_writer", "lotus"):
        return [row.body for row in unanswered(asked[0])]


def address(asked: tuple[int, int], end: str) -> str:
    return f"/o/lotus/analyses/{asked[0]}/comments/{asked[1]}/{end}"


def test_both_sides_answer_and_the_last_word_says_who_is_waited_for(
    world: World, asked: tuple[int, int]
) -> None:
    say(world, asked, "We counted.", "lotus_writer")
    assert thread(world, asked).state == "answered"
    say(world, asked, "Where?", "coach")
    assert thread(world, asked).state == "open"
    assert [one.text for one in thread(world, asked).answers] == ["We counted.", "Where?"]
    assert holds_back(world, asked) == []


def test_what_became_of_a_thread_is_kept(world: World, asked: tuple[int, int]) -> None:
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
        settle(*asked, by=coach)
    say(world, asked, "One more thing.", "lotus_writer", reopen)
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
    found = thread(world, asked)
    assert [(turn.action.value, turn.by) for turn in found.turns] == [
        ("settle", "coach"),
        ("reopen", "lotus writer"),
        ("settle", "coach"),
    ]
    assert found.state == "resolved"


def test_a_required_comment_that_the_coach_opens_again_needs_a_new_answer(
    world: World, asked: tuple[int, int]
) -> None:
    say(world, asked, "We counted.", "lotus_writer")
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
    assert holds_back(world, asked) == []
    say(world, asked, "Whom did you ask?", "coach", reopen)
    assert holds_back(world, asked) == ["Whom did you ask?"]
    refused = world.sign_in("lotus_writer").post(
        f"/o/lotus/analyses/{asked[0]}/submission", data={"number": 2}
    )
    assert refused.status_code == 409
    assert "Whom did you ask?" in refused.text
    say(world, asked, "Ten families.", "lotus_writer")
    assert holds_back(world, asked) == []
    send(world, asked[0], 2)


def test_opened_again_unanswered_it_is_asked_once(world: World, asked: tuple[int, int]) -> None:
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
    say(world, asked, "I was too quick.", "coach", reopen)
    assert holds_back(world, asked) == ["I was too quick."]


def test_what_the_organisation_says_when_it_opens_a_comment_is_its_answer(
    world: World, asked: tuple[int, int]
) -> None:
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
    say(world, asked, "It changed since.", "lotus_writer", reopen)
    assert thread(world, asked).state == "answered"
    assert holds_back(world, asked) == []


def test_opening_twice_is_opening_once_and_no_word_is_lost(
    world: World, asked: tuple[int, int]
) -> None:
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
    writer, token = world.sign_in("lotus_writer"), str(uuid4())
    for _ in range(2):
        form = {"text": "It changed.", "token": token}
        assert writer.post(address(asked, "reopening"), data=form).status_code == 303
    say(world, asked, "So I see.", "coach", reopen)
    found = thread(world, asked)
    assert [one.text for one in found.answers] == ["It changed.", "So I see."]
    assert len(found.turns) == 2


@pytest.mark.parametrize("end", ["reopening", "answers"])
def test_words_are_asked_for(world: World, asked: tuple[int, int], end: str) -> None:
    for name in ("lotus_writer", "coach"):
        answered = world.sign_in(name).post(address(asked, end), data={"text": " "})
        assert answered.status_code == 422
        assert f"comments/{asked[1]}/{end}" in answered.text
    long = world.sign_in("coach").post(address(asked, end), data={"text": "long " * 1100})
    assert long.status_code == 422
    assert "long long" in long.text


@pytest.mark.parametrize(
    ("name", "end", "status"),
    [
        ("lotus_viewer", "answers", 403),
        ("lotus_viewer", "reopening", 403),
        ("lotus_manager", "resolution", 403),
        ("coach", "resolution", 303),
        ("other_coach", "answers", 404),
        ("river_manager", "reopening", 404),
        ("leadership", "answers", 404),
    ],
)
def test_who_may_do_what(
    world: World, asked: tuple[int, int], name: str, end: str, status: int
) -> None:
    form = {"text": "Words", "token": str(uuid4())}
    assert world.sign_in(name).post(address(asked, end), data=form).status_code == status


def test_a_draft_cannot_be_answered_or_opened(world: World, asked: tuple[int, int]) -> None:
    send_again = comment(world, asked[0], "Not sent yet.")
    writer = world.sign_in("lotus_writer")
    for end in ("answers", "reopening"):
        form = {"text": "What?", "token": str(uuid4())}
        assert writer.post(address((asked[0], send_again), end), data=form).status_code == 404


def test_a_comment_stays_with_its_row_through_edits_and_says_what_the_row_was_when_it_goes(
    world: World, asked: tuple[int, int]
) -> None:
    analysis = asked[0]
    row = RowRef(analysis, "divider", world.one("SELECT row_id FROM comments WHERE row_id > 0"))
    version = world.one("SELECT version FROM factors WHERE id = %s", row.id)
    with world.acting("lotus_writer", "lotus") as by:
        edited = FACTOR | {"title": "A fee that is no fee"}
        analyses.save_row(row, edited, version=version, by=by)
    page = world.sign_in("lotus_writer").get(
        f"/o/lotus/analyses/{analysis}/steps/2/divider?row={row.id}", follow_redirects=True
    )
    assert "How do you know?" in page.text
    assert "The row in revision" not in page.text
    write(world, analysis, "divider", FACTOR | {"title": "Another"})
    with world.acting("lotus_writer", "lotus") as by:
        analyses.remove_row(row, by=by)
    say(world, asked, "It is gone.", "lotus_writer")
    send(world, analysis, 2)
    pages = (("coach", "review/2"), ("lotus_writer", "steps/2"))
    for name, end in pages:
        told = unescape(world.sign_in(name).get(f"/o/lotus/analyses/{analysis}/{end}").text)
        words = " ".join(re.sub(r"<[^>]+>", " ", told).split())
        assert "How do you know?" in words
        assert "The row in revision 1: A fee for a stamp" in words
        assert "Those who can pay are served first." in words


def test_lost_rows_cost_one_statement_however_many(world: World, asked: tuple[int, int]) -> None:
    coach, counts = world.sign_in("coach"), []
    for number in (1, 6):
        for _ in range(number):
            gone = write(world, asked[0], "divider", FACTOR)
            comment(world, asked[0], "Why?", CommentAnchor(2, "divider", gone))
        with counted(world) as statements:
            assert coach.get(f"/o/lotus/analyses/{asked[0]}/review/2").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_an_acceptance_leaves_nothing_to_be_answered(world: World, asked: tuple[int, int]) -> None:
    with world.acting("coach", "lotus") as coach:
        settle(*asked, by=coach)
    send(world, asked[0], 2)
    say(world, asked, "Wait, one question.", "coach", reopen)
    judge(world, asked[0], ReviewAction.ACCEPT)
    assert holds_back(world, asked) == []
