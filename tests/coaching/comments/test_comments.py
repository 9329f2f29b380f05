"""Comments: kept as they are typed, the author's alone until sent, answered and settled."""

from uuid import uuid4

import pytest

from portal.coaching.comments.drafts import (
    CommentAnchor,
    CommentDraft,
    StaleDraft,
    remove_draft,
    restore_draft,
    save_draft,
    send_drafts,
    version_of,
)
from portal.coaching.comments.replies import ReplyWords, answer, settle
from portal.coaching.comments.threads import Thread, comments_on
from portal.coaching.comments.unanswered import unanswered
from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction, State
from portal.errors import NotFound, Refused
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis, put
from tests.factories import assign_coach, make_project
from tests.world import World

ON_STEP = CommentAnchor(1)
ON_ROW = CommentAnchor(2, "divider", 7, "how")


@pytest.fixture
def analysis(world: World) -> int:
    project = make_project(world)
    assign_coach(world, project)
    assign_coach(world, project, "other_coach")
    analysis_id = make_analysis(world, project)
    put(world, analysis_id, State.SUBMITTED)
    return analysis_id


def write(text: str, anchor: CommentAnchor = ON_STEP, *, is_required: bool = False) -> CommentDraft:
    return CommentDraft(str(uuid4()), anchor, text, is_required)


def save(world: World, analysis: int, *drafts: CommentDraft, name: str = "coach") -> State:
    with world.acting(name, "lotus") as coach:
        return [save_draft(analysis, draft, by=coach).state for draft in drafts][-1]


def send(world: World, analysis: int, name: str = "coach") -> None:
    with world.acting(name, "lotus") as coach:
        move(analysis, ReviewAction.REQUEST_CHANGES, by=coach, note="Please look again.")
        send_drafts(analysis, by=coach, are_required=True)


def seen(world: World, analysis: int, name: str, step: int | None = None) -> list[Thread]:
    with world.acting(name, "lotus"):
        return comments_on(analysis, step).threads


def test_the_first_words_start_the_review_and_tell_nobody(world: World, analysis: int) -> None:
    assert save(world, analysis, write("")) == State.SUBMITTED
    assert save(world, analysis, write("Between whom?")) == State.IN_REVIEW
    assert save(world, analysis, write("Since when?", ON_ROW)) == State.IN_REVIEW
    row = world.admin.execute("SELECT action, told FROM review_moves").fetchall()
    assert row == [("start_review", [])]
    assert world.one("SELECT state FROM analyses") == State.IN_REVIEW


def test_a_draft_is_saved_again_under_its_token_and_removed_when_emptied(
    world: World, analysis: int
) -> None:
    first = write("Betw")
    with world.acting("coach", "lotus") as coach:
        began = save_draft(analysis, first, by=coach)
        whole = CommentDraft(
            first.token, ON_STEP, "Between whom?", is_required=True, version=began.version
        )
        done = save_draft(analysis, whole, by=coach)
    (thread,) = seen(world, analysis, "coach")
    assert (thread.text, thread.required, thread.state) == ("Between whom?", True, "draft")
    save(world, analysis, CommentDraft(first.token, ON_STEP, "", version=done.version))
    assert seen(world, analysis, "coach") == []


def test_a_stale_window_does_not_write_over_a_draft(world: World, analysis: int) -> None:
    first = write("Betw")
    save(world, analysis, first)
    mend = CommentDraft(first.token, ON_STEP, "Between whom?", version=1)
    with pytest.raises(StaleDraft) as stale:
        save(world, analysis, mend)
    assert stale.value.kept.body == "Betw"
    save(world, analysis, CommentDraft(first.token, ON_STEP, "Betw"))
    save(world, analysis, mend._replace(version=version_of(stale.value.kept)))
    assert world.one("SELECT body FROM comments") == "Between whom?"


@pytest.mark.parametrize("name", ["lotus_manager", "lotus_writer", "lotus_viewer", "other_coach"])
def test_a_draft_is_its_authors_alone(world: World, analysis: int, name: str) -> None:
    save(world, analysis, write("I am not sure yet."))
    assert seen(world, analysis, name) == []
    comment = world.one("SELECT id FROM comments")
    with world.acting(name, "lotus") as person:
        for attempt in (remove_draft, restore_draft, settle):
            with pytest.raises(NotFound):
                attempt(analysis, comment, by=person)
        with pytest.raises(NotFound):
            answer(analysis, comment, ReplyWords("No.", str(uuid4()), person))
    assert world.one("SELECT count(*) FROM comments WHERE resolved_at IS NULL") == 1


def test_another_person_cannot_write_over_a_draft_by_its_token(world: World, analysis: int) -> None:
    mine = write("Mine.")
    save(world, analysis, mine)
    with pytest.raises(Refused):
        save(world, analysis, CommentDraft(mine.token, ON_STEP, "Theirs."), name="other_coach")
    assert world.one("SELECT body FROM comments") == "Mine."


def test_drafts_go_out_with_their_own_authors_verdict(world: World, analysis: int) -> None:
    save(world, analysis, write("From one."))
    save(world, analysis, write("From the other."), name="other_coach")
    send(world, analysis)
    assert [t.text for t in seen(world, analysis, "lotus_viewer")] == ["From one."]
    assert [t.state for t in seen(world, analysis, "other_coach")] == ["open", "draft"]
    late = save(world, analysis, write("Still my words.", ON_ROW), name="other_coach")
    assert late == State.CHANGES_REQUESTED
    assert len(seen(world, analysis, "other_coach")) == 3


def test_a_sent_comment_is_never_changed(world: World, analysis: int) -> None:
    said = write("Said.")
    save(world, analysis, said)
    send(world, analysis)
    comment = world.one("SELECT id FROM comments")
    with pytest.raises(Refused):
        save(world, analysis, CommentDraft(said.token, ON_STEP, "Unsaid."))
    with world.acting("coach", "lotus") as coach, pytest.raises(Refused):
        remove_draft(analysis, comment, by=coach)
    assert world.one("SELECT body FROM comments") == "Said."


def test_a_draft_that_was_set_aside_is_not_sent_and_can_be_put_back(
    world: World, analysis: int
) -> None:
    save(world, analysis, write("Too sharp."), write("Kind.", ON_ROW))
    sharp = world.one("SELECT id FROM comments WHERE step = 1")
    kind = world.one("SELECT id FROM comments WHERE step = 2")
    with world.acting("coach", "lotus") as coach:
        assert remove_draft(analysis, sharp, by=coach) == 1
        assert remove_draft(analysis, kind, by=coach) == 2
        assert restore_draft(analysis, kind, by=coach) == 2
    assert [t.state for t in seen(world, analysis, "coach")] == ["removed", "draft"]
    send(world, analysis)
    assert [t.text for t in seen(world, analysis, "lotus_writer")] == ["Kind."]


def test_comments_are_read_by_step_and_row(world: World, analysis: int) -> None:
    gone = CommentAnchor(2, "divider", 99)
    save(
        world,
        analysis,
        write("A"),
        write("B", ON_ROW),
        write("C", gone),
        write("D", CommentAnchor(2)),
    )
    send(world, analysis)
    with world.acting("lotus_writer", "lotus"):
        comments = comments_on(analysis, 2)
        assert [t.text for t in comments.on_step] == ["D"]
        assert [t.text for t in comments.on("divider", 7)] == ["B"]
        assert comments.on("connector", 7) == []
        assert [t.text for t in comments.on_removed_rows] == ["C"]
        assert [t.state for t in comments.threads] == ["open"] * 3
        assert comments_on(analysis, 2) is comments


def questions(world: World, analysis: int) -> list[str]:
    with world.acting("lotus_writer", "lotus"):
        return [row.body for row in unanswered(analysis)]


def reply(world: World, analysis: int, text: str, token: str = "") -> None:
    comment = world.one("SELECT id FROM comments WHERE parent_id IS NULL")
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, comment, ReplyWords(text, token or str(uuid4()), writer))


def test_a_required_comment_waits_until_it_is_answered(world: World, analysis: int) -> None:
    save(world, analysis, write("How do you know?", is_required=True))
    assert questions(world, analysis) == []
    send(world, analysis)
    assert questions(world, analysis) == ["How do you know?"]
    token = str(uuid4())
    reply(world, analysis, "We asked them.", token)
    reply(world, analysis, "We asked them.", token)
    assert questions(world, analysis) == []
    (thread,) = seen(world, analysis, "coach")
    assert [(a.text, a.by, a.by_coach) for a in thread.answers] == [
        ("We asked them.", "lotus writer", False)
    ]
    assert thread.state == "answered"


def test_a_required_comment_may_be_settled_by_the_coach_instead(
    world: World, analysis: int
) -> None:
    save(world, analysis, write("How do you know?", is_required=True), write("Good.", ON_ROW))
    send(world, analysis)
    comment = world.one("SELECT id FROM comments WHERE is_required")
    with world.acting("coach", "lotus") as coach:
        assert settle(analysis, comment, by=coach).step == 1
        assert settle(analysis, comment, by=coach).step == 1
    assert questions(world, analysis) == []
    assert [t.state for t in seen(world, analysis, "lotus_writer")] == ["resolved", "open"]


def test_with_an_acceptance_nothing_has_to_be_answered(world: World, analysis: int) -> None:
    save(world, analysis, write("One more thought.", is_required=True))
    with world.acting("coach", "lotus") as coach:
        move(analysis, ReviewAction.ACCEPT, by=coach)
        send_drafts(analysis, by=coach, are_required=False)
    assert questions(world, analysis) == []
    assert [t.text for t in seen(world, analysis, "lotus_writer")] == ["One more thought."]


def test_before_the_first_submission_there_is_nothing_to_comment(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    analysis = make_analysis(world, project)
    with pytest.raises(NotFound):
        save(world, analysis, write("Early."))


def test_drafts_survive_the_end_of_an_assignment_unread(world: World, analysis: int) -> None:
    save(world, analysis, write("Half a thought."))
    end = "UPDATE coach_assignments SET ended_at = now() WHERE coach_id = %s"
    world.admin.execute(end, [world.people["coach"]])
    for name in ("coach", "other_coach", "lotus_manager"):
        assert seen(world, analysis, name) == []
    with pytest.raises(NotFound):
        save(world, analysis, write("More."))
    project = world.admin.execute("SELECT organisation_id, id FROM projects").fetchone()
    assert project is not None
    assign_coach(world, ProjectRef(*project))
    assert [t.text for t in seen(world, analysis, "coach")] == ["Half a thought."]
