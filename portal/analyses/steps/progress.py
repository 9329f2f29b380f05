"""How far an analysis is: the one answer for the step, the analysis, the project and the coach."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from flask_babel import ngettext

from portal.analyses.checks.completeness import EMPTY_ROW, NO_ROWS, Problem, problems_in
from portal.analyses.frameworks import Framework, Step
from portal.analyses.kinds import KINDS
from portal.analyses.queries import Rows
from portal.analyses.tested import count_gaps, half_tested, is_looked_at
from portal.language.i18n import gettext


class StepState(NamedTuple):
    """One declared step: `rows` written, `problems` left, and its questions.

    A question is a field that must be filled in, or something that an option is tested on.
    """

    step: Step
    rows: int
    problems: int
    answered: int = 0
    asked: int = 0

    @property
    def status(self) -> str:
        """Return `empty`, `missing` or `ready`."""
        if self.rows == 0:
            return "empty"
        return "missing" if self.problems else "ready"


class Progress(NamedTuple):
    """How far an analysis is, by its declared steps, and what is missing in them."""

    states: list[StepState]
    problems: list[Problem]

    @property
    def done(self) -> int:
        """Return how many steps are complete."""
        return sum(state.status == "ready" for state in self.states)

    @property
    def words(self) -> str:
        """Return what is done of what there is, for whoever looks: steps, then questions."""
        steps = ngettext(
            "%(done)d of %(num)d step",
            "%(done)d of %(num)d steps",
            len(self.states),
            done=self.done,
        )
        answered = sum(state.answered for state in self.states)
        return f"{steps}, {say_questions(answered, sum(state.asked for state in self.states))}"

    def state_of(self, number: int) -> StepState | None:
        """Return how far one step is, None where the analysis does not declare it."""
        return next((state for state in self.states if state.step.number == number), None)


def progress_of(framework: Framework, declared: Sequence[int], rows: Rows) -> Progress:
    """Return how far an analysis is; `rows` are whole ones, or those of `read_outlines`."""
    problems = problems_in(
        {"framework_version": framework.version, "declared_steps": declared, "rows": rows}
    )
    return Progress(step_states(framework, declared, rows, problems), problems)


def step_states(
    framework: Framework, declared: Sequence[int], rows: Rows, problems: Sequence[Problem]
) -> list[StepState]:
    """Return the declared steps in order, with what was written in each.

    A step that holds nothing of its own is as far as what comes later in it.
    """
    return [
        _state(framework, step, rows, [one for one in problems if one.step == step.number])
        for step in framework.steps
        if step.number in declared
    ]


def next_step(
    framework: Framework,
    declared: Sequence[int],
    problems: Sequence[Problem],
    *,
    after: int = 0,
    asked: Iterable[int] = (),
) -> Step | None:
    """Return the first declared step with something missing, None when all are complete.

    From the step `after` one goes on to a later one, then round to those before it, never to
    itself. `asked` are steps with comments to answer.
    """
    open_steps = {problem.step for problem in problems}.union(asked) - {after}
    numbers = (number for number in declared if number in open_steps)
    first = min(numbers, key=lambda number: (number < after, number), default=None)
    return framework.step(first) if first else None


def say_status(state: StepState) -> str:
    """Return how far one step is, in words."""
    if not state.rows:
        return gettext("Not started")
    rows = ngettext("%(num)d row", "%(num)d rows", state.rows)
    left = say_questions(state.answered, state.asked) if state.problems else gettext("complete")
    return f"{rows}, {left}"


def say_questions(answered: int, asked: int) -> str:
    """Return how many questions are answered, in words."""
    words: str = ngettext(
        "%(done)d of %(num)d question", "%(done)d of %(num)d questions", asked, done=answered
    )
    return words


def _state(framework: Framework, step: Step, rows: Rows, problems: list[Problem]) -> StepState:
    kinds = step.kinds or framework.kinds_of(step.number)
    answered = max(0, sum(_answered(kind, rows) for kind in step.kinds) - _unanswered(problems))
    return StepState(
        step,
        sum(len(rows[kind]) for kind in kinds),
        len(problems),
        answered,
        answered + sum(_left_open(problems, rows)),
    )


def _answered(kind: str, rows: Rows) -> int:
    if KINDS[kind].is_matrix:
        return sum(map(is_looked_at, rows[kind]))
    return len(rows[kind]) * len(_required(kind))


def _unanswered(problems: Sequence[Problem]) -> int:
    return sum(
        len(_required(one.kind)) if one.message == EMPTY_ROW else one.field in _required(one.kind)
        for one in problems
        if one.row_id is not None and not KINDS[one.kind].is_matrix
    )


def _left_open(problems: Sequence[Problem], rows: Rows) -> Iterator[int]:
    gaps = count_gaps(rows) if any(one.option is not None for one in problems) else {}
    for one in problems:
        if one.option is not None:
            yield gaps[one.option]
        elif one.message == NO_ROWS and KINDS[one.kind].is_matrix:
            yield _untested(rows)
        else:
            yield len(_required(one.kind)) if one.message in (EMPTY_ROW, NO_ROWS) else 1


def _untested(rows: Rows) -> int:
    # Testing one option whole is enough, but all that are said to be tested have to be.
    gaps = count_gaps(rows)
    said = [gaps[row["id"]] for row in half_tested(rows)]
    return sum(said) if said else min(gaps.values(), default=1)


@cache
def _required(kind: str) -> frozenset[str]:
    return frozenset(field.name for field in KINDS[kind].fields if field.required)
