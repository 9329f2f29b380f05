"""Sending as a service: what holds it back, what is kept, and how new a sending is."""

from datetime import timedelta

import pytest

from portal import clock
from portal.analyses.checks.completeness import NO_ROWS, TOO_BRIEF
from portal.analyses.rows.snapshot import read_current
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.moves import MoveRefused, move
from portal.coaching.revisions.queries import digest_of
from portal.coaching.sendings import Newness, Sending
from portal.coaching.submission.services import Readiness, readiness, sending_now, submit
from portal.coaching.submission.written_steps import steps_to_leave_out
from portal.coaching.workflow import ReviewAction
from portal.errors import Incomplete, NotFound, PortalError, Refused
from tests.analyses.scenes import FACTOR, write
from tests.coaching.scenes import comment, everything, judge, make_analysis, make_coached, send
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.world import World

PHONE = FACTOR | {"title": "A queue", "evidence": "Ask Mr Dara, 012 345 678"}
REVISIONS = "SELECT number, submitted_by, submitted_at FROM revisions ORDER BY number"


def ready(world: World, analysis: int) -> Readiness:
    """Return what holds an analysis back, as its writer is told."""
    with world.acting("lotus_writer", "lotus"):
        return readiness(read_current(analysis))


def newness(world: World, analysis: int) -> Sending:
    with world.acting("lotus_writer", "lotus"):
        return sending_now(read_current(analysis))


def withdraw(world: World, analysis: int) -> None:
    with world.acting("lotus_writer", "lotus") as by:
        move(analysis, ReviewAction.WITHDRAW, by=by)


def refusal(world: World, analysis: int, number: int, meant: str = "") -> PortalError:
    """Return why the writer cannot send an analysis."""
    with world.acting("lotus_writer", "lotus") as by, pytest.raises(PortalError) as refused:
        submit(analysis, number=number, by=by, meant=meant)
    return refused.value


def test_a_complete_analysis_is_held_back_by_nothing(world: World) -> None:
    _, analysis = make_coached(world)
    assert ready(world, analysis) == Readiness([], (), [])


def test_every_row_that_lacks_something_and_every_step_without_rows_is_told(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    found = [(one.step, one.kind, one.message) for one in ready(world, analysis).problems]
    assert (1, "context", NO_ROWS) in found
    assert {(step, message) for step, _kind, message in found} == {(1, NO_ROWS)}
    _, other = make_coached(world)
    row = write(world, other, "divider", FACTOR | {"groups": "", "indicator": ""})
    problems = ready(world, other).problems
    assert [(one.row_id, one.field, one.message) for one in problems] == [
        (row, "groups", TOO_BRIEF),
        (row, "indicator", TOO_BRIEF),
    ]
    refused = refusal(world, other, 1, meant="It is meant so.")
    assert (type(refused), refused.details["problems"]) == (Incomplete, problems)
    assert "still missing" in str(refused)


def test_words_that_tell_too_much_are_told_until_a_reason_is_kept_for_them(world: World) -> None:
    _, analysis = make_coached(world)
    row = write(world, analysis, "divider", PHONE)
    flags = ready(world, analysis).flags
    assert {(one.kind, one.row_id, one.field) for one in flags} == {("divider", row, "evidence")}
    assert sorted(one.rule for one in flags) == ["n", "p"]
    refused = refusal(world, analysis, 1)
    assert (type(refused), refused.details["problems"]) == (Incomplete, flags)
    assert "text may reveal too much" in str(refused)
    with world.acting("lotus_writer", "lotus") as by:
        submit(analysis, number=1, by=by, meant="They are public.")
    kept = "SELECT rule, row_kind, row_id, reason FROM hint_dismissals ORDER BY rule"
    assert world.admin.execute(kept).fetchall() == [
        (one.key, "divider", row, "They are public.")
        for one in sorted(flags, key=lambda flag: flag.key)
    ]
    assert ready(world, analysis).flags == []


def test_a_title_may_tell_too_much_as_well(world: World) -> None:
    _, analysis = make_coached(world)
    world.admin.execute("UPDATE analyses SET title = 'Ask Mr Dara, 012 345 678'")
    assert {(one.kind, one.field) for one in ready(world, analysis).flags} == {("", "title")}


def test_a_required_comment_is_a_question_until_it_is_answered(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    asked = comment(world, analysis, "Between whom?", CommentAnchor(2), is_required=True)
    comment(world, analysis, "Well put.")
    judge(world, analysis)
    world.admin.execute("UPDATE factors SET how = 'They wait twice as long.'")
    (question,) = ready(world, analysis).questions
    assert (question.id, question.step, question.body, question.who) == (
        *(asked, 2, "Between whom?", "coach"),
    )
    refused = refusal(world, analysis, 2)
    assert (type(refused), refused.details["problems"]) == (Refused, [question])
    assert "need your answer" in str(refused)
    path = f"/o/lotus/analyses/{analysis}/comments/{asked}/answers"
    answer = {"text": "Two families.", "token": "t" * 36}
    assert world.sign_in("lotus_writer").post(path, data=answer).status_code == 303
    assert ready(world, analysis).questions == []


def test_a_sending_keeps_one_revision_of_what_was_checked(world: World) -> None:
    _, analysis = make_coached(world)
    with world.acting("lotus_writer", "lotus") as by:
        submit(analysis, number=1, by=by)
        submit(analysis, number=1, by=by)  # a double click
        now = read_current(analysis)
    kept = "SELECT number, snapshot, sha256, submitted_by, submitted_at FROM revisions"
    assert world.admin.execute(kept).fetchall() == [
        (1, now.snapshot, digest_of(now.snapshot), world.people["lotus_writer"], MOMENT)
    ]
    assert world.one("SELECT (state, revisions)::text FROM analyses") == "(submitted,1)"


@pytest.mark.parametrize(("name", "number"), [("lotus_manager", 1), ("lotus_writer", 2)])
def test_a_second_sending_by_another_or_of_another_number_is_refused(
    world: World, name: str, number: int
) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    before = everything(world)
    with world.acting(name, "lotus") as by, pytest.raises(MoveRefused):
        submit(analysis, number=number, by=by)
    assert everything(world) == before


def refused_again(world: World, analysis: int, number: int) -> bool:
    """Tell whether the writer's click on what is not open any more is refused."""
    try:
        send(world, analysis, number)
    except MoveRefused:
        return True
    return False


def test_it_was_sent_already_only_by_a_sending_of_that_very_analysis(world: World) -> None:
    _, analysis = make_coached(world)
    _, other = make_coached(world)
    send(world, other)
    send(world, analysis, name="lotus_manager")
    assert refused_again(world, analysis, 1)
    assert not refused_again(world, other, 1)


def test_it_was_not_sent_by_whoever_only_took_it_back(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis, name="lotus_manager")
    withdraw(world, analysis)
    send(world, analysis, 2, name="lotus_manager")
    assert refused_again(world, analysis, 1)


def test_it_was_not_sent_by_whoever_sent_the_revision_before(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    world.admin.execute("UPDATE factors SET how = 'They wait twice as long.'")
    send(world, analysis, 2, name="lotus_manager")
    assert refused_again(world, analysis, 2)


def test_what_was_accepted_meanwhile_is_not_sent_already(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis, ReviewAction.ACCEPT)
    assert refused_again(world, analysis, 1)


def test_nothing_is_sent_of_a_project_that_has_ended_or_of_others(world: World) -> None:
    _, analysis = make_coached(world)
    with world.acting("river_manager", "river") as by, pytest.raises(NotFound):
        submit(analysis, number=1, by=by)
    world.admin.execute("UPDATE projects SET state = 'ended'")
    with world.acting("lotus_writer", "lotus") as by, pytest.raises(Refused):
        submit(analysis, number=1, by=by)
    assert world.one("SELECT count(*) FROM revisions") == 0


def test_what_is_sent_for_the_first_time_or_changed_is_new(world: World) -> None:
    _, analysis = make_coached(world)
    assert newness(world, analysis) == Sending(Newness.NEW)
    send(world, analysis)
    judge(world, analysis)
    world.admin.execute("UPDATE factors SET how = 'They wait twice as long.'")
    assert newness(world, analysis) == Sending(Newness.NEW)


def test_what_was_taken_back_and_is_unchanged_is_the_same_revision_of_its_first_moment(
    world: World,
) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    clock.hold(MOMENT + timedelta(days=2))
    withdraw(world, analysis)
    same = newness(world, analysis)
    assert same == Sending(Newness.SAME, MOMENT)
    assert (same.makes_revision, same.is_repeat) == (False, True)
    send(world, analysis, number=2)
    assert world.admin.execute(REVISIONS).fetchall() == [(1, world.people["lotus_writer"], MOMENT)]
    sent = "SELECT is_repeat, revision FROM review_moves WHERE action = 'submit' ORDER BY id"
    assert world.admin.execute(sent).fetchall() == [(False, 1), (True, 1)]
    # What comes of the page from before it was sent again is the same sending.
    send(world, analysis, number=2)
    send(world, analysis, number=1)
    assert world.one("SELECT count(*) FROM review_moves") == 3


def test_what_comes_back_as_it_was_adds_nothing_unless_a_comment_was_answered(
    world: World,
) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    asked = comment(world, analysis, "Since when?")
    clock.hold(MOMENT + timedelta(hours=1))
    judge(world, analysis)
    unchanged = newness(world, analysis)
    assert unchanged == Sending(Newness.UNCHANGED)
    assert (unchanged.makes_revision, unchanged.is_repeat) == (True, True)
    clock.hold(MOMENT + timedelta(hours=2))
    path = f"/o/lotus/analyses/{analysis}/comments/{asked}/answers"
    world.sign_in("lotus_writer").post(path, data={"text": "Since May.", "token": "t" * 36})
    assert newness(world, analysis) == Sending(Newness.NEW)


def test_the_last_steps_may_be_left_out_where_nothing_is_written(world: World) -> None:
    _, analysis = make_coached(world)
    world.admin.execute("UPDATE analyses SET declared_steps = '{1,2,3,4,5,6,7}'")
    assert isinstance(refusal(world, analysis, 1), Incomplete)
    with world.acting("lotus_writer", "lotus") as by:
        submit(analysis, number=1, by=by, is_partial=True)
        submit(analysis, number=1, by=by, is_partial=True)
    sent = world.one("SELECT snapshot FROM revisions")
    assert (sent["declared_steps"], sent["left_out"]) == ([1, 2, 3], [4, 5, 6, 7])
    assert world.one("SELECT declared_steps FROM analyses") == [1, 2, 3, 4, 5, 6, 7]
    withdraw(world, analysis)
    with world.acting("lotus_writer", "lotus") as by:
        submit(analysis, number=2, by=by, is_partial=True)
    assert world.one("SELECT count(*) FROM revisions") == 1


def test_what_later_steps_are_built_on_is_never_left_out() -> None:
    def left_out(*written: str, declared: tuple[int, ...] = (1, 2, 3, 4)) -> list[int]:
        rows = {kind: [{"id": 1}] for kind in written}
        head = {"framework_version": "handbook-2004", "declared_steps": list(declared)}
        return steps_to_leave_out(head | {"rows": rows})

    assert left_out("context", "detail") == []
    assert left_out("context", "divider") == [3, 4]
    assert left_out("divider") == [3, 4]
    assert left_out("divider", declared=(2,)) == []
    assert left_out() == []
