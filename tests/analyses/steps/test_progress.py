"""How far an analysis is: what was written in each declared step, and where to go on."""

import pytest

from portal.analyses.checks.completeness import Problem
from portal.analyses.frameworks import FRAMEWORK
from portal.analyses.steps.progress import next_step, step_states
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.rows.plain import make_row, make_rows

HANDBOOK = FRAMEWORK[FrameworkVersion.HANDBOOK]
SHEET = FRAMEWORK[FrameworkVersion.SHEET]


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
