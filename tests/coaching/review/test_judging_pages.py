"""Pages of a judgement: words on steps, aids beside them, joint feedback, what is read of it."""

import re
from uuid import uuid4

import pytest

from portal.coaching.comments import replies
from portal.coaching.comments.replies import ReplyWords
from portal.coaching.review.models import StepLevel
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

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def sent(world: World) -> int:
    """Return an analysis that was sent to two coaches."""
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    return analysis


def address(analysis: int, end: str = "review") -> str:
    return f"/o/lotus/analyses/{analysis}/{end}"


def whole(**more: object) -> dict[str, object]:
    said = {"strength": SAID.strength, "next_step": SAID.next_step, "text": SAID.note}
    return said | {"version": SAID.version} | more


def hidden(page: str) -> dict[str, str]:
    return dict(
        re.findall(r'type="hidden" name="(version|number|seen|kind)" value="([^"]+)"', page)
    )


def pressed(page: str) -> list[str]:
    return re.findall(r'value="(\w+)" aria-pressed="true"', page)


def test_a_word_is_kept_with_and_without_scripts(world: World, sent: int) -> None:
    coach, path = world.sign_in("coach"), address(sent, "review/ratings")
    kept = coach.post(path, data={"step": 2, "level": "emerging", "back": "step"})
    assert (kept.status_code, kept.location) == (303, address(sent, "review/2#rating-2"))
    saved = coach.post(path, data={"step": 3, "level": "solid"}, headers=AUTOSAVE)
    assert (saved.status_code, saved.json) == (
        200,
        {"level": "solid", "saved_at": "10:00", "parts": {}},
    )
    assert pressed(coach.get(address(sent)).text) == ["emerging", "solid"]
    page = coach.get(address(sent, "review/2")).text
    assert pressed(page) == ["emerging"]
    assert "Some rows say between whom" in page


def test_the_card_leads_to_the_next_step_without_a_word(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    coach, rate = world.sign_in("coach"), address(analysis, "review/ratings")
    for step, (number, said) in enumerate(((1, "Read it"), (2, "1 of 3"), (3, "2 of 3")), start=1):
        page = coach.get(address(analysis)).text
        assert f'button--go" href="{address(analysis, f"review/{number}")}"' in page
        assert said in page
        assert page.count("button--primary") == 1
        coach.post(rate, data={"step": step, "level": "solid"})
    page = coach.get(address(analysis)).text
    assert "button--go" not in page
    assert page.count("button--primary") == 1


@pytest.mark.parametrize(
    "wrong", [{"level": "7"}, {"step": 7}, {"step": "two"}, {"level": ""}, {"step": ""}]
)
def test_what_no_page_offers_is_not_found(world: World, sent: int, wrong: dict[str, str]) -> None:
    before = everything(world)
    form: dict[str, object] = {"step": 2, "level": "solid"}
    answer = world.sign_in("coach").post(address(sent, "review/ratings"), data=form | wrong)
    assert answer.status_code == 404
    assert everything(world) == before


def test_gaps_are_named_at_their_fields_and_words_are_kept(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    before = everything(world)
    page = coach.post(address(sent, "review/hand-in"), data={"strength": "It is clear."})
    assert page.status_code == 422
    assert page.text.count("Name one next step.") == 2
    assert "Choose a rating for each step first." in page.text
    assert "It is clear.</textarea>" in page.text
    assert everything(world) == before


def test_a_stale_window_gets_both_texts_of_the_words(world: World, sent: int) -> None:
    form_view(world, sent)
    coach = world.sign_in("coach")
    stale = whole(strength="Else.", version=0)
    for headers in ({}, AUTOSAVE):
        answer = coach.post(address(sent, "review/words"), data=stale, headers=headers)
        assert answer.status_code == 409
        assert SAID.strength in answer.text
        assert "Else.</textarea>" in answer.text
    assert world.one("SELECT strength FROM review_words") == SAID.strength


def test_a_comment_alone_is_what_the_organisation_reads(world: World) -> None:
    _, alone = make_coached(world)
    send(world, alone)
    coach, writer = world.sign_in("coach"), world.sign_in("lotus_writer")
    assert "that alone is enough to ask for changes" in coach.get(address(alone)).text
    comment(world, alone, "Who told you so?", is_required=True)
    assert "that is enough to ask for changes" in coach.get(address(alone)).text
    empty = {"strength": "", "next_step": "", "text": "", "number": 1}
    assert coach.post(address(alone, "acceptance"), data=empty).status_code == 422
    assert coach.post(address(alone, "change-request"), data=empty).status_code == 303
    for path in ("feedback", ""):
        page = writer.get(f"/o/lotus/analyses/{alone}/{path}".rstrip("/")).text
        for left_out in ("Strengths", "One next step", "Rating for each step", "said--strong"):
            assert left_out not in page
    assert "Who told you so?" in writer.get(address(alone, "feedback")).text
    answer(world, alone)
    send(world, alone, 2)
    again = coach.get(address(alone)).text
    assert "New in this revision" in again
    assert "As last time" not in again
    assert again.count("No rating yet") == 3
    assert coach.get("/coach/words").status_code == 200


def answer(world: World, analysis: int) -> None:
    """Answer the one comment that was asked."""
    asked = world.one("SELECT id FROM comments")
    with world.acting("lotus_writer", "lotus") as by:
        replies.answer(analysis, asked, ReplyWords("Two families.", str(uuid4()), by))


def test_two_coaches_hand_in_join_and_send_on_their_pages(world: World, sent: int) -> None:
    clients = {name: world.sign_in(name) for name in ("coach", "other_coach")}
    for name, level in (("coach", StepLevel.SOLID), ("other_coach", StepLevel.EMERGING)):
        comment(world, sent, f"From {name}.", name=name)
        form_view(world, sent, name, level=level)
    early = clients["coach"].post(address(sent, "acceptance"), data=whole(number=1))
    assert (early.status_code, "hand in your review" in early.text) == (409, True)
    for client in clients.values():
        assert client.post(address(sent, "review/hand-in"), data=whole()).status_code == 303
    assert "Write the joint feedback" in clients["coach"].get(address(sent)).text
    begun = clients["coach"].post(address(sent, "review/joint"))
    assert begun.location == address(sent, "review/joint")
    page = clients["other_coach"].get(address(sent, "review/joint")).text
    assert "coach's review" in page
    assert "From coach." in page
    assert "Emerging</span>" in page
    assert pressed(page) == []
    for step in (1, 2, 3):
        path = address(sent, "review/joint/ratings")
        clients["coach"].post(path, data={"step": step, "level": "solid"})
    stale = clients["other_coach"].post(
        address(sent, "acceptance"), data=whole() | hidden(page) | {"text": "Mine."}
    )
    assert (stale.status_code, "has just changed the joint feedback" in stale.text) == (409, True)
    assert "Mine.</textarea>" in stale.text
    fresh = hidden(clients["other_coach"].get(address(sent, "review/joint")).text)
    done = clients["other_coach"].post(address(sent, "acceptance"), data=whole() | fresh)
    assert done.status_code == 303
    feedback = world.sign_in("lotus_viewer").get(address(sent, "feedback")).text
    told = ("Your coaches' feedback", SAID.strength, "From coach.", "From other_coach.")
    assert [words for words in told if words not in feedback] == []


def test_the_joint_page_leads_to_the_review_once_it_was_sent(world: World, sent: int) -> None:
    judge(world, sent)
    late = world.sign_in("other_coach").get(address(sent, "review/joint"))
    assert (late.status_code, late.location) == (303, address(sent, "review"))
    assert world.sign_in("other_coach").get(late.location).status_code == 200
    for name in ("leadership", "lotus_manager"):
        assert world.sign_in(name).get(address(sent, "review/joint")).status_code in (403, 404)


def test_the_joint_page_is_not_there_before_one_has_handed_in(world: World, sent: int) -> None:
    form_view(world, sent)
    hand_in(world, sent)
    for name in ("coach", "other_coach"):
        led = world.sign_in(name).get(address(sent, "review/joint"))
        assert (led.status_code, led.location) == (303, address(sent, "review"))
    refused = world.sign_in("other_coach").post(address(sent, "review/joint"))
    assert (refused.status_code, "hand in your review" in refused.text) == (409, True)


def test_feedback_of_each_round_stays_readable(world: World, sent: int) -> None:
    writer = world.sign_in("lotus_writer")
    assert writer.get(address(sent, "feedback")).status_code == 404
    asked = comment(world, sent, "Who told you so?", is_required=True)
    judge(world, sent)
    page = writer.get(address(sent, "feedback")).text
    assert page.index("Strengths") < page.index(SAID.strength) < page.index(SAID.next_step)
    to_answer = f'button--go" href="{address(sent, "steps/2")}#comment-{asked}"'
    assert to_answer in page
    step = writer.get(address(sent, "steps/2")).text
    assert "Your coach on this step, revision 1:" in step
    assert "Solid</span>" in step
    assert to_answer not in world.sign_in("lotus_viewer").get(address(sent, "feedback")).text
    assert writer.get(address(sent, "feedback/2")).status_code == 404
    assert writer.get(address(sent, "feedback/1")).status_code == 200


def test_nobody_of_the_network_reads_a_word_of_it(world: World, sent: int) -> None:
    judge(world, sent)
    for name in ("leadership", "coordinator", "administrator"):
        assert world.sign_in(name).get(address(sent, "feedback")).status_code == 404
        overview = world.sign_in(name).get("/network/").text
        assert "Solid" not in overview
        assert SAID.strength not in overview


def test_a_question_is_put_into_a_comment_by_a_link(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    page = coach.get(address(sent, "review/2?question=divider-2")).text
    assert "Between whom does it raise tension? Who gains from it?</textarea>" in page
    assert 'id="comment-new"' in page
    for unknown in ("divider-9", "x-1", "divider-", "own-x"):
        page = coach.get(address(sent, f"review/2?question={unknown}")).text
        assert 'id="comment-new"' not in page
    assert world.one("SELECT count(*) FROM comments") == 0


def test_own_questions_are_a_coachs_alone_and_come_back(world: World, sent: int) -> None:
    coach, path = world.sign_in("coach"), address(sent, "review/2/questions")
    form = {"text": "Who was not asked?", "token": str(uuid4())}
    assert [coach.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert world.one("SELECT count(*) FROM saved_questions") == 1
    page = coach.post(path, data={"text": " ", "token": "t"})
    assert (page.status_code, "Write the question first." in page.text) == (422, True)
    page = coach.get(address(sent, "review/2?question=own-1")).text
    assert "Who was not asked?</textarea>" in page
    other = world.sign_in("other_coach")
    assert "Who was not asked?" not in other.get(address(sent, "review/2")).text
    assert other.get(address(sent, "review/2?question=own-1")).status_code == 404
    assert other.post(f"{path}/1/removal").status_code == 404
    gone = coach.post(f"{path}/1/removal")
    page = coach.get(gone.location).text
    assert ("The question was removed." in page, "Who was not asked?" in page) == (True, False)
    coach.post(f"{path}/1/restoration")
    assert "Who was not asked?" in coach.get(address(sent, "review/2")).text


def test_ticks_are_kept_for_the_revision_and_for_oneself(world: World, sent: int) -> None:
    coach, path = world.sign_in("coach"), address(sent, "review/2/checks")
    for _ in range(2):
        assert coach.post(path, data={"item": "divider-1", "ticked": "y"}).status_code == 303
    saved = coach.post(path, data={"item": "divider-2", "ticked": "y"}, headers=AUTOSAVE)
    assert saved.json == {"ticked": True}
    assert (
        coach.get(address(sent, "review/2")).text.count('class="check" name="ticked" value=""') == 2
    )
    other = world.sign_in("other_coach").get(address(sent, "review/2")).text
    assert 'name="ticked" value=""' not in other
    coach.post(path, data={"item": "divider-1", "ticked": ""})
    assert world.one("SELECT array_agg(item) FROM review_checks") == ["divider-2"]
    assert coach.post(path, data={"item": "divider-99", "ticked": "y"}).status_code == 404
    assert world.one("SELECT state FROM analyses") == "submitted", "ticks start no review"


@pytest.mark.parametrize("comments", [1, 20])
@pytest.mark.parametrize(
    ("name", "end", "most"),
    [
        ("coach", "review/joint", 5),
        ("coach", "review", 5),
        ("coach", "review/2", 4),
        ("lotus_writer", "feedback", 6),
    ],
)
def test_pages_take_the_same_few_statements(
    world: World, sent: int, name: str, end: str, most: int, comments: int
) -> None:
    for _ in range(comments):
        comment(world, sent, "A thought.")
    if end == "feedback":
        judge(world, sent)
    else:
        for coach in ("coach", "other_coach"):
            form_view(world, sent, coach)
            hand_in(world, sent, coach)
        join(world, sent)
    client = world.sign_in(name)
    with counted(world) as statements:
        assert client.get(address(sent, end)).status_code == 200
    assert len(statements) == most


def test_the_row_of_steps_changes_with_a_word(world: World, sent: int) -> None:
    coach, path = world.sign_in("coach"), address(sent, "review/ratings")
    page = coach.get(address(sent, "review/2")).text
    assert "0 of 3 steps rated" in page
    assert "Step 3: See what connects people, No rating yet</span>" in page
    form = {"step": 1, "level": "solid", "back": "step"}
    parts = coach.post(path, data=form, headers=AUTOSAVE).json["parts"]
    assert parts["progress"] == "1 of 3 steps rated"
    assert "Step 1: Understand the context, Solid</span>" in parts["steps"]
    page = coach.get(address(sent, "review/2")).text
    assert parts["steps"].count("step-row__mark--met") == page.count("step-row__mark--met") == 1
    assert page.count('aria-current="step"') == 1
