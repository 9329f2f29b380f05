"""What nobody has looked at for more than 90 days: one condition for mails and for next steps."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from portal import clock
from portal.analyses.models import Analysis, Factor
from portal.projects.due_dates import IS_ACTIVE, TODAY_PARAM
from portal.projects.models import Project
from portal.tracking.models import CheckIn
from portal.tracking.queries import FACTOR_LINE
from portal.tracking.trends import STALE_AFTER


def check_ins_due() -> ScalarSelect[Any]:
    """Return how many factors of an `Analysis` are stale `today`, and since when; null for none."""
    of_one = stale_factors(TODAY_PARAM, Factor.analysis_id == Analysis.id)
    stale = of_one.correlate(Analysis).subquery("stale")
    told = func.jsonb_build_array(func.count(), func.min(stale.c.due_on))
    return select(told).select_from(stale).having(func.count() > 0).scalar_subquery()


def stale_factors(
    as_of: ColumnElement[date], *among: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return the factors that are stale on a day, in all organisations: as `Tracked.is_stale` says.

    `checked_on` is the day of the last look, `due_on` the day by which the next one was due.
    """
    later, last = aliased(Analysis), last_look()
    checked_on = last_seen(last)
    due_on = checked_on + literal(STALE_AFTER, Integer)
    return (
        select(
            Factor.id.label("factor_id"),
            *(Factor.organisation_id, Factor.project_id, Factor.analysis_id),
            *(checked_on.label("checked_on"), due_on.label("due_on")),
        )
        .join(Project, Project.id == Factor.project_id)
        .outerjoin(last, true())
        .where(
            Factor.removed_at.is_(None),
            IS_ACTIVE,
            due_on < as_of,
            last.c.is_over.is_not(True),
            ~select(later.id).where(later.origin_id == Factor.analysis_id).exists(),
            *among,
        )
    )


def last_look(*among: ColumnElement[bool]) -> LateralFromClause:
    """Return the latest look at the `Factor` of a statement, to be joined to it."""
    return (
        select(CheckIn.observed_on, CheckIn.is_over)
        .where(CheckIn.line_id == FACTOR_LINE, *among)
        .order_by(CheckIn.observed_on.desc(), CheckIn.id.desc())
        .limit(1)
        .correlate(Factor)
        .lateral()
    )


def last_seen(last: LateralFromClause) -> ColumnElement[date]:
    """Return the day on which somebody last looked at a factor, or wrote it down."""
    return func.greatest(clock.day_in_sql(Factor.created_at), last.c.observed_on, type_=Date)
