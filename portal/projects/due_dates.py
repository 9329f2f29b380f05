"""When ledger rows fall due: from the network's due times, on a project's own clock."""

from datetime import date, datetime, timedelta

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    ScalarSelect,
    String,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.extensions import db
from portal.projects.journey import ProjectState, Stage
from portal.projects.milestones import MILESTONES
from portal.projects.models import LedgerRow, MilestoneRule, Project, ProjectEvent

IS_OPEN: ColumnElement[bool] = LedgerRow.met_at.is_(None) & LedgerRow.waived_at.is_(None)
IS_ACTIVE: ColumnElement[bool] = Project.state == ProjectState.ACTIVE
IS_PAUSED: ColumnElement[bool] = Project.state == ProjectState.PAUSED
HAS_NOT_ENDED: ColumnElement[bool] = Project.state != ProjectState.ENDED
# Where a row stands in the journey. Asked for each time, as the table is not part of a statement.
JOURNEY_PLACE: ColumnElement[int] = func.array_position(
    bindparam(
        "journey",
        callable_=lambda: [milestone.key for milestone in MILESTONES],
        type_=ARRAY(String),
        unique=True,
    ),
    LedgerRow.key,
    type_=Integer,
)
# The turn of the coaches in a review, and the one that they have now.
IS_FEEDBACK: ColumnElement[bool] = LedgerRow.key == "feedback_given"
AWAITS_FEEDBACK: ColumnElement[bool] = IS_FEEDBACK & IS_OPEN
# Nothing falls due while a project is paused or has ended.
DUE_ON: ColumnElement[date | None] = case((IS_ACTIVE, LedgerRow.due_on))
# On the day in the network's zone that is given as `today`.
TODAY_PARAM = bindparam("today", type_=Date)
IS_LATE: ColumnElement[bool] = IS_OPEN & (DUE_ON < TODAY_PARAM)
# From when on something waits: pauses before now do not count.
WAITS_SINCE: ColumnElement[datetime] = LedgerRow.opened_at + LedgerRow.paused_for


def due_times() -> dict[str, int | None]:
    """Return the days of every milestone: the network's own where it set them."""
    rules = db.session.execute(select(MilestoneRule.key, MilestoneRule.days))
    edited: dict[str, int] = {key: days for key, days in rules}  # noqa: C416  rows are no pairs
    return {milestone.key: edited.get(milestone.key, milestone.days) for milestone in MILESTONES}


def due_time_of(key: str) -> ScalarSelect[int]:
    """Return the days that the network set for one milestone, NULL where it set none."""
    return select(MilestoneRule.days).where(MilestoneRule.key == key).scalar_subquery()


def day_on_clock(state: ProjectState, since: date) -> date:
    """Return today on the clock of a project that is in `state` since that day."""
    # Going on shifts every open date by the whole pause, dates given in the pause included.
    return since if state is ProjectState.PAUSED else clock.today()


def today_of(project_id: int) -> date:
    """Return today on the clock of a project, which stands still while it is paused."""
    found = db.session.execute(
        select(Project.state, Project.state_since).where(Project.id == project_id)
    ).one_or_none()
    return day_on_clock(ProjectState(found.state), found.state_since) if found else clock.today()


def date_stage(project_id: int, stage: Stage) -> None:
    """Date the open rows of a stage that wait for nothing any more."""
    before = aliased(LedgerRow)
    is_closed = before.met_at.is_not(None) | before.waived_at.is_not(None)
    came = select(before.id).where(
        before.project_id == project_id, before.key == LedgerRow.after, is_closed
    )
    db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project_id,
            LedgerRow.stage == stage,
            or_(LedgerRow.after.is_(None), came.exists()),
            LedgerRow.due_on.is_(None),
            IS_OPEN,
        )
        .values(due_on=literal(today_of(project_id)) + LedgerRow.days)
    )


def undate_stage(project_id: int, stage: Stage) -> None:
    """Take the dates from the open rows of a stage that a project went back from."""
    db.session.execute(
        update(LedgerRow)
        .where(
            LedgerRow.project_id == project_id,
            LedgerRow.stage == stage,
            LedgerRow.analysis_id.is_(None),
            LedgerRow.days.is_not(None),  # what was agreed in a session keeps its own date
            IS_OPEN,
        )
        .values(due_on=None)
    )


def shift_due_dates(project_id: int, days: int) -> None:
    """Put the due dates of open rows off by the days of a pause that is over now."""
    db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.project_id == project_id, IS_OPEN)
        .values(due_on=LedgerRow.due_on + days, paused_for=paused_until_now(project_id))
    )


def paused_until_now(project_id: int) -> ColumnElement[timedelta]:
    """Return for how long a row of a project waited in pauses, the latest up to now."""
    began = select(func.max(ProjectEvent.at)).where(
        ProjectEvent.project_id == project_id,
        ProjectEvent.kind == "state",
        ProjectEvent.target == ProjectState.PAUSED,
    )
    since = func.greatest(LedgerRow.opened_at, began.scalar_subquery())
    return LedgerRow.paused_for + (literal(clock.now()) - since)
