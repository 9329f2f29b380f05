"""Turns of a review in the ledger: opened, dropped, opened again; they are met as all rows are."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, update

from portal.extensions import db
from portal.projects.due_dates import IS_OPEN, due_time_of
from portal.projects.ledger import ProjectRef, hold_project, new_row
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.models import LedgerRow


def open_turn(project: ProjectRef, key: str, analysis_id: int) -> None:
    """Write the row of the next turn of a review, due from today, unless one is open."""
    held = hold_project(project)
    last = db.session.execute(
        select(func.max(LedgerRow.round), func.bool_or(IS_OPEN), due_time_of(key)).where(
            *_is_turn(project, key, analysis_id)
        )
    ).one()
    if last[1]:
        return
    days = MILESTONE_BY_KEY[key].days if last[2] is None else last[2]
    row = new_row(project, MILESTONE_BY_KEY[key], {key: days}) | {
        "analysis_id": analysis_id,
        "round": (last[0] or 0) + 1,
        "due_on": held.today + timedelta(days=days or 0),
    }
    db.session.execute(insert(LedgerRow).values(row))


def drop_turn(project: ProjectRef, key: str, analysis_id: int) -> None:
    """Remove the open row of a review's turn that nobody has to act on any more."""
    hold_project(project)
    db.session.execute(delete(LedgerRow).where(*_is_turn(project, key, analysis_id), IS_OPEN))


def reopen_turn(project: ProjectRef, key: str, analysis_id: int, *, since: datetime) -> None:
    """Open the last turn of a review again, due anew, if it began at `since` or later.

    What met it was taken back, so it is one and the same turn that is owed; without one that began
    then, a new one is opened.
    """
    held = hold_project(project)
    last = select(func.max(LedgerRow.round)).where(*_is_turn(project, key, analysis_id))
    reopened = db.session.execute(
        update(LedgerRow)
        .where(
            *_is_turn(project, key, analysis_id),
            LedgerRow.round == last.scalar_subquery(),
            LedgerRow.opened_at >= since,
            LedgerRow.met_at.is_not(None),
        )
        .values(met_at=None, met_by=None, due_on=literal(held.today) + LedgerRow.days)
        .returning(LedgerRow.id)
    ).one_or_none()
    if reopened is None:
        open_turn(held, key, analysis_id)


def _is_turn(project: ProjectRef, key: str, analysis_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        LedgerRow.project_id == project.id,
        LedgerRow.key == key,
        LedgerRow.analysis_id == analysis_id,
    )
