"""Shapes a project's ledger and history for the components of its page, in the reader's words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from portal.language.dates import DAY_FORMAT, say_date
from portal.language.i18n import gettext
from portal.projects.journey import (
    STAGE_TITLES,
    STAGES,
    Actor,
    ProjectState,
    Stage,
    Standing,
    standing,
)
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.next_actions import LedgerLine
from portal.projects.next_steps.finding import NextStep, NextSteps
from portal.projects.next_steps.viewing import say_title
from portal.projects.queries import PastEvent, ProjectHead, ProjectPage

ENDS_IN_DATE = re.compile(r"(.*?)(\d{4}(?:-\d{2}){0,2})")
Lines = Mapping[int, Sequence[LedgerLine]]
CLOSED_STANDINGS = (Standing.MET, Standing.WAIVED)


class Happening(NamedTuple):
    """One line of a history: when, what, by whom, and the words that were left with it."""

    at: datetime
    text: str
    by: str
    note: str


class MilestoneMark(NamedTuple):
    """A milestone in the picture of the journey: met, waived, next or open."""

    title: str
    standing: str


class StagePart(NamedTuple):
    """A stage in the picture of the journey: done, now or later, with its milestones."""

    title: str
    state: str
    milestones: tuple[MilestoneMark, ...]


class HomeRow(NamedTuple):
    """A project on an organisation's home; its words are in the reader's language.

    `mine` is what comes next in it for the reader's side, `standing` how it stands and `more` how
    much follows it; `others` are the actor, the day since when, and what waits for somebody else.
    """

    id: int
    title: str
    reference: str
    state: str
    stage: str
    is_finished: bool
    mine: str
    due_on: date | None
    standing: str
    more: int
    others: tuple[tuple[str, date, str], ...]
    next_session: date | None
    has_coach: bool


def stages_of(lines: Sequence[LedgerLine], stage: Stage, next_id: int | None) -> list[StagePart]:
    """Return title, state and milestones of each stage; `next_id` is the row that comes next."""
    here = STAGES.index(stage)
    return [
        StagePart(
            title=gettext(STAGE_TITLES[one]),
            state="done" if position < here else "now" if position == here else "later",
            milestones=tuple(
                MilestoneMark(gettext(line.title), _mark(line, next_id))
                for line in lines
                if line.stage is one
            ),
        )
        for position, one in enumerate(STAGES)
    ]


def home_rows(
    page: ProjectPage, waiting: Lines, steps: NextSteps, actor: Actor, today: date
) -> tuple[HomeRow, ...]:
    """Return what an organisation's home says of each project to one side."""
    of_project: dict[int, list[NextStep]] = {project.id: [] for project in page.projects}
    for step in steps.all:
        of_project[step.work.project_id].append(step)
    titles = {key: str(gettext(milestone.title)) for key, milestone in MILESTONE_BY_KEY.items()}
    stages = {stage.value: str(gettext(title)) for stage, title in STAGE_TITLES.items()}
    return tuple(
        HomeRow(
            id=project.id,
            title=project.title,
            reference=project.reference,
            state=project.state,
            stage=stages[project.stage],
            is_finished=not project.open,
            mine=say_title(own[0]) if own else "",
            due_on=own[0].work.due_on if own else None,
            standing=standing(own[0].work.due_on, today) if own else "",
            more=len(own) - 1,
            others=tuple(
                (line.actor.value, line.since, line.words or titles[line.key])
                for line in _first_of_each(waiting[project.id])
                if line.actor is not actor
            ),
            next_session=project.next_session,
            has_coach=project.has_coach,
        )
        for project in page.projects
        for own in (of_project[project.id],)
    )


def _first_of_each(lines: Sequence[LedgerLine]) -> Iterable[LedgerLine]:
    return {line.actor: line for line in reversed(lines)}.values()


def history_of(
    project: ProjectHead,
    events: Sequence[PastEvent],
    lines: Sequence[LedgerLine],
) -> list[Happening]:
    """Return what happened to a project, newest first, its beginning last."""
    told = [happening for line in lines for happening in _closing(line)]
    told += [_event(event) for event in reversed(events)]
    told.sort(key=lambda happening: happening.at)
    began = str(gettext("Added to the portal"))
    start = Happening(at=project.created_at, text=began, by=project.created_by, note="")
    return [*reversed(told), start]


def _mark(line: LedgerLine, next_id: int | None) -> str:
    if line.standing in CLOSED_STANDINGS:
        return line.standing.value
    return "next" if line.id == next_id else "open"


def _event(event: PastEvent) -> Happening:
    tell = {"stage": _tell_stage, "state": _tell_state, "milestone": _tell_milestone}[event.kind]
    text = tell(event.origin, event.target)
    return Happening(at=event.at, text=text, by=event.name, note=event.reason)


def _tell_stage(origin: str, target: str) -> str:
    title = gettext(STAGE_TITLES[Stage(target)])
    if STAGES.index(Stage(target)) < STAGES.index(Stage(origin)):
        return str(gettext("Moved back to the stage: %(stage)s", stage=title))
    return str(gettext("Moved on to the stage: %(stage)s", stage=title))


def _tell_state(_origin: str, target: str) -> str:
    said: dict[ProjectState, str] = {
        ProjectState.ACTIVE: gettext("Resumed"),
        ProjectState.PAUSED: gettext("Paused"),
        ProjectState.ENDED: gettext("Ended"),
    }
    return said[ProjectState(target)]


def _tell_milestone(key: str, _target: str) -> str:
    return str(gettext("Reopened: %(milestone)s", milestone=gettext(MILESTONE_BY_KEY[key].title)))


def _closing(line: LedgerLine) -> Iterator[Happening]:
    title = gettext(line.title)
    if line.met_at is not None:
        text = gettext("Completed: %(milestone)s", milestone=title)
        yield Happening(at=line.met_at, text=text, by=line.met_by or "", note=_evidence(line))
    if line.waived_at is not None:
        text = gettext("Skipped: %(milestone)s", milestone=title)
        yield Happening(
            at=line.waived_at, text=text, by=line.waived_by or "", note=line.waiver_reason
        )


def _evidence(line: LedgerLine) -> str:
    # A workshop leaves its date in no language; the other evidence is somebody's own words.
    found = ENDS_IN_DATE.fullmatch(line.evidence)
    if found is None or not MILESTONE_BY_KEY[line.key].workshop:
        return line.evidence
    known = found[2]
    pattern = {4: "y", 7: "MMM y"}.get(len(known), DAY_FORMAT)
    return found[1] + say_date(date.fromisoformat(known + "-01-01"[len(known) - 4 :]), pattern)
