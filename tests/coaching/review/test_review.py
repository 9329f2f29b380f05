"""The coach's pages: read what was sent, comment while reading, one verdict with all comments."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.workflow import ReviewAction
from tests.analyses.scenes import FACTOR, make_complete, write
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
from tests.factories import assign_coach, make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}
LONG = "long " * 1100


@pytest.fixture
def sent(world: World) -> int:
    """Return an analysis that was sent to two coaches."""
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    return analysis


@pytest.fixture
def alone(world: World) -> int:
    """Return an analysis that was sent to one coach, who has formed a view of it."""
    _, analysis = make_coached(world)
    send(world, analysis)
    form_view(world, analysis)
    return analysis


def whole(words_of: str = "", **more: object) -> dict[str, object]:
    """Return the form of a verdict with all that it needs."""
    said = {"strength": SAID.strength, "next_step": SAID.next_step, "version": SAID.version}
    return said | {"text": words_of} | more


def address(analysis: int, end: str = "review") -> str:
    return f"/o/lotus/analyses/{analysis}/{end}"


def words(text: str, step: int = 2, **more: object) -> dict[str, object]:
    return {"text": text, "step": step, "token": str(uuid4()), "version": 0} | more


def test_a_coach_reads_what_was_sent_not_what_is_being_written(world: World, sent: int) -> None:
    world.admin.execute("UPDATE factors SET title = 'Changed since' WHERE kind = 'divider'")
    page = world.sign_in("coach").get(address(sent, "review/2")).text
    assert "A fee for a stamp" in page
    assert "Changed since" not in page
    assert "Systems and institutions" in page
    assert "If this were gone tomorrow" in page


@pytest.mark.parametrize(("end", "most"), [("review", 5), ("review/2", 4), ("history", 5)])
def test_pages_take_the_same_few_statements(world: World, sent: int, end: str, most: int) -> None:
    for _ in range(3):
        comment(world, sent, "A thought.")
    coach = world.sign_in("coach")
    with counted(world) as statements:
        assert coach.get(address(sent, end)).status_code == 200
    assert len(statements) == most


def test_reading_changes_nothing_and_the_first_comment_starts_the_review(
    world: World, sent: int
) -> None:
    coach = world.sign_in("coach")
    before = everything(world)
    for end in ("review", "review/1", "review/2", "review/3", "history", "revisions/1"):
        assert coach.get(address(sent, end)).status_code == 200
    assert everything(world) == before
    saved = coach.post(address(sent, "comments"), data=words("Who?"), headers=AUTOSAVE)
    assert saved.status_code == 200
    assert saved.json is not None
    assert saved.json["saved_at"] == "10:00"
    assert world.one("SELECT state FROM analyses") == "in_review"


def test_a_coach_may_say_that_the_review_has_begun(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    assert "Start the review" in coach.get(address(sent)).text
    assert coach.post(address(sent)).status_code == 303
    assert world.one("SELECT state FROM analyses") == "in_review"
    again = world.sign_in("other_coach").post(address(sent))
    assert again.status_code == 409
    assert "coach started to review it on" in again.text


def test_a_comment_saves_itself_and_is_there_again_on_the_page(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    divider = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    form = words("How do", row_kind="divider", row_id=divider, field="evidence")
    first = coach.post(address(sent, "comments"), data=form, headers=AUTOSAVE).json
    assert first is not None
    form |= {"text": "Who told you so?", "version": first["version"], "is_required": "y"}
    second = coach.post(address(sent, "comments"), data=form, headers=AUTOSAVE).json
    assert second is not None
    page = coach.get(address(sent, "review/2")).text
    assert "Who told you so?</textarea>" in page
    assert f'name="version" value="{second["version"]}"' in page
    assert 'value="evidence" selected' in page
    assert " checked" in page
    assert "Not sent yet" in page
    assert "Who told you so?" in coach.get(address(sent)).text


def test_without_scripts_a_comment_is_kept_by_its_button(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    kept = coach.post(address(sent, "comments"), data=words("Since when?", 1))
    assert (kept.status_code, kept.location) == (303, address(sent, "review/1#step"))
    assert "It will be sent with your decision" in coach.get(address(sent, "review/1")).text


def test_a_stale_window_gets_both_texts(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    form = words("First.")
    coach.post(address(sent, "comments"), data=form, headers=AUTOSAVE)
    stale = form | {"text": "Second.", "version": 5}
    fragment = coach.post(address(sent, "comments"), data=stale, headers=AUTOSAVE)
    page = coach.post(address(sent, "comments"), data=stale)
    for answer in (fragment, page):
        assert answer.status_code == 409
        assert "First." in answer.text
        assert "Second.</textarea>" in answer.text
    assert "<html" not in fragment.text
    version = re.search(r'name="version" value="(\d+)"', fragment.text)
    assert version is not None
    chosen = stale | {"version": version[1]}
    assert coach.post(address(sent, "comments"), data=chosen).status_code == 303
    assert world.one("SELECT body FROM comments") == "Second."


def test_words_that_are_too_long_stay_in_the_form(world: World, sent: int) -> None:
    coach = world.sign_in("coach")
    before = everything(world)
    page = coach.post(address(sent, "comments"), data=words(LONG))
    assert page.status_code == 422
    assert page.text.count("at most 5,000 characters") == 2
    assert "long long" in page.text
    answer = coach.post(address(sent, "comments"), data=words(LONG), headers=AUTOSAVE)
    assert answer.status_code == 422
    assert answer.json is not None
    assert list(answer.json["errors"]) == ["text"]
    assert everything(world) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "no"},
        {"token": ""},
        {"step": 8},
        {"step": "two"},
        {"row_kind": "bogus", "row_id": 1},
        {"row_kind": "divider"},
        {"row_id": 4},
        {"row_kind": "divider", "row_id": "x"},
        {"row_kind": "divider", "row_id": 1, "field": "nothing"},
        {"row_kind": "divider", "row_id": 2**70},
    ],
)
def test_a_form_that_was_tampered_with_is_not_found(
    world: World, sent: int, wrong: dict[str, object]
) -> None:
    before = everything(world)
    form = words("Well?") | wrong
    assert world.sign_in("coach").post(address(sent, "comments"), data=form).status_code == 404
    assert everything(world) == before


def test_a_verdict_needs_words_and_keeps_everything_without(world: World, alone: int) -> None:
    coach = world.sign_in("coach")
    comment(world, alone, "Who told you so?")
    before = everything(world)
    page = coach.post(address(alone, "change-request"), data=whole(" "))
    assert page.status_code == 422
    assert page.text.count("Write what should change, or mark a comment as") == 2
    assert "Who told you so?" in page.text
    page = coach.post(address(alone, "acceptance"), data=whole(LONG))
    assert (page.status_code, "long long" in page.text) == (422, True)
    assert everything(world) == before


def test_asking_for_changes_sends_note_and_comments_together(world: World, alone: int) -> None:
    comment(world, alone, "Who told you so?", is_required=True)
    writer = world.sign_in("lotus_writer")
    assert "Who told you so?" not in writer.get(address(alone, "steps/2")).text
    coach = world.sign_in("coach")
    done = coach.post(address(alone, "change-request"), data=whole("Say who decides."))
    assert (done.status_code, done.location) == (303, "/coach/")
    page = writer.get(address(alone, "steps/2")).text
    assert "Who told you so?" in page
    assert "Answer before you send again" in page
    history = writer.get(address(alone, "history")).text
    assert "Say who decides." in history
    assert "Notified: lotus manager, lotus writer" in history


def test_a_comment_that_must_be_answered_says_what_should_change(world: World, alone: int) -> None:
    comment(world, alone, "Who told you so?", is_required=True)
    coach = world.sign_in("coach")
    assert coach.post(address(alone, "change-request"), data=whole()).status_code == 303
    assert world.one("SELECT state FROM analyses") == "changes_requested"
    writer = world.sign_in("lotus_writer")
    assert "Answer before you send again" in writer.get(address(alone, "steps/2")).text
    assert writer.get(address(alone, "history")).status_code == 200


def test_an_analysis_is_accepted_without_asking_for_anything(world: World, alone: int) -> None:
    coach = world.sign_in("coach")
    assert coach.post(address(alone, "acceptance"), data=whole()).status_code == 303
    assert world.one("SELECT state FROM analyses") == "accepted"
    page = coach.get(address(alone)).text
    assert "The organisation has it now" in page
    assert "Accept the analysis" not in page


def test_of_two_verdicts_one_wins_and_the_other_keeps_its_words(world: World, sent: int) -> None:
    comment(world, sent, "From one.")
    comment(world, sent, "From the other.", name="other_coach")
    verdicts = {"coach": "acceptance", "other_coach": "change-request"}
    for name in verdicts:
        form_view(world, sent, name)
        hand_in(world, sent, name)
    seen = join(world, sent)
    clients = {name: world.sign_in(name) for name in verdicts}
    start = Barrier(2)

    def decide(name: str) -> tuple[int, str]:
        start.wait()
        words_of = whole(f"Note of {name}.", kind="joint", seen=seen, number=1)
        answer = clients[name].post(address(sent, verdicts[name]), data=words_of)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(verdicts, pool.map(decide, verdicts), strict=True))
    assert sorted(status for status, _ in results.values()) == [303, 409]
    loser = next(name for name, (status, _) in results.items() if status == 409)
    page = results[loser][1]
    assert f"Note of {loser}.</textarea>" in page
    assert re.search(r"coach (accepted it|asked for changes) on", page)
    assert (
        world.one("SELECT count(*) FROM review_moves WHERE action IN ('accept', 'request_changes')")
        == 1
    )
    assert world.one("SELECT count(*) FROM comments WHERE sent_at IS NULL") == 0
    assert world.one("SELECT count(*) FROM reviews WHERE sent_at IS NOT NULL") == 1


def test_a_comment_on_a_row_that_was_removed_stays_visible(world: World, sent: int) -> None:
    divider = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    comment(world, sent, "Which families?", CommentAnchor(2, "divider", divider, "groups"))
    comment(world, sent, "Since when?", CommentAnchor(2, "divider", divider))
    judge(world, sent)
    world.admin.execute("UPDATE factors SET removed_at = now() WHERE kind = 'divider'")
    page = world.sign_in("lotus_writer").get(address(sent, "steps/2")).text
    assert "Comments on removed rows" in page
    assert "Which families?" in page
    assert "About: Between whom?" in page
    write(world, sent, "divider", FACTOR)
    send(world, sent, 2)
    coach = world.sign_in("coach")
    page = coach.get(address(sent, "review/2")).text
    assert page.count("On a row removed since") == 1
    assert "Which families?" in page
    page = coach.get(address(sent, f"review/2?comment_on=divider-{divider}")).text
    assert page.count('id="comment-new"') == 1


def test_an_answer_is_written_once_and_read_by_the_coach(world: World, sent: int) -> None:
    asked = comment(world, sent, "Who told you so?", is_required=True)
    judge(world, sent)
    writer, path = world.sign_in("lotus_writer"), address(sent, f"comments/{asked}/answers")
    page = writer.post(path, data={"token": "a", "text": " "})
    assert (page.status_code, "Write your answer first." in page.text) == (422, True)
    page = writer.post(path, data={"token": "a", "text": LONG})
    assert (page.status_code, "long long" in page.text) == (422, True)
    for _ in range(2):
        done = writer.post(path, data={"token": "a", "text": "We asked two families."})
        assert done.location == address(sent, f"steps/2?answered={asked}#comment-{asked}")
    assert world.one("SELECT count(*) FROM comments") == 2
    page = world.sign_in("coach").get(address(sent, "review/2")).text
    assert "We asked two families." in page
    assert "Answered" in page


def test_a_coach_settles_a_thread(world: World, sent: int) -> None:
    asked = comment(world, sent, "Who told you so?", is_required=True)
    judge(world, sent)
    coach = world.sign_in("other_coach")
    done = coach.post(address(sent, f"comments/{asked}/resolution"))
    assert (done.status_code, done.location) == (
        303,
        address(sent, f"review/2?comment={asked}#comment-{asked}"),
    )
    assert "Resolved" in coach.get(address(sent, "review/2")).text


def test_a_draft_is_removed_and_put_back(world: World, sent: int) -> None:
    draft = comment(world, sent, "Too sharp.")
    coach = world.sign_in("coach")
    done = coach.post(address(sent, f"comments/{draft}/removal"))
    assert (done.status_code, done.location) == (
        303,
        address(sent, f"review/2?comment={draft}#comment-{draft}"),
    )
    assert "You removed this comment" in coach.get(address(sent, "review/2")).text
    assert "Too sharp." not in coach.get(address(sent)).text
    assert coach.post(address(sent, f"comments/{draft}/restoration")).status_code == 303
    assert "Too sharp." in coach.get(address(sent)).text


def test_a_revision_is_shown_as_it_was_sent(world: World, sent: int) -> None:
    world.admin.execute("UPDATE factors SET title = 'Changed since' WHERE kind = 'divider'")
    for name in ("lotus_viewer", "coach"):
        page = world.sign_in(name).get(address(sent, "revisions/1")).text
        assert "A fee for a stamp" in page
        assert "Changed since" not in page
        assert world.sign_in(name).get(address(sent, "revisions/2")).status_code == 404


def test_steps_that_were_not_declared_and_analyses_never_sent_are_not_found(
    world: World, sent: int
) -> None:
    project, draft = make_complete(world)
    assign_coach(world, project)
    coach = world.sign_in("coach")
    found = [address(sent, "review/4"), address(sent, "review/9"), address(draft)]
    assert [coach.get(path).status_code for path in found] == [404, 404, 404]
    assert coach.get(address(draft, "history")).status_code == 200


def test_a_coach_of_one_project_does_not_find_another_of_the_same_organisation(
    world: World,
) -> None:
    _, analysis = make_coached(world, "other_coach")
    send(world, analysis)
    assign_coach(world, make_project(world))
    coach = world.sign_in("coach")
    for end in ("review", "review/2", "history", "revisions/1"):
        assert coach.get(address(analysis, end)).status_code == 404
    for end in ("review", "change-request", "acceptance", "comments"):
        assert coach.post(address(analysis, end), data=words("Hello.")).status_code == 404


def test_after_the_end_of_an_assignment_nothing_is_found(world: World, sent: int) -> None:
    draft = comment(world, sent, "Half a thought.")
    coach = world.sign_in("coach")
    assert coach.get(address(sent)).status_code == 200
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now() WHERE coach_id = %s",
        [world.people["coach"]],
    )
    for end in ("review", "review/2", "history", "revisions/1"):
        assert coach.get(address(sent, end)).status_code == 404
    for end in ("acceptance", "comments", f"comments/{draft}/removal"):
        assert coach.post(address(sent, end), data=words("More.")).status_code == 404
    other = world.sign_in("other_coach")
    assert "Half a thought." not in other.get(address(sent, "review/2")).text


def test_the_second_round_shows_the_verdict_before(world: World, sent: int) -> None:
    judge(world, sent)
    send(world, sent, 2)
    page = world.sign_in("coach").get(address(sent)).text
    assert "Previous feedback" in page
    assert "Ask two more families." in page
    assert "Revision 2" in page
    judge(world, sent, ReviewAction.ACCEPT)
    assert world.one("SELECT count(*) FROM revisions") == 2


def test_the_words_of_a_verdict_are_kept_while_one_looks_something_up(
    world: World, sent: int
) -> None:
    coach = world.sign_in("coach")
    note: dict[str, object] = {"strength": "Strong on who", "version": 0}
    saved = coach.post(address(sent, "review/words"), data=note, headers=AUTOSAVE).json
    assert saved is not None
    assert world.one("SELECT state FROM analyses") == "in_review"
    note |= {"strength": "Strong on who decides.", "version": saved["version"]}
    kept = coach.post(address(sent, "review/words"), data=note)
    assert (kept.status_code, kept.location) == (303, address(sent))
    page = coach.get(address(sent)).text
    assert "Strong on who decides.</textarea>" in page
    assert "comment will be sent" not in page
    assert "Strong on" not in coach.get(address(sent, "review/1")).text
    assert "Strong on" not in world.sign_in("other_coach").get(address(sent)).text
    assert "Strong on" not in world.sign_in("lotus_writer").get(address(sent, "")[:-1]).text
