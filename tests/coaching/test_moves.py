"""One move at a time: what it changes, who is told, what the ledger says, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier
from typing import Any

import pytest

from portal.coaching.moves import MoveRefused, move
from portal.coaching.workflow import TRANSITION_BY_ACTION, TRANSITIONS, ReviewAction, State
from portal.errors import Incomplete, NotFound
from tests.coaching.scenes import everything, make_analysis, put
from tests.factories import assign_coach, make_project
from tests.world import World

NGO = {ReviewAction.SUBMIT, ReviewAction.WITHDRAW, ReviewAction.REOPEN}
ACTOR = {a: "lotus_writer" if a in NGO else "coach" for a in ReviewAction}


@pytest.fixture
def analysis(world: World) -> int:
    project = make_project(world)
    assign_coach(world, project)
    return make_analysis(world, project)


def act(world: World, analysis_id: int, action: ReviewAction, name: str = "") -> Any:
    """Make a move as the one whose turn it is."""
    with world.acting(name or ACTOR[action], "lotus") as person:
        return move(analysis_id, action, by=person, note="Because.")


def test_the_table_has_each_action_once() -> None:
    assert [move.action for move in TRANSITIONS] == list(ReviewAction)


@pytest.mark.parametrize(("action", "state"), list(product(ReviewAction, State)))
def test_a_move_is_made_from_its_origins_and_refused_elsewhere(
    world: World, analysis: int, action: ReviewAction, state: State
) -> None:
    put(world, analysis, state)
    before = everything(world)
    if state not in TRANSITION_BY_ACTION[action].origins:
        with pytest.raises(MoveRefused) as refused:
            act(world, analysis, action)
        assert refused.value.state == state
        assert everything(world) == before
        return
    act(world, analysis, action)
    row = world.admin.execute("SELECT action, origin, target FROM review_moves").fetchall()
    assert row == [(action, state, TRANSITION_BY_ACTION[action].target)]
    assert world.one("SELECT state FROM analyses") == TRANSITION_BY_ACTION[action].target


@pytest.mark.parametrize("action", [a for a in ReviewAction if TRANSITION_BY_ACTION[a].needs_note])
def test_a_move_that_needs_words_is_not_made_without(
    world: World, analysis: int, action: ReviewAction
) -> None:
    put(world, analysis, next(iter(TRANSITION_BY_ACTION[action].origins)))
    before = everything(world)
    with world.acting(ACTOR[action], "lotus") as person, pytest.raises(Incomplete):
        move(analysis, action, by=person, note="  \n ")
    assert everything(world) == before


def test_who_is_told_is_recorded_and_gets_one_mail_for_each_move(
    world: World, analysis: int
) -> None:
    put(world, analysis, State.SUBMITTED)
    act(world, analysis, ReviewAction.REQUEST_CHANGES)
    told = sorted([world.people["lotus_manager"], world.people["lotus_writer"]])
    assert sorted(world.one("SELECT told FROM review_moves")) == told
    mails = "SELECT kind, subject, address, organisation_id FROM outbox ORDER BY address"
    assert world.admin.execute(mails).fetchall() == [
        (
            "changes_requested",
            f"analysis:{analysis}",
            f"lotus-{role}@test.example",
            world.organisations["lotus"],
        )
        for role in ("manager", "writer")
    ]
    act(world, analysis, ReviewAction.SUBMIT)
    act(world, analysis, ReviewAction.REQUEST_CHANGES)
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'changes_requested'") == 4


def test_the_one_who_moves_is_not_told(world: World, analysis: int) -> None:
    world.admin.execute(
        "INSERT INTO memberships (organisation_id, person_id, role) VALUES (%s, %s, 'manager')",
        [world.organisations["lotus"], world.people["coach"]],
    )
    put(world, analysis, State.SUBMITTED)
    act(world, analysis, ReviewAction.ACCEPT)
    assert world.people["coach"] not in world.one("SELECT told FROM review_moves")


def test_without_a_coach_an_analysis_can_be_sent_and_nobody_is_told(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    act(world, analysis, ReviewAction.SUBMIT)
    assert world.one("SELECT told FROM review_moves") == []
    assert world.one("SELECT count(*) FROM outbox") == 0


def test_an_analysis_of_another_organisation_is_not_there(world: World, analysis: int) -> None:
    put(world, analysis, State.DRAFT)
    with world.acting("river_manager", "river") as person, pytest.raises(NotFound):
        move(analysis, ReviewAction.SUBMIT, by=person)


def test_a_refusal_knows_what_happened_last(world: World, analysis: int) -> None:
    act(world, analysis, ReviewAction.SUBMIT)
    with pytest.raises(MoveRefused) as refused:
        act(world, analysis, ReviewAction.SUBMIT)
    last = refused.value.last
    assert last is not None
    assert (last.action, last.who) == (ReviewAction.SUBMIT, "lotus writer")


def open_rows(world: World) -> list[tuple[str, int]]:
    """Return key and round of the open rows of turns."""
    return world.admin.execute(
        "SELECT key, round FROM milestones WHERE analysis_id IS NOT NULL "
        "AND met_at IS NULL ORDER BY key"
    ).fetchall()


def test_the_ledger_follows_the_moves(world: World, analysis: int) -> None:
    act(world, analysis, ReviewAction.SUBMIT)
    assert open_rows(world) == [("feedback_given", 1)]
    act(world, analysis, ReviewAction.WITHDRAW)
    assert open_rows(world) == []
    act(world, analysis, ReviewAction.SUBMIT)
    act(world, analysis, ReviewAction.REQUEST_CHANGES)
    assert open_rows(world) == [("answer_sent", 1)]
    act(world, analysis, ReviewAction.SUBMIT)
    assert open_rows(world) == [("feedback_given", 2)]
    act(world, analysis, ReviewAction.WITHDRAW)
    assert open_rows(world) == [("answer_sent", 1)]
    act(world, analysis, ReviewAction.SUBMIT)
    act(world, analysis, ReviewAction.START_REVIEW)
    act(world, analysis, ReviewAction.ACCEPT)
    assert open_rows(world) == []
    met = "SELECT count(met_at) FROM milestones WHERE analysis_id IS NULL"
    assert world.one(met) == 2
    act(world, analysis, ReviewAction.REOPEN)
    act(world, analysis, ReviewAction.SUBMIT)
    act(world, analysis, ReviewAction.WITHDRAW)
    assert open_rows(world) == []


@pytest.mark.parametrize(
    ("state", "rivals"),
    [
        (
            State.IN_REVIEW,
            (("coach", ReviewAction.ACCEPT), ("other_coach", ReviewAction.REQUEST_CHANGES)),
        ),
        (
            State.SUBMITTED,
            (("lotus_writer", ReviewAction.WITHDRAW), ("coach", ReviewAction.START_REVIEW)),
        ),
        (
            State.DRAFT,
            (("lotus_writer", ReviewAction.SUBMIT), ("lotus_manager", ReviewAction.SUBMIT)),
        ),
    ],
)
def test_of_two_moves_at_the_same_time_one_is_made(
    world: World, state: State, rivals: tuple[tuple[str, ReviewAction], ...]
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    assign_coach(world, project, "other_coach")
    analysis = make_analysis(world, project)
    put(world, analysis, state)
    start = Barrier(len(rivals))

    def run(rival: tuple[str, ReviewAction]) -> str:
        name, action = rival
        start.wait()
        try:
            act(world, analysis, action, name)
        except MoveRefused as refused:
            return f"refused: {refused.state}"
        return "made"

    with ThreadPoolExecutor(len(rivals)) as pool:
        results = list(pool.map(run, rivals))
    won = rivals[results.index("made")][1]
    assert sorted(results) == ["made", f"refused: {TRANSITION_BY_ACTION[won].target}"]
    assert world.one("SELECT count(*) FROM review_moves") == 1
    assert world.one("SELECT state FROM analyses") == TRANSITION_BY_ACTION[won].target
