"""What a move leaves behind: the analysis, its record, those who are told, and the ledger."""

from datetime import timedelta

import pytest

from portal import clock
from portal.coaching.moves import (
    NO_DETAILS,
    Moved,
    MoveDetails,
    MoveRefused,
    SentAnalysis,
    hold_sent,
    move,
    refuse_unless_possible,
)
from portal.coaching.sendings import Newness, Sending
from portal.coaching.workflow import TRANSITION_BY_ACTION, ReviewAction, State
from portal.errors import Incomplete, NotFound
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis, put
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.locking import is_held
from tests.world import World

LATER = MOMENT + timedelta(hours=5)
ANALYSIS = "SELECT state, state_since, revisions, version FROM analyses WHERE id = %s"
MOVES = "SELECT {} FROM review_moves ORDER BY id"
LEDGER = (
    "SELECT key, met_at, met_by FROM milestones WHERE key = ANY(%s) AND project_id = %s ORDER BY id"
)
NGO = (ReviewAction.SUBMIT, ReviewAction.WITHDRAW, ReviewAction.REOPEN)


@pytest.fixture
def project(world: World) -> ProjectRef:
    """Return a project with a coach, and another that must stay as it is."""
    made = make_project(world)
    assign_coach(world, made)
    return made


@pytest.fixture
def analysis(world: World, project: ProjectRef) -> int:
    """Return a draft beside another one."""
    make_analysis(world, project)
    return make_analysis(world, project)


def act(
    world: World,
    analysis: int,
    action: ReviewAction = ReviewAction.SUBMIT,
    details: MoveDetails = NO_DETAILS,
) -> Moved:
    """Make a move five hours later, as the one whose turn it is."""
    clock.hold(LATER)
    with world.acting("lotus_writer" if action in NGO else "coach", "lotus") as by:
        return move(analysis, action, by=by, note=" Because.\n", details=details)


def resend(world: World, analysis: int, sending: Sending) -> Moved:
    return act(world, analysis, details=MoveDetails(sending))


def test_a_move_tells_what_it_was(world: World, project: ProjectRef, analysis: int) -> None:
    moved = act(world, analysis)
    assert moved == Moved(moved.id, analysis, project, State.DRAFT, 1)
    assert moved.id == world.one("SELECT id FROM review_moves")
    again = act(world, analysis, ReviewAction.START_REVIEW)
    assert again == Moved(again.id, analysis, project, State.SUBMITTED, 1)


@pytest.mark.parametrize(
    ("newness", "revisions"), [(Newness.NEW, 2), (Newness.SAME, 1), (Newness.UNCHANGED, 2)]
)
def test_only_what_goes_out_under_its_own_number_is_a_revision(
    world: World, analysis: int, newness: Newness, revisions: int
) -> None:
    put(world, analysis, State.CHANGES_REQUESTED)
    moved = resend(world, analysis, Sending(newness))
    assert moved.revision == revisions
    row = world.admin.execute(ANALYSIS, [analysis]).fetchone()
    assert row == ("submitted", LATER, revisions, 2)
    kept = MOVES.format("revision, is_repeat, note")
    assert world.admin.execute(kept).fetchall() == [
        (revisions, newness is not Newness.NEW, "Because.")
    ]


def test_a_move_that_sends_nothing_makes_no_revision_and_changes_no_other_analysis(
    world: World, analysis: int
) -> None:
    before = world.admin.execute(ANALYSIS, [analysis - 1]).fetchone()
    put(world, analysis, State.SUBMITTED)
    act(world, analysis, ReviewAction.START_REVIEW)
    assert world.admin.execute(ANALYSIS, [analysis]).fetchone() == ("in_review", LATER, 1, 2)
    assert world.admin.execute(ANALYSIS, [analysis - 1]).fetchone() == before


def test_a_move_without_a_revision_is_recorded_without_one(world: World, analysis: int) -> None:
    world.admin.execute("UPDATE analyses SET state = 'submitted'")
    act(world, analysis, ReviewAction.WITHDRAW)
    assert world.admin.execute(MOVES.format("revision, at, by")).fetchall() == [
        (None, LATER, world.people["lotus_writer"])
    ]


def test_feedback_is_that_of_all_who_gave_it_and_nothing_else_is_feedback(
    world: World, analysis: int
) -> None:
    coach, other = world.people["coach"], world.people["other_coach"]
    together = MoveDetails(given_by=(other, coach))
    act(world, analysis, details=together)
    act(world, analysis, ReviewAction.START_REVIEW, together)
    act(world, analysis, ReviewAction.REQUEST_CHANGES, together)
    act(world, analysis)
    act(world, analysis, ReviewAction.ACCEPT)
    given = [row for (row,) in world.admin.execute(MOVES.format("given_by"))]
    assert given == [[], [], sorted([coach, other]), [], [coach]]


def test_coaches_of_the_project_are_told_of_what_is_sent(world: World, analysis: int) -> None:
    assign_coach(world, make_project(world), "other_coach")
    moved = act(world, analysis)
    assert world.one("SELECT told FROM review_moves") == [world.people["coach"]]
    mail = world.admin.execute("SELECT kind, subject, address FROM outbox").fetchall()
    assert mail == [("analysis_submitted", f"analysis:{analysis}", "coach@test.example")]
    assert moved.origin is State.DRAFT


@pytest.mark.parametrize("action", [ReviewAction.WITHDRAW, ReviewAction.ACCEPT])
def test_a_refusal_says_which_move_cannot_be_made(
    world: World, analysis: int, action: ReviewAction
) -> None:
    put(world, analysis - 1, State.SUBMITTED)
    with world.acting("coach", "lotus"), pytest.raises(MoveRefused) as refused:
        refuse_unless_possible(analysis, action)
    assert (refused.value.action, refused.value.state) == (action, State.DRAFT)
    assert str(refused.value) == TRANSITION_BY_ACTION[action].refusal
    assert refused.value.last is None
    with world.acting("coach", "lotus"):
        refuse_unless_possible(analysis - 1, action)
        with pytest.raises(NotFound):
            refuse_unless_possible(analysis + 1, action)


def test_a_move_without_its_words_asks_for_them(world: World, analysis: int) -> None:
    with world.acting("coach", "lotus") as by, pytest.raises(Incomplete) as missing:
        move(analysis, ReviewAction.REQUEST_CHANGES, by=by)
    assert str(missing.value) == TRANSITION_BY_ACTION[ReviewAction.REQUEST_CHANGES].note_missing


def test_what_is_sent_meets_its_milestones_at_that_very_moment(
    world: World, project: ProjectRef, analysis: int
) -> None:
    writer = world.people["lotus_writer"]
    act(world, analysis)
    rows = world.admin.execute(LEDGER, [["analysis_submitted"], project.id]).fetchall()
    assert rows == [("analysis_submitted", LATER, writer)]
    assert world.one("SELECT at FROM review_moves") == LATER


def test_what_goes_out_again_was_sent_when_it_first_was(
    world: World, project: ProjectRef, analysis: int
) -> None:
    resend(world, analysis, Sending(Newness.SAME, MOMENT))
    rows = world.admin.execute(LEDGER, [["analysis_submitted"], project.id]).fetchall()
    assert rows == [("analysis_submitted", MOMENT, world.people["lotus_writer"])]


def test_what_says_nothing_new_meets_nothing_and_no_answer_is_owed_meanwhile(
    world: World, project: ProjectRef, analysis: int
) -> None:
    for one in (analysis - 1, analysis):
        put(world, one, State.SUBMITTED)
        act(world, one, ReviewAction.REQUEST_CHANGES)
    resend(world, analysis, Sending(Newness.UNCHANGED))
    keys = ["analysis_submitted", "answer_sent", "feedback_given"]
    assert world.admin.execute(LEDGER, [keys, project.id]).fetchall() == [
        ("analysis_submitted", None, None),
        ("answer_sent", None, None),
        ("feedback_given", None, None),
    ]
    owed = "SELECT analysis_id FROM milestones WHERE key = %s"
    assert world.one(owed, "answer_sent") == analysis - 1
    assert world.one(owed, "feedback_given") == analysis


def test_what_was_sent_is_held_as_it_is_and_a_first_draft_is_not_there(
    world: World, project: ProjectRef, analysis: int
) -> None:
    put(world, analysis, State.IN_REVIEW)
    with world.acting("coach", "lotus"):
        assert hold_sent(analysis) == SentAnalysis(
            *(analysis, project.organisation_id, project.id, "in_review", 1)
        )
        assert is_held(world, "analyses", analysis, against="NO KEY UPDATE")
        assert not is_held(world, "analyses", analysis, against="KEY SHARE")
        for other in (analysis - 1, analysis + 1):
            with pytest.raises(NotFound):
                hold_sent(other)


def test_a_move_holds_its_own_analysis_alone(world: World, analysis: int) -> None:
    with world.acting("lotus_writer", "lotus") as by:
        move(analysis, ReviewAction.SUBMIT, by=by)
        assert is_held(world, "analyses", analysis, against="KEY SHARE")
        assert not is_held(world, "analyses", analysis - 1, against="UPDATE")
