"""How far an analysis is: the state of each declared step and the step to go on with."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.analyses.completeness import Problem
from portal.analyses.queries import Rows
from portal.analyses.steps import STEP, STEPS, Step


@dataclass(frozen=True)
class StepState:
    """One step of the list: `rows` written and `problems` left."""

    step: Step
    is_declared: bool
    rows: int
    problems: int

    @property
    def status(self) -> str:
        """Return `empty`, `missing` or `ready`."""
        if self.rows == 0:
            return "empty"
        return "missing" if self.problems else "ready"


def step_states(
    declared: Sequence[int], rows: Rows, problems: Sequence[Problem]
) -> list[StepState]:
    """Return the seven steps in order, with what was written in each."""
    return [
        StepState(
            step,
            step.number in declared,
            sum(len(rows[kind]) for kind in step.kinds),
            sum(problem.step == step.number for problem in problems),
        )
        for step in STEPS
    ]


def next_step(declared: Sequence[int], problems: Sequence[Problem]) -> Step | None:
    """Return the first declared step with something missing, None when all are complete."""
    open_steps = {problem.step for problem in problems}
    first = min((number for number in declared if number in open_steps), default=None)
    return STEP[first] if first else None
