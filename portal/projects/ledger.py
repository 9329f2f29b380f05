"""Keeps the milestone ledger: rows written, met, waived, and the stage that follows from them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, literal, select, update

from portal import clock
from portal.errors import NotFound
from portal.extensions import db
from portal.projects.due_dates import IS_OPEN as IS_OPEN
from portal.projects.due_dates import date_stage, due_times, today_of, undate_stage
from portal.projects.journey import (
    MILESTONE,
    MILESTONES,
    STAGES,
    Milestone,
    ProjectState,
    Stage,
    next_stage,
)
from portal.projects.models import LedgerRow, Project, ProjectEvent


@dataclass(frozen=True)
class ProjectRef:
    """The two ids by which a project's rows are found."""

    organisation_id: int
    id: int


@dataclass(frozen=True)
class Turn:
    """One turn of one analysis's review."""

    analysis_id: int
    round: int


def write_ledger(project: ProjectRef) -> None:
    """Write a row for every milestone of a new project and date those of the first stage."""
    days = due_times()
    rows = [_row(project, milestone, days) for milestone in MILESTONES if not milestone.each_round]
    db.session.execute(insert(LedgerRow), rows)
    date_stage(project.id, STAGES[0])


def lock_project(project: ProjectRef) -> tuple[Stage, ProjectState]:
    """Hold a project until the transaction ends and return its stage and state; NotFound.

    Two last milestones of a stage, met at the same moment, would else each see the other open.
    """
    row = db.session.execute(
        select(Project.stage, Project.state)
        .where(Project.id == project.id)
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Stage(row.stage), ProjectState(row.state)


def open_turn(project: ProjectRef, key: str, turn: Turn) -> None:
    """Write the row of one turn of a review, due from today, unless one is open."""
    lock_project(project)
    of_analysis = and_(
        LedgerRow.project_id == project.id,
        LedgerRow.key == key,
        LedgerRow.analysis_id == turn.analysis_id,
    )
    last = db.session.execute(
        select(func.max(LedgerRow.round), func.bool_or(IS_OPEN)).where(of_analysis)
    ).one()
    if last[1]:
        return
    days = due_times()
    row = _row(project, MILESTONE[key], days) | {
        "analysis_id": turn.analysis_id,
        "round": max(turn.round, (last[0] or 0) + 1),
        "due_on": today_of(project.id) + timedelta(days=days[key] or 0),
    }
    db.session.execute(insert(LedgerRow).values(row))


def drop_turn(project: ProjectRef, key: str, analysis_id: int) -> None:
    """Remove the open row of a review's turn that nobody has to act on any more."""
    lock_project(project)
    db.session.execute(
        delete(LedgerRow).where(
            LedgerRow.project_id == project.id,
            LedgerRow.key == key,
            LedgerRow.analysis_id == analysis_id,
            IS_OPEN,
        )
    )


def meet(
    project: ProjectRef, key: str, *, by: int, analysis_id: int | None = None, evidence: str = ""
) -> bool:
    """Mark a milestone as met, date what follows it, and move the stage on; False if it was closed.

    `analysis_id` names the analysis for rows that are opened each turn.
    """
    lock_project(project)
    values: dict[str, Any] = {"met_at": clock.now(), "met_by": by}
    if evidence:
        values["evidence"] = evidence
    of_turn = LedgerRow.analysis_id == analysis_id
    found = db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project.id,
            LedgerRow.key == key,
            of_turn if MILESTONE[key].each_round else LedgerRow.analysis_id.is_(None),
            IS_OPEN,
        )
        .values(values)
        .returning(LedgerRow.id)
    ).all()
    if found:
        follow(project, key, by=by)
    return bool(found)


def waive(project: ProjectRef, row_id: int, reason: str, *, by: int) -> bool:
    """Let a project go on without one milestone; False if the row was closed or is not there."""
    lock_project(project)
    key = db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.id == row_id, LedgerRow.project_id == project.id, IS_OPEN)
        .values(waived_at=clock.now(), waived_by=by, waiver_reason=reason)
        .returning(LedgerRow.key)
    ).scalar_one_or_none()
    if key is not None:
        follow(project, key, by=by)
    return key is not None


def reopen(project: ProjectRef, key: str, *, by: int, reason: str) -> bool:
    """Open a met milestone again, due anew; what was said of it goes into the history."""
    lock_project(project)
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
    due = literal(today_of(project.id)) + LedgerRow.days
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
    db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project.id,
            LedgerRow.after == key,
            LedgerRow.due_on.is_(None),
            IS_OPEN,
        )
        .values(due_on=literal(today_of(project.id)) + LedgerRow.days)
    )
    stage, _state = lock_project(project)
    # A project that went back a stage stays there until somebody moves it on.
    if MILESTONE[key].stage is stage:
        _leave_while_complete(project, stage, by=by)


def is_stage_complete(project: ProjectRef, stage: Stage) -> bool:
    """Tell whether every row of `stage` is met or waived."""
    is_open = select(LedgerRow.id).where(
        LedgerRow.project_id == project.id, LedgerRow.stage == stage, IS_OPEN
    )
    return not db.session.execute(select(is_open.exists())).scalar_one()


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


def _leave_while_complete(project: ProjectRef, stage: Stage, *, by: int) -> None:
    coming = next_stage(stage)
    while coming is not None and is_stage_complete(project, stage):
        move_stage(project, stage, coming, by=by)
        stage, coming = coming, next_stage(coming)


def _row(project: ProjectRef, milestone: Milestone, days: dict[str, int | None]) -> dict[str, Any]:
    return {
        "organisation_id": project.organisation_id,
        "project_id": project.id,
        "key": milestone.key,
        "stage": milestone.stage,
        "actor": milestone.actor,
        "position": MILESTONES.index(milestone),
        "days": days[milestone.key],
        "after": milestone.after,
        "opened_at": clock.now(),
    }
