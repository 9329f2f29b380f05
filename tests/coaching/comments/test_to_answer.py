"""How many comments wait for an answer is one number, on every page that says it."""

import re
from uuid import uuid4

import pytest

from portal.coaching.comments.replies import ReplyWords, answer, reopen, settle
from tests.coaching.scenes import comment, counted, judge, make_coached, send
from tests.projects.following import card_of, check_leads
from tests.world import World

HOME = "/o/lotus/analyses/{}"
MUST = "Answer before you send again"
ON_THE_CARD = r'(\d+) comments? to answer</p>.*?href="([^"]*#comment-\d+)">Answer the comment'


@pytest.fixture
def asked(world: World) -> tuple[int, int, int]:
    """Return an analysis with the ids of a comment that must be answered and one that may be."""
    _, analysis = make_coached(world)
    send(world, analysis)
    must = comment(world, analysis, "Who said so?", is_required=True)
    may = comment(world, analysis, "Well counted.")
    judge(world, analysis)
    return analysis, must, may


def said(world: World, analysis: int) -> list[list[str]]:
    """Return what the pages of the organisation say: how many to answer, and where the first is."""
    writer, home, found = world.sign_in("lotus_writer"), HOME.format(analysis), []
    for path in (home, f"{home}/feedback"):
        card = re.findall(ON_THE_CARD, writer.get(path).text, re.S)
        found.append([*card[0]] if card else [])
    page = writer.get(f"{home}/submission").text
    listed = re.findall(r'href="([^"]*#comment-\d+)"', page)
    found.append(re.findall(r"(\d+) things? to do first", page) + listed[:1])
    return found


def tags(world: World, analysis: int) -> list[int]:
    """Return how often the step and the feedback say that an answer is a must."""
    writer, home = world.sign_in("lotus_writer"), HOME.format(analysis)
    return [writer.get(home + path).text.count(MUST) for path in ("/steps/2", "/feedback")]


def test_what_may_be_answered_is_not_counted_as_what_must(
    world: World, asked: tuple[int, int, int]
) -> None:
    analysis, must, _ = asked
    assert said(world, analysis) == [["1", f"{HOME.format(analysis)}/steps/2#comment-{must}"]] * 3
    assert tags(world, analysis) == [1, 1]


def test_an_answer_that_the_coach_comments_on_holds_nothing_back(
    world: World, asked: tuple[int, int, int]
) -> None:
    analysis, must, _ = asked
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, must, ReplyWords("Two families.", str(uuid4()), writer))
    with world.acting("coach", "lotus") as coach:
        answer(analysis, must, ReplyWords("Thank you.", str(uuid4()), coach, by_coach=True))
    assert said(world, analysis) == [[], [], []]
    assert tags(world, analysis) == [0, 0]


def test_whoever_replied_is_led_on_to_what_comes_after_the_other_comments(
    world: World, asked: tuple[int, int, int]
) -> None:
    analysis, must, _ = asked

    def verbs() -> list[str]:
        """Return what the card says at home and on the analysis."""
        writer, found = world.sign_in("lotus_writer"), []
        for path in ("/o/lotus/", HOME.format(analysis)):
            card = card_of(writer.get(path).text)
            found.append(card.verb if card else "")
        return found

    assert verbs() == ["Answer the comment"] * 2
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, must, ReplyWords("Two families.", str(uuid4()), writer))
    assert verbs() == ["Check and send"] * 2
    with world.acting("coach", "lotus") as coach:
        answer(analysis, must, ReplyWords("Thank you.", str(uuid4()), coach, by_coach=True))
    assert verbs() == ["Read the comment"] * 2


def test_what_the_coach_opens_again_is_asked_once_more_on_each_page(
    world: World, asked: tuple[int, int, int]
) -> None:
    analysis, must, may = asked
    with world.acting("coach", "lotus") as coach:
        settle(analysis, must, by=coach)
        settle(analysis, may, by=coach)
    assert said(world, analysis) == [[], [], []]
    with world.acting("coach", "lotus") as coach:
        for one in (must, may):
            reopen(analysis, one, ReplyWords("And in May?", str(uuid4()), coach, by_coach=True))
    again = world.one("SELECT min(id) FROM comments WHERE body = 'And in May?'")
    assert said(world, analysis) == [["1", f"{HOME.format(analysis)}/steps/2#comment-{again}"]] * 3
    assert tags(world, analysis) == [1, 1]


def test_a_question_of_an_earlier_round_is_counted_with_those_of_the_last(
    world: World, asked: tuple[int, int, int]
) -> None:
    analysis, must, _ = asked
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, must, ReplyWords("Two families.", str(uuid4()), writer))
    send(world, analysis, 2)
    with world.acting("coach", "lotus") as coach:
        settle(analysis, must, by=coach)
        reopen(analysis, must, ReplyWords("Only two?", str(uuid4()), coach, by_coach=True))
    comment(world, analysis, "When was it?", is_required=True)
    judge(world, analysis)
    first = world.one("SELECT id FROM comments WHERE body = 'Only two?'")
    assert said(world, analysis) == [["2", f"{HOME.format(analysis)}/steps/2#comment-{first}"]] * 3


def test_the_page_of_the_feedback_takes_no_more_statements_for_it(
    world: World, asked: tuple[int, int, int]
) -> None:
    client = world.sign_in("lotus_writer")
    with counted(world) as statements:
        assert client.get(f"{HOME.format(asked[0])}/feedback").status_code == 200
    assert len(statements) == 6  # the last one is the line of the reading log


def test_the_feedback_leads_on_from_the_answers_to_the_sending(
    world: World, asked: tuple[int, int, int]
) -> None:
    analysis, must, may = asked
    writer, home = world.sign_in("lotus_writer"), HOME.format(analysis)
    viewer = world.sign_in("lotus_viewer")
    for answered, following in (
        (must, f"{home}/steps/2#comment-{may}"),
        (may, f"{home}/submission"),
    ):
        assert "Answer the comment" not in viewer.get(f"{home}/feedback").text
        with world.acting("lotus_writer", "lotus") as person:
            answer(analysis, answered, ReplyWords("Two families.", str(uuid4()), person))
        page = writer.get(f"{home}/feedback").text
        assert f'button--go" href="{following}"' in page
        check_leads(writer, following)
    send(world, analysis, 2)
    assert "button--go" not in writer.get(f"{home}/feedback").text
