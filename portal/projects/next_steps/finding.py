"""Finds what one person does next among all that stands open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from portal.projects.journey import Actor
from portal.projects.next_steps.rules import RULE_OF, WORK_PRIORITY, WorkKind

# What lies further ahead is told, but is not what comes next.
LOOK_AHEAD = timedelta(days=14)


class Viewer(NamedTuple):
    """Who looks: on which side, at which organisation's address, with which permissions."""

    actor: Actor
    home: str
    may: Callable[[str], bool]


class OpenWork(NamedTuple):
    """Something that stands open; what is empty is said by the rule of its kind.

    `path` is where it is done, below the organisation's address; `analysis` and `project` are
    titles. `number` and `name` fill the title, `many` counts what is inside. `words` say what was
    agreed, `sent` goes with the button.
    """

    kind: WorkKind
    path: str
    project_id: int = 0
    project: str = ""
    analysis_id: int | None = None
    analysis: str = ""
    due_on: date | None = None
    many: int = 0
    number: int = 0
    name: str = ""
    words: str = ""
    title: str = ""
    verb: str = ""
    why: str = ""
    permission: str = ""
    sent: Mapping[str, str] | None = None

    @property
    def permission_asked(self) -> str:
        """Return the permission that it takes."""
        return self.permission or RULE_OF[self.kind].permission


class NextStep(NamedTuple):
    """One thing to do, in words to be translated; no `href` where it is not for the one who looks.

    `is_sent` where the button does it.
    """

    work: OpenWork
    title: str
    verb: str
    why: str
    href: str | None
    is_sent: bool


@dataclass(frozen=True)
class NextSteps:
    """What one person does `now`, first to last, what their `team` does, and what comes `later`."""

    now: list[NextStep] = field(default_factory=list)
    team: list[NextStep] = field(default_factory=list)
    later: list[NextStep] = field(default_factory=list)

    @property
    def first(self) -> NextStep | None:
        """Return the one thing to do now, None where nothing is."""
        return self.now[0] if self.now else None

    @property
    def all(self) -> list[NextStep]:
        """Return everything, what is nearest first."""
        return [*self.now, *self.team, *self.later]


def find_next_steps(work: Iterable[OpenWork], viewer: Viewer, today: date) -> NextSteps:
    """Return what a person does next, by the order of the table, then by day, then as given."""
    found = NextSteps()
    for one in sorted(work, key=lambda one: _place(one, today)):
        if RULE_OF[one.kind].actor is viewer.actor:
            may = viewer.may(one.permission_asked)
            is_far = RULE_OF[one.kind].has_day and not _is_near(one, today)
            part = found.later if is_far else found.now if may else found.team
            part.append(_step(one, viewer, may=may))
    found.later.sort(key=lambda step: step.work.due_on or date.max)
    return found


def _place(work: OpenWork, today: date) -> tuple[int, date]:
    near = work.due_on if work.due_on and _is_near(work, today) else date.max
    return WORK_PRIORITY[work.kind], near


def _is_near(work: OpenWork, today: date) -> bool:
    return work.due_on is None or work.due_on - today <= LOOK_AHEAD


def _step(work: OpenWork, viewer: Viewer, *, may: bool) -> NextStep:
    rule = RULE_OF[work.kind]
    return NextStep(
        work,
        title=work.title or rule.title,
        verb=work.verb or rule.verb,
        why=work.why or rule.why,
        href=f"{viewer.home}{work.path}" if may else None,
        is_sent=rule.is_sent,
    )
