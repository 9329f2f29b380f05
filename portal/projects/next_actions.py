"""What waits for whom in a project, read from its open ledger rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from portal.projects.journey import STAGES, Actor, ProjectState, Stage, Standing, next_stage
from portal.projects.milestones import MILESTONE_BY_KEY


class LedgerLine(NamedTuple):
    """One ledger row with its standing today; `since` is the day from which it waits.

    `met_by` and `waived_by` are names; `words` say what was agreed in a session.
    """

    id: int
    key: str
    stage: Stage
    due_on: date | None
    since: date
    standing: Standing
    analysis_id: int | None = None
    met_at: datetime | None = None
    met_by: str | None = None
    evidence: str = ""
    waived_at: datetime | None = None
    waived_by: str | None = None
    waiver_reason: str = ""
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to act on it."""
        return self.standing not in (Standing.MET, Standing.WAIVED)

    @property
    def title(self) -> str:
        """Return the sentence of the milestone, to be translated where it is shown."""
        return MILESTONE_BY_KEY[self.key].title

    @property
    def is_of_review(self) -> bool:
        """Tell whether it is a turn of a review, which is met by the review alone."""
        return MILESTONE_BY_KEY[self.key].is_of_review

    @property
    def actor(self) -> Actor:
        """Return who has to move for this row."""
        milestone = MILESTONE_BY_KEY[self.key]
        return milestone.asked or milestone.actor


class NextActions(NamedTuple):
    """What waits for the one who looks, first to last, and for others, among lines of a stage."""

    mine: Sequence[LedgerLine]
    others: Sequence[LedgerLine]
    lines: Sequence[LedgerLine] = ()
    stage: Stage | None = None

    @property
    def move_on(self) -> Stage | None:
        """Return the next stage when every row of this one is closed."""
        is_complete = not any(line.is_open for line in self.lines if line.stage is self.stage)
        return next_stage(self.stage) if self.stage and is_complete else None

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing is left to do in the whole journey."""
        return self.stage is not None and not any(line.is_open for line in self.lines)

    @property
    def waivable(self) -> list[LedgerLine]:
        """Return the rows that a project may go on without: none that is a review's turn."""
        return [line for line in (*self.mine, *self.others) if not line.is_of_review]


NO_ACTIONS = NextActions((), ())


def find_next_actions(lines: Sequence[LedgerLine], stage: Stage, actor: Actor) -> NextActions:
    """Return what waits for one side in an active project, in the order of the stages."""
    waiting = find_waiting(lines, stage)
    return NextActions(
        mine=[line for line in waiting if line.actor is actor],
        others=[line for line in waiting if line.actor is not actor],
        lines=lines,
        stage=stage,
    )


def find_waiting(lines: Sequence[LedgerLine], stage: Stage) -> list[LedgerLine]:
    """Return the open rows that somebody can act on now.

    A dated row waits. One that never gets a date waits when nothing before it in its stage does.
    """
    found, begun = [], set()
    for line in lines:
        if line.is_open:
            is_first = line.stage not in begun
            begun.add(line.stage)
            if line.due_on is not None or (is_first and _comes_next(line, stage)):
                found.append(line)
    return found


def is_under_way(state: str) -> bool:
    """Tell whether anything can wait in a project at all."""
    return state == ProjectState.ACTIVE


def _comes_next(line: LedgerLine, stage: Stage) -> bool:
    is_reached = STAGES.index(line.stage) <= STAGES.index(stage)
    return is_reached and MILESTONE_BY_KEY[line.key].after is None
