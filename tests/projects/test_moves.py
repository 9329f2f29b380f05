"""Moves of a project: which its state and stage allow, what they change, who may make them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from itertools import product

import pytest

from portal import clock
from portal.errors import Refused
from portal.projects import ledger, services, turns
from portal.projects.journey import STAGE_TITLES, STAGES, Move, ProjectState, Stage
from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONES
from tests.factories import DETAILS, assign_coach, make_project
from tests.projects.scenes import close_stage, milestone, picture, put, row_id
from tests.world import World

HOME = "/o/lotus/"
ACTS: dict[Move, Callable[[ProjectRef, int, int], None]] = {
    Move.EDIT: lambda project, _row, _by: services.edit_project(project, DETAILS, version=1),
    Move.STATE_MILESTONE: lambda project, row, by: services.state_milestone(
        project, row, "We agreed", by=by
    ),
    Move.WAIVE_MILESTONE: lambda project, row, by: services.waive_milestone(
        project, row, "Not needed", by=by
    ),
    Move.CHANGE_STAGE: lambda project, _row, by: services.change_stage(
        project, Stage.INTRODUCTORY, "Once more", by=by
    ),
    Move.PAUSE: lambda project, _row, by: services.pause_project(project, "Rain", by=by),
    Move.RESUME: lambda project, _row, by: services.resume_project(project, by=by),
    Move.END: lambda project, _row, by: services.end_project(project, "No funds", by=by),
}
# The states in which each move is possible, written down once more on purpose.
POSSIBLE = {
    Move.EDIT: {"active", "paused"},
    Move.STATE_MILESTONE: {"active"},
    Move.WAIVE_MILESTONE: {"active"},
    Move.CHANGE_STAGE: {"active"},
    Move.PAUSE: {"active"},
    Move.RESUME: {"paused"},
    Move.END: {"active", "paused"},
}


@pytest.mark.parametrize("state", list(ProjectState))
def test_a_move_that_the_state_does_not_allow_changes_nothing(
    world: World, state: ProjectState
) -> None:
    seen = {case: _try(world, state, *case) for case in product(STAGES, Move)}
    expected = {(stage, move): _is_possible(state, stage, move) for stage, move in seen}
    assert seen == {case: (is_possible, is_possible) for case, is_possible in expected.items()}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_changed_one_on_when_complete_or_one_back(world: World, stage: Stage) -> None:
    client = world.sign_in("lotus_manager")
    for target, is_complete in product(STAGES, (True, False)):
        project = make_project(world)
        put(world, project, stage=stage)
        if is_complete:
            close_stage(world, project, stage)
        before = picture(world, project)
        step = STAGES.index(target) - STAGES.index(stage)
        is_legal = step == -1 or (step == 1 and is_complete)
        path = f"{HOME}projects/{project.id}/stage-changes"
        answer = client.post(path, data={"stage": target, "reason": "Once more"})
        assert answer.status_code == (303 if is_legal else 409)
        assert (picture(world, project) != before) is is_legal
        if is_legal:
            told = "SELECT (kind, origin, target, reason)::text FROM project_events WHERE"
            said = world.one(f"{told} project_id = %s", project.id)
            assert said == f'(stage,{stage},{target},"Once more")'
            assert world.one("SELECT stage FROM projects WHERE id = %s", project.id) == target
        else:
            assert "<h1>This was not done</h1>" in answer.text
            assert why_not(stage, target) in unescape(answer.text)
            assert "Someone else has already changed this" not in answer.text


def why_not(here: Stage, target: Stage) -> str:
    """Return the words for a stage that a project cannot go to."""
    titles = f"from “{STAGE_TITLES[here]}” to “{STAGE_TITLES[target]}”"
    if here is target:
        return f"The project is already in the stage “{STAGE_TITLES[here]}”. Nothing was changed."
    if STAGES.index(target) - STAGES.index(here) != 1:
        return f"{titles}: it moves one stage forward or back at a time."
    first = next(one.title for one in MILESTONES if one.stage is here and not one.repeats)
    return f"{titles}: something in this stage is not done yet, such as “{first}”."


def test_going_back_needs_a_reason(world: World) -> None:
    project = make_project(world)
    put(world, project, stage="application")
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}/stage-changes"
    answer = client.post(path, data={"stage": "introductory", "reason": " "})
    assert answer.status_code == 422
    assert "Write the reason in a sentence." in answer.text
    assert client.post(path, data={"stage": "nowhere", "reason": "x"}).status_code == 422
    assert 'name="stage" value="introductory"' in client.get(path).text
    assert world.one("SELECT stage FROM projects") == "application"


def test_there_is_nothing_before_the_first_stage(world: World) -> None:
    project = make_project(world)
    path = f"{HOME}projects/{project.id}/stage-changes"
    answer = world.sign_in("lotus_manager").get(path)
    assert answer.status_code == 409
    assert "<h1>This was not done</h1>" in answer.text
    assert "This is the first stage: there is none before it." in answer.text


def test_going_back_takes_off_due_dates_and_coming_again_gives_new_ones(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory", but=("commitment",))
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "commitment", by=manager)
        services.change_stage(project, Stage.INTRODUCTORY, "New team", by=manager)
    assert milestone(world, project, "post_training_plan")[2] is None
    text = world.sign_in("lotus_manager").get(f"{HOME}projects/{project.id}").text
    assert "All milestones in this stage are complete" in text
    clock.hold(datetime(2026, 12, 4, 3, 0, tzinfo=UTC))
    answer = world.sign_in("lotus_manager").post(
        f"{HOME}projects/{project.id}/stage-changes", data={"stage": "application"}
    )
    assert answer.status_code == 303
    assert milestone(world, project, "post_training_plan")[2] == date(2027, 2, 17)


def test_a_project_that_went_back_stays_there_while_later_milestones_are_met(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory", but=("commitment",))
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "commitment", by=manager)
        services.change_stage(project, Stage.INTRODUCTORY, "New team", by=manager)
        ledger.meet(project, "application_workshop", by=manager)
    assert world.one("SELECT stage FROM projects") == "introductory"


def test_a_paused_project_is_never_late_and_its_due_dates_wait(world: World) -> None:
    project = make_project(world)
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}"
    assert client.post(f"{path}/pause", data={"reason": "Rainy season"}).status_code == 303
    clock.hold(datetime(2027, 3, 4, 3, 0, tzinfo=UTC))  # 100 days later
    for page in (client.get(HOME).text, client.get(path).text):
        assert "days late" not in page
        assert "Paused" in page
    assert client.post(f"{path}/resumption").status_code == 303
    assert milestone(world, project, "introductory_workshop")[2] == date(2027, 4, 3)
    assert "Sat 3 Apr (30 days left)" in client.get(path).text
    told = "SELECT array_agg(target || ' ' || reason ORDER BY id) FROM project_events"
    assert world.one(told) == ["paused Rainy season", "active "]


def test_a_date_given_in_a_pause_is_put_off_by_what_is_left_of_it(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        services.pause_project(project, "Rain", by=manager)
        clock.hold(datetime(2026, 12, 4, 3, 0, tzinfo=UTC))  # ten days of pause
        turns.open_turn(project, "feedback_given", 7)
        clock.hold(datetime(2026, 12, 9, 3, 0, tzinfo=UTC))  # five more
        services.resume_project(project, by=manager)
    assert milestone(world, project, "feedback_given")[2] == date(2026, 12, 19)


def test_an_ended_project_asks_nothing_of_anybody(world: World) -> None:
    project = make_project(world)
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}"
    assert client.post(f"{path}/ending", data={"reason": "No funds"}).status_code == 303
    assert "Take part in the introductory workshop" not in client.get(HOME).text
    page = client.get(path).text
    assert "This project has ended" in page
    assert [link for link in ("/pause", "/ending", "/edit", "/waiver") if link in page] == []


@pytest.mark.parametrize(
    ("noun", "form"),
    [
        ("pause", {"reason": "Rain"}),
        ("ending", {"reason": "No funds"}),
        ("milestones/{commitment}/statement", {"statement": "We agreed"}),
        ("milestones/{commitment}/waiver", {"reason": "Agreed long ago"}),
    ],
)
def test_a_double_click_is_one_act(world: World, noun: str, form: dict[str, str]) -> None:
    project = make_project(world)
    noun = noun.format(commitment=row_id(world, project, "commitment"))
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}/{noun}"
    assert client.post(path, data=form).status_code == 303
    after = picture(world, project)
    assert client.post(path, data=form).status_code == 303
    assert picture(world, project) == after


def test_a_double_click_on_resume_shifts_due_dates_once(world: World) -> None:
    project = make_project(world)
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}"
    client.post(f"{path}/pause", data={"reason": "Rain"})
    clock.hold(datetime(2026, 11, 30, 3, 0, tzinfo=UTC))
    answers = [client.post(f"{path}/resumption").status_code for _ in range(2)]
    assert answers == [303, 303]
    assert milestone(world, project, "introductory_workshop")[2] == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("noun", "form"),
    [
        ("pause", {"reason": "Rain"}),
        ("resumption", {}),
        ("stage-changes", {"stage": "introductory", "reason": "x"}),
        ("milestones/{commitment}/statement", {"statement": "We agreed"}),
    ],
)
def test_a_stale_tab_is_told_what_happened(world: World, noun: str, form: dict[str, str]) -> None:
    project = make_project(world)
    put(world, project, state="ended")
    noun = noun.format(commitment=row_id(world, project, "commitment"))
    before = picture(world, project)
    path = f"{HOME}projects/{project.id}/{noun}"
    answer = world.sign_in("lotus_manager").post(path, data=form)
    assert answer.status_code == 409
    assert "This project has ended. Nothing was changed." in answer.text
    assert picture(world, project) == before


NOUNS = [
    ("pause", {"reason": "Rain"}),
    ("ending", {"reason": "No funds"}),
    ("resumption", {}),
    ("stage-changes", {"stage": "application"}),
    ("milestones/{commitment}/statement", {"statement": "We agreed"}),
    ("milestones/{commitment}/waiver", {"reason": "Agreed long ago"}),
]


@pytest.mark.parametrize("name", ["lotus_writer", "lotus_viewer", "coach"])
def test_who_may_not_make_a_move_is_refused(world: World, name: str) -> None:
    project = make_project(world)
    assign_coach(world, project)
    client, before = world.sign_in(name), picture(world, project)
    # A coach may let a project go on without a milestone; that has a test of its own.
    nouns = NOUNS[:-1] if name == "coach" else NOUNS
    for noun, form in nouns:
        noun = noun.format(commitment=row_id(world, project, "commitment"))
        answer = client.post(f"{HOME}projects/{project.id}/{noun}", data=form)
        assert (noun, answer.status_code) == (noun, 403)
    assert picture(world, project) == before


@pytest.mark.parametrize(("noun", "form"), NOUNS)
def test_a_foreign_project_is_not_found_and_stays_as_it_is(
    world: World, noun: str, form: dict[str, str]
) -> None:
    foreign = make_project(world, "river")
    before = picture(world, foreign)
    noun = noun.format(commitment=row_id(world, foreign, "commitment"))
    for name in ("lotus_manager", "stranger", "coach"):
        client = world.sign_in(name)
        for home in ("/o/lotus/", "/o/river/"):
            path = f"{home}projects/{foreign.id}/{noun}"
            assert client.post(path, data=form).status_code == 404
    assert picture(world, foreign) == before


def test_a_row_of_another_project_is_not_found(world: World) -> None:
    project, other = make_project(world), make_project(world)
    row = row_id(world, other, "commitment")
    client = world.sign_in("lotus_manager")
    for noun in ("statement", "waiver"):
        path = f"{HOME}projects/{project.id}/milestones/{row}/{noun}"
        assert client.get(path).status_code == 404
        assert client.post(path, data={"statement": "x", "reason": "x"}).status_code == 404


def test_a_statement_meets_its_milestone_and_leaves_the_stage(world: World) -> None:
    project = make_project(world)
    client, row = world.sign_in("lotus_manager"), row_id(world, project, "commitment")
    path = f"{HOME}projects/{project.id}/milestones/{row}/statement"
    assert "Who agreed, and what did you agree to do?" in client.get(path).text
    empty = client.post(path, data={"statement": "  "})
    assert (empty.status_code, "Write a sentence or two." in empty.text) == (422, True)
    close_stage(world, project, "introductory", but=("commitment",))
    assert client.post(path, data={"statement": "The director agreed."}).status_code == 303
    kept = "SELECT evidence FROM milestones WHERE key = 'commitment'"
    assert world.one(kept) == "The director agreed."
    assert world.one("SELECT stage FROM projects") == "application"


def test_what_is_met_in_another_way_takes_no_statement(world: World) -> None:
    project = make_project(world)
    row = row_id(world, project, "introductory_workshop")
    path = f"{HOME}projects/{project.id}/milestones/{row}/statement"
    client = world.sign_in("lotus_manager")
    assert client.get(path).status_code == 409
    assert client.post(path, data={"statement": "We went"}).status_code == 409
    assert milestone(world, project, "introductory_workshop")[0] is False


def test_coaching_is_entered_with_a_plan_or_a_waiver_with_a_reason(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory")
    put(world, project, stage="application")
    close_stage(world, project, "application", but=("post_training_plan",))
    client = world.sign_in("lotus_manager")
    path = f"{HOME}projects/{project.id}"
    assert client.post(f"{path}/stage-changes", data={"stage": "coaching"}).status_code == 409
    waiver = f"{path}/milestones/{row_id(world, project, 'post_training_plan')}/waiver"
    assert client.post(waiver, data={"reason": ""}).status_code == 422
    assert world.one("SELECT stage FROM projects") == "application"
    assert client.post(waiver, data={"reason": "Planned with our donor"}).status_code == 303
    assert world.one("SELECT stage FROM projects") == "coaching"
    assert "Planned with our donor" in client.get(path).text


def test_a_coach_lets_a_project_go_on_without_a_milestone(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    row = row_id(world, project, "commitment")
    path = f"{HOME}projects/{project.id}/milestones/{row}/waiver"
    client = world.sign_in("coach")
    assert client.get(path).status_code == 200
    assert client.post(path, data={"reason": "I heard them agree"}).status_code == 303
    assert milestone(world, project, "commitment")[1] is True
    assert world.one("SELECT waived_by FROM milestones WHERE id = %s", row) == world.people["coach"]


def test_a_turn_of_a_review_cannot_be_left_out(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus"):
        turns.open_turn(project, "feedback_given", 7)
    row = row_id(world, project, "feedback_given")
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}"
    answer = client.post(f"{path}/milestones/{row}/waiver", data={"reason": "Too slow"})
    assert answer.status_code == 409
    assert milestone(world, project, "feedback_given")[1] is False
    assert f"/milestones/{row}/waiver" not in client.get(path).text


@pytest.mark.parametrize("noun", ["pause", "ending", "stage-changes"])
def test_a_page_that_asks_why_says_what_will_happen(world: World, noun: str) -> None:
    project = make_project(world)
    put(world, project, stage="application")
    client, path = world.sign_in("lotus_manager"), f"{HOME}projects/{project.id}/{noun}"
    assert 'name="reason"' in client.get(path).text
    long = client.post(path, data={"stage": "introductory", "reason": "x" * 4001})
    assert (long.status_code, "at most 4,000 characters" in long.text) == (422, True)
    put(world, project, state="ended")
    assert client.get(path).status_code == 409


def _try(world: World, state: ProjectState, stage: Stage, move: Move) -> tuple[bool, bool]:
    """Return whether a move was allowed and whether the database changed."""
    project = make_project(world)
    put(world, project, state=state, stage=stage)
    row, before = row_id(world, project, "commitment"), picture(world, project)
    try:
        with world.acting("lotus_manager", "lotus") as manager:
            ACTS[move](project, row, manager)
    except Refused:
        is_allowed = False
    else:
        is_allowed = True
    return is_allowed, picture(world, project) != before


def _is_possible(state: ProjectState, stage: Stage, move: Move) -> bool:
    is_before = move is not Move.CHANGE_STAGE or stage is Stage.APPLICATION
    return state in POSSIBLE[move] and is_before
