"""How new a sending is: what it says, what moved it last, and what was answered since."""

from datetime import datetime, timedelta

import pytest

from portal import clock
from portal.coaching.moves import move
from portal.coaching.sendings import Newness, Sending, sending_of
from portal.coaching.workflow import ReviewAction, State
from tests.coaching.scenes import make_analysis, put, write_revision
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.world import World

HOUR = timedelta(hours=1)
COMMENT = (
    "INSERT INTO comments (organisation_id, project_id, analysis_id, token, revision, step, "
    "by_coach, body, author_id, sent_at) SELECT organisation_id, project_id, id, %s, 1, 1, %s, "
    "'Words', created_by, %s FROM analyses WHERE id = %s"
)


@pytest.fixture
def analysis(world: World) -> int:
    """Return an analysis whose first revision, of no digest, came back at `MOMENT`."""
    project = make_project(world)
    assign_coach(world, project)
    made = make_analysis(world, project)
    put(world, made, State.SUBMITTED)
    act(world, made, ReviewAction.REQUEST_CHANGES, MOMENT)
    return made


def act(world: World, analysis: int, action: ReviewAction, at: datetime) -> None:
    clock.hold(at)
    name = "lotus_writer" if action is ReviewAction.WITHDRAW else "coach"
    with world.acting(name, "lotus") as by:
        move(analysis, action, by=by, note="Because.")


def comment(world: World, analysis: int, at: datetime | None, *, by_coach: bool = False) -> None:
    world.admin.execute(COMMENT, [f"{at} {by_coach}", by_coach, at, analysis])


def found(world: World, analysis: int, digest: str = "") -> Sending:
    with world.acting("lotus_writer", "lotus"):
        return sending_of(analysis, digest)


@pytest.mark.parametrize(
    ("newness", "makes_revision", "is_repeat"),
    [(Newness.NEW, True, False), (Newness.SAME, False, True), (Newness.UNCHANGED, True, True)],
)
def test_only_the_same_revision_has_no_number_of_its_own_and_only_what_is_new_is_no_repeat(
    newness: Newness, *, makes_revision: bool, is_repeat: bool
) -> None:
    sending = Sending(newness)
    assert (sending.makes_revision, sending.is_repeat) == (makes_revision, is_repeat)


def test_other_words_are_new_and_the_same_ones_are_not(world: World, analysis: int) -> None:
    assert found(world, analysis, "other") == Sending(Newness.NEW)
    assert found(world, analysis) == Sending(Newness.UNCHANGED)


def test_it_is_the_latest_revision_that_counts(world: World, analysis: int) -> None:
    world.admin.execute(
        "INSERT INTO revisions (organisation_id, project_id, analysis_id, submitted_by, number, "
        "snapshot, sha256) SELECT organisation_id, project_id, analysis_id, submitted_by, 2, "
        "snapshot, 'second' FROM revisions"
    )
    world.admin.execute("UPDATE analyses SET revisions = 2")
    assert found(world, analysis) == Sending(Newness.NEW)
    assert found(world, analysis, "second") == Sending(Newness.UNCHANGED)


def test_what_was_never_sent_is_new_whatever_others_sent(world: World, analysis: int) -> None:
    first = make_analysis(world, make_project(world))
    assert found(world, first) == Sending(Newness.NEW)
    put(world, first, State.SUBMITTED)
    act(world, first, ReviewAction.WITHDRAW, MOMENT + HOUR)
    assert found(world, first).newness is Newness.SAME
    assert found(world, analysis) == Sending(Newness.UNCHANGED)


def test_what_was_taken_back_went_out_when_it_first_did(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    put(world, analysis, State.SUBMITTED)
    sent_at = MOMENT - 9 * HOUR
    world.admin.execute("DELETE FROM revisions")
    write_revision(world, analysis)
    world.admin.execute("UPDATE revisions SET submitted_at = %s", [sent_at])
    act(world, analysis, ReviewAction.WITHDRAW, MOMENT)
    assert found(world, analysis) == Sending(Newness.SAME, sent_at)
    assert found(world, analysis, "other") == Sending(Newness.NEW)


@pytest.mark.parametrize(
    ("after", "by_coach", "newness"),
    [
        (HOUR, False, Newness.NEW),
        (timedelta(0), False, Newness.NEW),
        (-HOUR, False, Newness.UNCHANGED),
        (None, False, Newness.UNCHANGED),
        (HOUR, True, Newness.UNCHANGED),
    ],
)
def test_an_answer_since_the_verdict_makes_it_new(
    world: World, analysis: int, after: timedelta | None, newness: Newness, *, by_coach: bool
) -> None:
    comment(world, analysis, None if after is None else MOMENT + after, by_coach=by_coach)
    assert found(world, analysis) == Sending(newness)


def test_answers_and_verdicts_of_another_analysis_are_no_answer_here(
    world: World, analysis: int
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    other = make_analysis(world, project)
    comment(world, other, MOMENT + HOUR)
    assert found(world, analysis) == Sending(Newness.UNCHANGED)
    comment(world, analysis, MOMENT + HOUR)
    put(world, other, State.SUBMITTED)
    act(world, other, ReviewAction.REQUEST_CHANGES, MOMENT + 2 * HOUR)
    assert found(world, analysis) == Sending(Newness.NEW)


def test_an_answer_before_it_was_taken_back_again_still_answers_the_verdict(
    world: World, analysis: int
) -> None:
    comment(world, analysis, MOMENT + HOUR)
    put(world, analysis, State.SUBMITTED)
    act(world, analysis, ReviewAction.START_REVIEW, MOMENT + 2 * HOUR)
    assert found(world, analysis) == Sending(Newness.NEW)
