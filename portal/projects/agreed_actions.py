"""Actions that were agreed in a coaching session: rows of the ledger, each with its own date."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from portal import clock
from portal.extensions import db
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import Actor
from portal.projects.ledger import ProjectRef, follow, lock_project
from portal.projects.milestones import MILESTONE_BY_KEY, MILESTONES, Repeats
from portal.projects.models import LedgerRow

KEY_OF_ACTOR: dict[Actor, str] = {
    one.actor: one.key for one in MILESTONES if one.repeats is Repeats.AGREED_ACTION
}


class AgreedAction(NamedTuple):
    """Who does what by when."""

    actor: Actor
    words: str
    due_on: date


def agree_action(project: ProjectRef, session_id: int, action: AgreedAction) -> None:
    """Write the row of one action that was agreed in a session."""
    lock_project(project)
    milestone = MILESTONE_BY_KEY[KEY_OF_ACTOR[action.actor]]
    last = select(func.max(LedgerRow.round)).where(
        LedgerRow.project_id == project.id, LedgerRow.key == milestone.key
    )
    db.session.execute(
        insert(LedgerRow).values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            key=milestone.key,
            stage=milestone.stage,
            actor=milestone.actor,
            round=(db.session.execute(last).scalar_one() or 0) + 1,
            words=action.words,
            due_on=action.due_on,
            session_id=session_id,
            opened_at=clock.now(),
        )
    )


def complete_action(project: ProjectRef, row_id: int, *, by: int, evidence: str = "") -> bool:
    """Mark one agreed action as done; False if the row was closed or is not there."""
    lock_project(project)
    key = db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.id == row_id,
            LedgerRow.project_id == project.id,
            LedgerRow.session_id.is_not(None),
            IS_OPEN,
        )
        .values(met_at=clock.now(), met_by=by, evidence=evidence)
        .returning(LedgerRow.key)
    ).scalar_one_or_none()
    if key is not None:
        follow(project, key, by=by)
    return key is not None
