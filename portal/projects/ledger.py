"""Keeps the milestone ledger: rows written, met, waived, and the stage that follows from them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, literal, or_, select, update

from portal import clock
from portal.errors import NotFound
from portal.extensions import db
from portal.projects.due_dates import IS_OPEN as IS_OPEN
from portal.projects.due_dates import (
    JOURNEY_PLACE,
    date_stage,
    day_on_clock,
    due_times,
    paused_until_now,
    undate_stage,
)
from portal.projects.journey import STAGES, ProjectState, Stage, next_stage
from portal.projects.milestones import MILESTONE_BY_KEY, MILESTONES, Milestone
from portal.projects.models import LedgerRow, Project, ProjectEvent


@dataclass(frozen=True)
class ProjectRef:
    """The two ids by which a project's rows are found."""

    organisation_id: int
    id: int


class Met(NamedTuple):
    """Who met a milestone, when, and what shows it."""

    by: int
    at: datetime
    evidence: str = ""


@dataclass(frozen=True)
class HeldProject(ProjectRef):
    """A project that nobody else changes before the transaction ends; `today` is its own clock's.

    What takes a project takes one that is held already, and does not hold it again.
    """

    stage: Stage
    state: ProjectState
    today: date


def write_ledger(project: ProjectRef) -> None:
    """Write a row for every milestone of a new project and date those of the first stage."""
    days = due_times()
    rows = [new_row(project, milestone, days) for milestone in MILESTONES if not milestone.repeats]
    db.session.execute(insert(LedgerRow), rows)
    date_stage(project.id, STAGES[0])


def new_row(
    project: ProjectRef, milestone: Milestone, days: dict[str, int | None]
) -> dict[str, Any]:
    """Return the values of a row that is written now, by the network's due times of that moment."""
    return {
        "organisation_id": project.organisation_id,
        "project_id": project.id,
        "key": milestone.key,
        "stage": milestone.stage,
        "actor": milestone.actor,
        "days": days[milestone.key],
        "after": milestone.after,
        "opened_at": clock.now(),
    }


def lock_project(project: ProjectRef) -> tuple[Stage, ProjectState]:
    """Hold a project until the transaction ends and return its stage and state; NotFound."""
    held = hold_project(project)
    return held.stage, held.state


def hold_project(project: ProjectRef) -> HeldProject:
    """Hold a project until the transaction ends, once; NotFound.

    Two last milestones of a stage, met at the same moment, would else each see the other open.
    """
    if isinstance(project, HeldProject):
        return project
    row = db.session.execute(
        select(Project.stage, Project.state, Project.state_since)
        .where(Project.id == project.id)
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    state = ProjectState(row.state)
    today = day_on_clock(state, row.state_since)
    return HeldProject(project.organisation_id, project.id, Stage(row.stage), state, today)


def meet(
    project: ProjectRef, key: str, *, by: int, analysis_id: int | None = None, evidence: str = ""
) -> bool:
    """Mark a milestone as met, date what follows it, and move the stage on; False if it was closed.

    `analysis_id` names the analysis for rows that are opened each turn.
    """
    met = Met(by, clock.now(), evidence)
    return bool(meet_all(project, (key,), met, analysis_id=analysis_id))


def meet_all(
    project: ProjectRef, keys: Sequence[str], met: Met, *, analysis_id: int | None = None
) -> set[str]:
    """Mark several milestones as met, as `meet` does each, and return those that were open."""
    held = hold_project(project)
    values: dict[str, Any] = {"met_at": met.at, "met_by": met.by}
    if met.evidence:
        values["evidence"] = met.evidence
    if held.state is ProjectState.PAUSED:
        values["paused_for"] = paused_until_now(project.id)
    turns = [key for key in keys if MILESTONE_BY_KEY[key].repeats]
    others = [key for key in keys if not MILESTONE_BY_KEY[key].repeats]
    found = db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project.id,
            or_(
                LedgerRow.key.in_(turns) & (LedgerRow.analysis_id == analysis_id),
                LedgerRow.key.in_(others) & LedgerRow.analysis_id.is_(None),
            ),
            IS_OPEN,
        )
        .values(values)
        .returning(LedgerRow.key)
    ).scalars()
    closed = set(found)
    if closed:
        _follow(held, closed, by=met.by)
    return closed


def waive(project: ProjectRef, row_id: int, reason: str, *, by: int) -> bool:
    """Let a project go on without one milestone; False if the row was closed or is not there."""
    held = hold_project(project)
    key = db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.id == row_id, LedgerRow.project_id == project.id, IS_OPEN)
        .values(waived_at=clock.now(), waived_by=by, waiver_reason=reason)
        .returning(LedgerRow.key)
    ).scalar_one_or_none()
    if key is not None:
        follow(held, key, by=by)
    return key is not None


def reopen(project: ProjectRef, key: str, *, by: int, reason: str) -> bool:
    """Open a met milestone again, due anew; what was said of it goes into the history."""
    held = hold_project(project)
    found = db.session.execute(
        select(LedgerRow.id, LedgerRow.evidence).where(
            LedgerRow.project_id == project.id,
            LedgerRow.key == key,
            LedgerRow.analysis_id.is_(None),
            LedgerRow.met_at.is_not(None),
        )
    ).one_or_none()
    if found is None:
        return False
    due = literal(held.today) + LedgerRow.days
    db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.id == found.id)
        .values(met_at=None, met_by=None, evidence="", due_on=due)
    )
    told = " · ".join(part for part in (found.evidence, reason) if part)
    record_event(project, "milestone", (key, "open"), by=by, reason=told)
    return True


def reword_evidence(key: str, old: str, new: str) -> None:
    """Put right what met rows of `key` in scope say of what met them."""
    db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.key == key, LedgerRow.met_at.is_not(None), LedgerRow.evidence == old)
        .values(evidence=new)
    )


def follow(project: ProjectRef, key: str, *, by: int) -> None:
    """Date the rows that wait for `key`, then leave its stage if nothing is open in it."""
    _follow(hold_project(project), {key}, by=by)


def is_stage_complete(project: ProjectRef, stage: Stage) -> bool:
    """Tell whether every row of `stage` is met or waived."""
    return first_open(project, stage) is None


def first_open(project: ProjectRef, stage: Stage) -> str | None:
    """Return the key of the first row of `stage` that is still open, None where there is none."""
    return db.session.execute(
        select(LedgerRow.key)
        .where(LedgerRow.project_id == project.id, LedgerRow.stage == stage, IS_OPEN)
        .order_by(JOURNEY_PLACE, LedgerRow.id)
        .limit(1)
    ).scalar_one_or_none()


def move_stage(
    project: ProjectRef, origin: Stage, target: Stage, *, by: int, reason: str = ""
) -> bool:
    """Record the move to another stage and date its rows; going back undates those left."""
    moved = db.session.execute(
        update(Project)
        .where(Project.id == project.id, Project.stage == origin)
        .values(stage=target, stage_since=clock.today())
        .returning(Project.id)
    ).scalar_one_or_none()
    if moved is None:
        return False
    record_event(project, "stage", (origin, target), by=by, reason=reason)
    if STAGES.index(target) < STAGES.index(origin):
        undate_stage(project.id, origin)
    date_stage(project.id, target)
    return True


def record_event(
    project: ProjectRef, kind: str, move: tuple[str, str], *, by: int, reason: str = ""
) -> None:
    """Write one line of a project's history; `kind` is `stage`, `state` or `milestone`."""
    db.session.execute(
        insert(ProjectEvent).values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            kind=kind,
            origin=move[0],
            target=move[1],
            reason=reason,
            at=clock.now(),
            by=by,
        )
    )


def _follow(held: HeldProject, keys: Collection[str], *, by: int) -> None:
    if any(milestone.after in keys for milestone in MILESTONES):
        db.session.execute(
            update(LedgerRow)
            .where(
                LedgerRow.project_id == held.id,
                LedgerRow.after.in_(keys),
                LedgerRow.due_on.is_(None),
                IS_OPEN,
            )
            .values(due_on=literal(held.today) + LedgerRow.days)
        )
    # A project that went back a stage stays there until somebody moves it on.
    if any(MILESTONE_BY_KEY[key].stage is held.stage for key in keys):
        _leave_while_complete(held, held.stage, by=by)


def _leave_while_complete(project: ProjectRef, stage: Stage, *, by: int) -> None:
    coming = next_stage(stage)
    while coming is not None and is_stage_complete(project, stage):
        move_stage(project, stage, coming, by=by)
        stage, coming = coming, next_stage(coming)
