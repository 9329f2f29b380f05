"""How far an analysis is: what was written in each declared step, and where to go on."""

import pytest
from flask import Flask, current_app
from flask_babel import Babel

from portal.analyses import queries
from portal.analyses.checks.completeness import Problem
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, FRAMEWORKS
from portal.analyses.kinds import KINDS
from portal.analyses.outlines import read_outlines, step_head
from portal.analyses.queries import RowDict
from portal.analyses.steps.progress import next_step, progress_of, say_status, step_states
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.option_scenes import make_weekend
from tests.analyses.rows.plain import make_row, make_rows
from tests.world import World

HANDBOOK = FRAMEWORK_BY_VERSION[FrameworkVersion.HANDBOOK]
SHEET = FRAMEWORK_BY_VERSION[FrameworkVersion.SHEET]


def problem(step: int) -> Problem:
    return Problem("divider", 1, "title", "Something is missing", step=step)


def test_a_step_is_empty_until_a_row_is_written_and_ready_when_nothing_is_missing() -> None:
    rows = make_rows(
        ("divider", make_row("divider", 1)),
        ("divider", make_row("divider", 2)),
        ("connector", make_row("connector", 3)),
    )
    states = step_states(HANDBOOK, [1, 2, 3], rows, [problem(1), problem(2), problem(2)])
    assert [(one.step.number, one.rows, one.problems, one.status) for one in states] == [
        (1, 0, 1, "empty"),
        (2, 2, 2, "missing"),
        (3, 1, 0, "ready"),
    ]


def test_only_declared_steps_count_in_the_order_of_the_framework() -> None:
    states = step_states(HANDBOOK, [6, 2], make_rows(), [])
    assert [one.step.number for one in states] == [2, 6]


def test_every_kind_of_a_step_counts_but_what_comes_later_does_not() -> None:
    rows = make_rows(
        ("detail", make_row("detail", 1)),
        ("constraint", make_row("constraint", 2)),
        ("change", make_row("change", 3)),
    )
    states = {one.step.number: one.rows for one in step_states(HANDBOOK, [4, 7], rows, [])}
    assert states == {4: 2, 7: 0}


def test_a_step_without_rows_of_its_own_is_as_far_as_what_comes_later() -> None:
    later = ("change", make_row("change", 3)), ("rating", make_row("rating", 4))
    (state,) = step_states(SHEET, [6], make_rows(*later), [])
    assert (state.step.key, state.rows, state.status) == ("repeat", 2, "ready")


@pytest.mark.parametrize(
    ("declared", "missing", "expected"),
    [
        ([1, 2, 3], [3, 2], 2),
        ([3, 2, 1], [3, 2], 2),
        ([1, 3], [2, 3], 3),
        ([1, 2], [], None),
        ([], [1], None),
    ],
    ids=["first", "unordered", "undeclared", "complete", "nothing declared"],
)
def test_one_goes_on_with_the_first_declared_step_where_something_is_missing(
    declared: list[int], missing: list[int], expected: int | None
) -> None:
    found = next_step(HANDBOOK, declared, [problem(step) for step in missing])
    assert (found.number if found else None) == expected


@pytest.mark.parametrize(
    ("missing", "asked", "after", "expected"),
    [
        ([1, 3], [], 2, 3),
        ([1, 2], [], 2, 1),
        ([2], [], 2, None),
        ([], [1], 3, 1),
        ([4], [5], 1, None),
    ],
    ids=["later", "round", "itself", "asked", "undeclared"],
)
def test_from_a_step_one_goes_on_and_then_round(
    missing: list[int], asked: list[int], after: int, expected: int | None
) -> None:
    problems = [problem(step) for step in missing]
    found = next_step(HANDBOOK, [1, 2, 3], problems, after=after, asked=asked)
    assert (found.number if found else None) == expected


def whole_divider(id_: int, **values: object) -> tuple[str, RowDict]:
    said = {"title": "A fee", "how": "Those who pay", "groups": "Two", "category": "experiences"}
    return "divider", make_row("divider", id_, **{"indicator": "Letters", **said, **values})


def test_what_is_left_is_said_of_steps_and_of_questions() -> None:
    rows = make_rows(whole_divider(1), whole_divider(2, how="", category=""))
    progress = progress_of(HANDBOOK, [2, 3], rows)
    assert [(one.answered, one.asked, one.status) for one in progress.states] == [
        (8, 10, "missing"),
        (0, 5, "empty"),
    ]
    with Flask(__name__).app_context():
        Babel(current_app)
        assert progress.words == "0 of 2 steps, 8 of 15 questions"
        assert say_status(progress.states[0]) == "2 rows, 8 of 10 questions"
        assert say_status(progress.states[1]) == "Not started"


def test_an_empty_row_leaves_all_its_questions_open() -> None:
    rows = make_rows(whole_divider(1), ("divider", make_row("divider", 2)))
    (state,) = progress_of(HANDBOOK, [2], rows).states
    assert (state.answered, state.asked) == (5, 10)


def test_each_thing_that_an_option_is_tested_on_is_a_question() -> None:
    rows = make_rows(
        whole_divider(1),
        ("option", make_row("option", 7, description="Pay it", state="idea")),
        ("test", make_row("test", 8, option_id=7, factor_id=1, effect=1)),
    )
    (state,) = progress_of(HANDBOOK, [7], rows).states
    assert (state.answered, state.asked) == (1, 2), "one's own staff is left"
    rows["test"].append(make_row("test", 9, option_id=7, effect=-1))
    (state,) = progress_of(HANDBOOK, [7], rows).states
    assert (state.answered, state.asked) == (1, 2), "what gets worse needs a note"
    rows["test"][-1] = make_row("test", 9, option_id=7, effect=0)
    (state,) = progress_of(HANDBOOK, [7], rows).states
    assert (state.answered, state.asked, state.status) == (2, 2, "ready")


@pytest.mark.parametrize(
    ("states", "factors", "asked"),
    [
        ([], 0, 1),
        ([], 2, 1),
        (["idea"], 0, 1),
        (["idea"], 2, 3),
        (["idea", "idea"], 2, 3),
        (["idea", "approved"], 2, 3),
        (["approved", "approved"], 1, 4),
        (["dropped"], 1, 2),
    ],
)
def test_of_an_untouched_matrix_as_many_questions_are_left_as_make_it_complete(
    states: list[str], factors: int, asked: int
) -> None:
    options = [
        ("option", make_row("option", 7 + place, description="Pay it", state=state))
        for place, state in enumerate(states)
    ]
    rows = make_rows(*(whole_divider(1 + place) for place in range(factors)), *options)
    (state,) = progress_of(HANDBOOK, [7], rows).states
    assert (state.answered, state.asked, state.status) == (0, asked, "empty")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_all_questions_are_answered_where_nothing_is_missing(kind: str) -> None:
    for framework in FRAMEWORKS:
        rows = make_rows((kind, make_row(kind, 1)))
        for state in progress_of(framework, framework.numbers, rows).states:
            assert (state.answered == state.asked) == (state.problems == 0), state


def test_rows_in_outline_tell_as_much_as_whole_ones(world: World) -> None:
    case = make_weekend(world)
    with world.acting("lotus_writer", "lotus"):
        whole = queries.read_rows(case.analysis, KINDS)
        head = step_head(case.analysis)
        listed = read_outlines([case.analysis])[case.analysis]
    told = [progress_of(HANDBOOK, HANDBOOK.numbers, rows) for rows in (whole, head.outline, listed)]
    assert told[0].states == told[1].states == told[2].states
    assert any(state.answered for state in told[0].states)
