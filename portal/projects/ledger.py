"""Keeps the milestone ledger: rows written, met, waived, and the stage that follows from them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.extensions import db
from portal.projects.journey import MILESTONE, MILESTONES, STAGES, Milestone, Stage, next_stage
from portal.projects.models import LedgerRow, MilestoneRule, Project, ProjectEvent

IS_OPEN: ColumnElement[bool] = LedgerRow.met_at.is_(None) & LedgerRow.waived_at.is_(None)


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
    days = _due_times()
    db.session.execute(
        insert(LedgerRow),
        [
            _row(project, milestone, days)
            for milestone in MILESTONES
            if not milestone.each_round
        ],
    )
    _date_stage(project, STAGES[0])


def open_turn(project: ProjectRef, key: str, turn: Turn) -> None:
    """Write the row of one turn of a review, due from today; asking twice writes one."""
    milestone = MILESTONE[key]
    days = _due_times()
    row = _row(project, milestone, days) | {
        "analysis_id": turn.analysis_id,
        "round": turn.round,
        "due_on": clock.today() + timedelta(days=days[key] or 0),
    }
    db.session.execute(upsert(LedgerRow).values(row).on_conflict_do_nothing())


def drop_turn(project: ProjectRef, key: str, analysis_id: int) -> None:
    """Remove the open row of a review's turn that nobody has to act on any more."""
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
    values: dict[str, Any] = {"met_at": clock.now(), "met_by": by}
    if evidence:
        values["evidence"] = evidence
    found = db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project.id,
            LedgerRow.key == key,
            LedgerRow.analysis_id == analysis_id
            if MILESTONE[key].each_round
            else LedgerRow.analysis_id.is_(None),
            IS_OPEN,
        )
        .values(values)
        .returning(LedgerRow.id)
    ).all()
    if found:
        follow(project, key, by=by)
    return bool(found)


def follow(project: ProjectRef, key: str, *, by: int) -> None:
    """Date the rows that wait for `key`, then leave the stage if nothing is open in it."""
    db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project.id,
            LedgerRow.after == key,
            LedgerRow.due_on.is_(None),
            IS_OPEN,
        )
        .values(due_on=literal(clock.today()) + LedgerRow.days)
    )
    leave_stage_if_complete(project, by=by)


def is_stage_complete(project: ProjectRef, stage: Stage) -> bool:
    """Tell whether every row of `stage` is met or waived."""
    is_open = select(LedgerRow.id).where(
        LedgerRow.project_id == project.id, LedgerRow.stage == stage, IS_OPEN
    )
    return not db.session.execute(select(is_open.exists())).scalar_one()


def leave_stage_if_complete(project: ProjectRef, *, by: int) -> None:
    """Move a project on while its stage has no open row."""
    stage = Stage(
        db.session.execute(select(Project.stage).where(Project.id == project.id)).scalar_one()
    )
    coming = next_stage(stage)
    if coming is not None and is_stage_complete(project, stage):
        move_stage(project, stage, coming, by=by)
        leave_stage_if_complete(project, by=by)


def move_stage(
    project: ProjectRef, origin: Stage, target: Stage, *, by: int, reason: str = ""
) -> bool:
    """Record the move from one stage to another and date the rows of the new one."""
    moved = db.session.execute(
        update(Project)
        .where(Project.id == project.id, Project.stage == origin)
        .values(stage=target, stage_since=clock.today(), version=Project.version + 1)
        .returning(Project.id)
    ).scalar_one_or_none()
    if moved is None:
        return False
    record_event(project, "stage", (origin, target), by=by, reason=reason)
    _date_stage(project, target)
    return True


def record_event(
    project: ProjectRef, kind: str, move: tuple[str, str], *, by: int, reason: str = ""
) -> None:
    """Write one line of a project's history; `kind` is `stage` or `state`."""
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


def shift_due_dates(project: ProjectRef, days: int) -> None:
    """Put the due dates of open rows off by the days of a pause."""
    db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.project_id == project.id, LedgerRow.due_on.is_not(None), IS_OPEN)
        .values(due_on=LedgerRow.due_on + days)
    )


def _due_times() -> dict[str, int | None]:
    rules = db.session.execute(select(MilestoneRule.key, MilestoneRule.days))
    edited: dict[str, int] = {key: days for key, days in rules}  # noqa: C416  rows are no pairs
    return {milestone.key: edited.get(milestone.key, milestone.days) for milestone in MILESTONES}


def _row(
    project: ProjectRef, milestone: Milestone, days: dict[str, int | None]
) -> dict[str, Any]:
    return {
        "organisation_id": project.organisation_id,
        "project_id": project.id,
        "key": milestone.key,
        "stage": milestone.stage,
        "actor": milestone.actor,
        "position": MILESTONES.index(milestone),
        "days": days[milestone.key],
        "after": milestone.after,
    }


def _date_stage(project: ProjectRef, stage: Stage) -> None:
    today: date = clock.today()
    db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project.id,
            LedgerRow.stage == stage,
            LedgerRow.after.is_(None),
            LedgerRow.due_on.is_(None),
            IS_OPEN,
        )
        .values(due_on=literal(today) + LedgerRow.days)
    )
