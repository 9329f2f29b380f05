"""How far an analysis is: the state of each declared step and the step to go on with."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.analyses.checks.completeness import Problem
from portal.analyses.frameworks import Framework, Step
from portal.analyses.queries import Rows


@dataclass(frozen=True)
class StepState:
    """One declared step: `rows` written and `problems` left."""

    step: Step
    rows: int
    problems: int

    @property
    def status(self) -> str:
        """Return `empty`, `missing` or `ready`."""
        if self.rows == 0:
            return "empty"
        return "missing" if self.problems else "ready"


def step_states(
    framework: Framework, declared: Sequence[int], rows: Rows, problems: Sequence[Problem]
) -> list[StepState]:
    """Return the declared steps in order, with what was written in each.

    A step that holds nothing of its own is as far as what comes later in it.
    """
    return [
        StepState(
            step,
            sum(len(rows[kind]) for kind in step.kinds or framework.kinds_of(step.number)),
            sum(problem.step == step.number for problem in problems),
        )
        for step in framework.steps
        if step.number in declared
    ]


def next_step(
    framework: Framework, declared: Sequence[int], problems: Sequence[Problem]
) -> Step | None:
    """Return the first declared step with something missing, None when all are complete."""
    open_steps = {problem.step for problem in problems}
    first = min((number for number in declared if number in open_steps), default=None)
    return framework.step(first) if first else None
