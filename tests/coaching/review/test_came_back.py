"""The second review: what came back on one page, what a coach said last time carried over."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from portal import clock
from portal.analyses.rows import services as analyses
from portal.analyses.rows.access import RowRef
from portal.coaching.comments import replies
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.replies import ReplyWords
from portal.coaching.review.rubric import RUBRICS
from portal.coaching.workflow import ReviewAction
from tests.analyses.scenes import FACTOR, write
from tests.coaching.comparison.test_comparison_pages import change, first
from tests.coaching.scenes import (
    SAID,
    comment,
    counted,
    everything,
    form_view,
    hand_in,
    join,
    judge,
    make_coached,
    send,
)
from tests.world import World


@pytest.fixture
def back(world: World) -> int:
    """Return an analysis that came back to its one coach, with a comment that was answered."""
    _, analysis = make_coached(world)
    return come_back(world, analysis)


def come_back(world: World, analysis: int, words: str = "At each harvest.") -> int:
    send(world, analysis)
    divider = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    asked = comment(
        world, analysis, "Who told you?", CommentAnchor(2, "divider", divider), is_required=True
    )
    judge(world, analysis)
    with world.acting("lotus_writer", "lotus") as by:
        replies.answer(analysis, asked, ReplyWords("Two families.", str(uuid4()), by))
    change(world, analysis, "connector", first(world, "connector"), how=words)
    send(world, analysis, 2)
    return analysis


def address(analysis: int, end: str = "review") -> str:
    return f"/o/lotus/analyses/{analysis}/{end}"


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form of words."""
    form = page[page.index('id="words"') :]
    names = "version|number|seen|kind|carries|was"
    return {
        name: unescape(value)
        for name, value in re.findall(rf'type="hidden" name="({names})" value="([^"]*)"', form)
    }


def shown(page: str) -> dict[str, str]:
    """Return what a browser would send of the form of words."""
    areas = re.findall(r'name="(strength|next_step|text)"[^>]*>\n?([^<]*)</textarea>', page)
    return hidden(page) | {name: unescape(text) for name, text in areas}


def plain(page: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_one_page_has_all_that_came_back(world: World, back: int) -> None:
    page = world.sign_in("coach").get(address(back)).text
    words = plain(page)
    assert "New in this revision" in words
    assert "You read revision 1 last. Since then: 1 comment answered, 1 row changed." in words
    assert "Who told you?" in words
    assert "Two families." in words
    assert re.search(r"<ins><span[^>]*>\[new: </span>[^<]*harvest", page)
    assert page.count(">as last time<") == 3
    assert page.count('aria-pressed="true"') == 3
    assert f">\n{SAID.strength}</textarea>" in page
    assert page.count("As last time. Change it") == 2
    assert page.count("button--primary") == 1
    assert re.search(r'button--primary" formaction="[^"]+/acceptance" data-hand-in', page)


def test_steps_in_which_nothing_changed_are_folded(world: World, back: int) -> None:
    page = world.sign_in("coach").get(address(back)).text
    ratings = page.partition('id="ratings"')[2].partition('id="words"')[0]
    open_ones, folded = ratings.split("2 unchanged steps, rated as last time")
    assert re.findall(r">Step (\d):", open_ones) == ["3"]
    assert re.findall(r">Step (\d):", folded) == ["1", "2"]


def test_what_was_carried_over_is_given_when_it_is_handed_in(world: World, back: int) -> None:
    coach = world.sign_in("coach")
    page = coach.get(address(back)).text
    assert world.one("SELECT count(*) FROM reviews WHERE closed_at IS NULL") == 0
    coach.post(address(back, "review/ratings"), data={"step": 2, "level": "exemplary"})
    page = coach.get(address(back)).text
    assert page.count(">as last time<") == 2
    for _ in range(2):
        assert coach.post(address(back, "acceptance"), data=shown(page)).status_code == 303
    given = world.admin.execute(
        "SELECT step, level, is_carried FROM step_ratings r JOIN reviews v ON v.id = review_id"
        " WHERE v.revision = 2 ORDER BY step"
    ).fetchall()
    assert given == [(1, "solid", True), (2, "exemplary", False), (3, "solid", True)]
    assert world.one("SELECT state FROM analyses") == "accepted"
    assert world.one("SELECT count(*) FROM review_moves WHERE action = 'accept'") == 1
    feedback = world.sign_in("lotus_writer").get(address(back, "feedback")).text
    assert feedback.count("as last time") == 2


def test_a_form_that_carried_nothing_over_gives_nothing(world: World, back: int) -> None:
    coach = world.sign_in("coach")
    data = shown(coach.get(address(back)).text)
    before = everything(world)
    assert coach.post(address(back, "acceptance"), data=data | {"carries": 0}).status_code == 422
    assert coach.post(address(back, "acceptance"), data=data | {"carries": 999}).status_code == 422
    stale = coach.post(address(back, "acceptance"), data=data | {"number": 1})
    assert stale.status_code == 409
    assert "There is a newer revision" in stale.text
    assert everything(world) == before


def test_words_of_an_older_rubric_are_left_behind(
    world: World, back: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = RUBRICS[0].__class__(2, RUBRICS[0].titles, RUBRICS[0].meanings)
    monkeypatch.setattr("portal.coaching.review.rubric.RUBRICS", (*RUBRICS, newer))
    page = world.sign_in("coach").get(address(back)).text
    assert page.count("No rating yet") == 3
    assert 'aria-pressed="true"' not in page
    assert f">\n{SAID.strength}</textarea>" in page


def test_a_comment_that_is_still_open_is_enough_to_ask_for_changes(world: World, back: int) -> None:
    coach = world.sign_in("coach")
    asked = world.one("SELECT min(id) FROM comments")
    sent = {"token": "one", "back": "review"}
    for _ in range(2):
        done = coach.post(address(back, f"comments/{asked}/still-open"), data=sent)
        assert done.location == address(back, f"review#talk-{asked}")
    assert world.one("SELECT count(*) FROM comments") == 3
    page = coach.get(address(back)).text
    assert "Must be answered" in page
    assert re.search(r'button--primary" formaction="[^"]+/change-request" data-hand-in', page)
    assert coach.post(address(back, "change-request"), data=shown(page)).status_code == 303
    writer = world.sign_in("lotus_writer")
    assert writer.post(address(back, f"comments/{asked}/still-open")).status_code == 403
    held = writer.post(address(back, "submission"), data={"number": 3})
    assert held.status_code == 409
    assert "Who told you?" in held.text


def test_what_was_settled_before_is_folded_away(world: World, back: int) -> None:
    coach, asked = world.sign_in("coach"), world.one("SELECT min(id) FROM comments")
    clock.hold(clock.now() + timedelta(minutes=1))
    done = coach.post(address(back, f"comments/{asked}/resolution"), data={"back": "review"})
    assert done.location == address(back, f"review#talk-{asked}")
    page = coach.get(address(back)).text
    assert "resolved before" not in page
    assert f'id="talk-{asked}">' in page
    clock.hold(clock.now() + timedelta(minutes=1))
    judge(world, back)
    change(world, back, "connector", first(world, "connector"), how="At each feast.")
    send(world, back, 3)
    assert "1 comment resolved before" in coach.get(address(back)).text


def test_a_revision_that_changed_nothing(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    send(world, analysis, 2)
    page = world.sign_in("coach").get(address(analysis)).text
    assert "No row was changed." in page
    assert "No comment is open." in page
    assert "Unchanged" in page


def test_rows_that_came_and_went_and_a_comment_on_one_of_them(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    gone = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    comment(world, analysis, "Which families?", CommentAnchor(2, "divider", gone, "groups"))
    judge(world, analysis)
    with world.acting("lotus_writer", "lotus") as by:
        analyses.remove_row(RowRef(analysis, "divider", gone), by=by)
    write(world, analysis, "divider", FACTOR | {"title": "Jobs for one family"})
    send(world, analysis, 2)
    page = plain(world.sign_in("coach").get(address(analysis)).text)
    assert "1 new row, 1 row removed" in page
    assert "Step 2: A fee for a stamp Which families?" in page
    assert "The row in revision 1: A fee for a stamp" in page


def test_the_second_coach_carries_only_what_they_said_themself(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    come_back(world, analysis)
    form_view(world, analysis, "other_coach", level="emerging")  # type: ignore[arg-type]
    page = world.sign_in("coach").get(address(analysis)).text
    assert page.count(">as last time<") == 3
    assert "Emerging</span>" not in page
    coach = world.sign_in("coach")
    assert coach.post(address(analysis, "review/hand-in"), data=shown(page)).status_code == 303
    other = world.sign_in("other_coach").get(address(analysis)).text
    assert "as last time" not in other
    hand_in(world, analysis, "other_coach")
    join(world, analysis)
    joint = coach.get(address(analysis, "review/joint")).text
    assert joint.count("as last time") == 3


def test_a_megabyte_of_khmer_stays_a_page(world: World) -> None:
    _, analysis = make_coached(world)
    come_back(world, analysis)
    judge(world, analysis)
    long = "ទឹកស្អាត" * 40_000
    world.admin.execute("UPDATE factors SET how = %s WHERE kind = 'connector'", [long])
    send(world, analysis, 3)
    page = world.sign_in("coach").get(address(analysis))
    assert page.status_code == 200
    assert len(page.data) < 120_000


def test_the_page_asks_the_database_no_more_than_five_times(world: World, back: int) -> None:
    coach = world.sign_in("coach")
    coach.get(address(back))
    with counted(world) as statements:
        coach.get(address(back))
    assert len([one for one in statements if one.startswith(("SELECT", "WITH"))]) <= 5


def test_who_reads_on_after_a_handover_carries_nothing(world: World, back: int) -> None:
    judge(world, back, ReviewAction.REQUEST_CHANGES)
    world.admin.execute("UPDATE coach_assignments SET coach_id = %s", [world.people["other_coach"]])
    change(world, back, "connector", first(world, "connector"), how="At each feast.")
    send(world, back, 3)
    page = world.sign_in("other_coach").get(address(back)).text
    assert "Revision 2 was the last one a coach answered." in page
    assert "as last time" not in page
