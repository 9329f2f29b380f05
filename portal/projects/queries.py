"""Projects, their ledgers, what waits in them and what happened to them."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select

from portal import clock
from portal.errors import NotFound
from portal.extensions import db
from portal.projects import selects
from portal.projects.journey import Stage, standing
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.next_actions import LedgerLine, find_waiting, is_under_way
from portal.projects.selects import PROJECTS_PER_PAGE


class ProjectHead(NamedTuple):
    """What is said of a project, its stage and state; `people` counts its organisation's members.

    `created_by` is a name.
    """

    id: int
    reference: str
    title: str
    stage: str
    stage_since: date
    state: str
    state_since: date
    organisation_id: int
    place: str
    starts_on: date
    ends_on: date | None
    funder: str
    scope: str
    state_reason: str
    version: int
    created_at: datetime
    created_by: str
    people: int


class WholeHead(NamedTuple):
    """What is said of a project, its next session, and the names of its coaches."""

    head: ProjectHead
    next_session: date | None
    coaches: list[str]


class ListedProject(NamedTuple):
    """A project on the home of its organisation; `open` counts the milestones that are not met.

    `open_in_stage` are those of its stage.
    """

    id: int
    reference: str
    title: str
    stage: str
    stage_since: date
    state: str
    state_since: date
    open: int
    open_in_stage: int
    next_session: date | None
    has_coach: bool


class WaitingMilestone(NamedTuple):
    """What waits in a project."""

    id: int
    key: str
    stage: str
    due_on: date | None
    analysis_id: int | None
    opened_on: date
    words: str
    project_id: int


class PastEvent(NamedTuple):
    """What happened to a project; `name` is who did it."""

    kind: str
    origin: str
    target: str
    reason: str
    at: datetime
    name: str


class _FullMilestone(NamedTuple):
    id: int
    key: str
    stage: str
    due_on: date | None
    analysis_id: int | None
    opened_on: date
    words: str
    met_at: datetime | None
    evidence: str
    waived_at: datetime | None
    waiver_reason: str
    met_by: str | None
    waived_by: str | None
    stage_since: date
    state: str


class ProjectPage(NamedTuple):
    """Projects of one page, the ledger rows that wait in them, and whether there are more."""

    projects: tuple[ListedProject, ...]
    waiting: tuple[WaitingMilestone, ...]
    has_more: bool


def project_head(project_id: int) -> ProjectHead:
    """Return what is said of a project; NotFound outside the scope."""
    return ProjectHead._make(_one(selects.PROJECT_HEAD_SELECT, project_id))


def whole_head(project_id: int) -> WholeHead:
    """Return the head of a project with what features lend beside it."""
    *facts, next_session, coaches = _one(selects.whole_head(), project_id)
    return WholeHead(ProjectHead._make(facts), next_session, coaches or [])


def ledger_rows(project_id: int) -> list[LedgerLine]:
    """Return every ledger row of a project in the order of its journey, with its standing today.

    Nothing is late while the project is paused or after it ended.
    """
    today = clock.today()
    rows = db.session.execute(selects.LEDGER_SELECT, {"project_id": project_id})
    return [_line(row, today) for row in map(_FullMilestone._make, rows)]


def project_events(project_id: int) -> list[PastEvent]:
    """Return a project's history, newest first."""
    found = db.session.execute(selects.EVENTS_SELECT, {"project_id": project_id})
    return [PastEvent._make(row) for row in found]


def next_actions(page: int = 1) -> ProjectPage:
    """Return one page of the projects in scope, those due first on top, with what waits in them.

    Of each project those are all rows with a date, and the first without one for each actor.
    """
    skipped = {"skipped": (page - 1) * PROJECTS_PER_PAGE}
    rows = db.session.execute(selects.projects_page(), skipped)
    found = [ListedProject._make(row) for row in rows]
    projects = tuple(found[:PROJECTS_PER_PAGE])
    asked = {"projects": [project.id for project in projects]}
    waiting = map(WaitingMilestone._make, db.session.execute(selects.WAITING_ROWS_SELECT, asked))
    return ProjectPage(projects, tuple(waiting), has_more=len(found) > PROJECTS_PER_PAGE)


def waiting_lines(page: ProjectPage, today: date) -> dict[int, list[LedgerLine]]:
    """Return of each project what waits for each actor on a day; nothing unless it is active."""
    since = {project.id: project.stage_since for project in page.projects}
    lines: dict[int, list[LedgerLine]] = {project_id: [] for project_id in since}
    for row_id, key, stage, due_on, analysis_id, opened_on, words, project_id in page.waiting:
        started = opened_on if _is_opened(key) else since[project_id]
        how = standing(due_on, today)
        line = LedgerLine(
            *(row_id, key, Stage(stage), due_on, started, how, analysis_id),
            words=words,
        )
        lines[project_id].append(line)
    return {
        project.id: find_waiting(lines[project.id], Stage(project.stage))
        if is_under_way(project.state)
        else []
        for project in page.projects
    }


def _one(statement: Select[*tuple[Any, ...]], project_id: int) -> Row[*tuple[Any, ...]]:
    row = db.session.execute(statement, {"project_id": project_id}).one_or_none()
    if row is None:
        raise NotFound
    return row


def _line(row: _FullMilestone, today: date) -> LedgerLine:
    how = standing(
        row.due_on,
        today,
        is_met=row.met_at is not None,
        is_waived=row.waived_at is not None,
        state=row.state,
    )
    return LedgerLine(
        id=row.id,
        key=row.key,
        stage=Stage(row.stage),
        due_on=row.due_on,
        since=row.opened_on if _is_opened(row.key) else row.stage_since,
        standing=how,
        analysis_id=row.analysis_id,
        met_at=row.met_at,
        met_by=row.met_by,
        evidence=row.evidence,
        waived_at=row.waived_at,
        waived_by=row.waived_by,
        waiver_reason=row.waiver_reason,
        words=row.words,
    )


def _is_opened(key: str) -> bool:
    return MILESTONE_BY_KEY[key].repeats is not None
