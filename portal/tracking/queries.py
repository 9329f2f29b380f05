"""Reads check-ins: the factors of an analysis with their latest looks, and one whole history."""

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Row,
    Select,
    Subquery,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis, Factor
from portal.errors import NotFound
from portal.extensions import db
from portal.projects.due_dates import IS_ACTIVE
from portal.projects.models import Project
from portal.tracking.models import CheckIn
from portal.tracking.trends import Tracked, TrendLook

LOOKS_DRAWN = 12
CHECK_INS_PER_PAGE = 100
ANALYSIS_PARAM: BindParameter[int] = bindparam("analysis_id", type_=BigInteger)
FACTOR_LINE = func.coalesce(Factor.line_id, Factor.id)


class FactorHead(NamedTuple):
    """A divider or connector, and the line of it through all rounds."""

    id: int
    kind: str
    title: str
    indicator: str
    removed_at: datetime | None
    line: int


class PastLook(NamedTuple):
    """A look at a factor; a later one of the same day stands in its place where `is_corrected`.

    `total` is the number of rows on all pages.
    """

    observed_on: date
    trend: str
    note: str
    observer: str
    created_at: datetime
    who: str
    round: int
    is_corrected: bool
    total: int


def tracked_factors(analysis_id: int) -> list[Tracked]:
    """Return the live factors of an analysis, dividers first, each with its latest looks.

    Looks of earlier rounds are among them. Where a later round exists none is stale: it is
    followed there. Nor is one in a paused project.
    """
    found = db.session.execute(_factors(), {"analysis_id": analysis_id})
    return [_tracked(row) for row in found]


def factor_head(analysis_id: int, factor_id: int) -> FactorHead:
    """Return one factor; NotFound elsewhere."""
    found = db.session.execute(
        select(
            *(Factor.id, Factor.kind, Factor.title, Factor.indicator, Factor.removed_at),
            FACTOR_LINE.label("line"),
        ).where(Factor.id == factor_id, Factor.analysis_id == analysis_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return FactorHead._make(found)


def history_of(analysis_id: int, line: int, page: int) -> list[PastLook]:
    """Return every look at a line, newest first, a page at a time."""
    place = {"partition_by": CheckIn.observed_on, "order_by": CheckIn.id.desc()}
    found = db.session.execute(
        select(
            *(CheckIn.observed_on, CheckIn.trend, CheckIn.note, CheckIn.observer),
            *(CheckIn.created_at, Person.name.label("who"), Analysis.round),
            (func.row_number().over(**place) > 1).label("is_corrected"),  # type: ignore[arg-type]
            func.count().over().label("total"),
        )
        .join(Person, Person.id == CheckIn.by)
        .join(Analysis, Analysis.id == CheckIn.analysis_id)
        .where(CheckIn.line_id == line, CheckIn.analysis_id <= analysis_id)
        .order_by(CheckIn.observed_on.desc(), CheckIn.id.desc())
        .limit(CHECK_INS_PER_PAGE)
        .offset((page - 1) * CHECK_INS_PER_PAGE)
    )
    return [PastLook._make(row) for row in found]


def last_observer(analysis_id: int, person_id: int) -> str:
    """Return as what a person looked last time, empty the first time."""
    found = db.session.execute(
        select(CheckIn.observer)
        .where(CheckIn.analysis_id == analysis_id, CheckIn.by == person_id)
        .order_by(CheckIn.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found or ""


# Built once: building costs more than asking.
@cache
def _factors() -> Select[*tuple[Any, ...]]:
    looks, later = _looks(), aliased(Analysis)
    is_last = ~select(later.id).where(later.origin_id == ANALYSIS_PARAM).exists()
    is_open = is_last & IS_ACTIVE
    return (
        select(
            *(Factor.id, Factor.kind, Factor.title, Factor.indicator),
            clock.day_in_sql(Factor.created_at).label("since"),
            *(looks.c.days, looks.c.trends, looks.c.total, is_open.label("is_open")),
        )
        .join(Project, Project.id == Factor.project_id)
        .outerjoin(looks, looks.c.line_id == FACTOR_LINE)
        .where(Factor.analysis_id == ANALYSIS_PARAM, Factor.removed_at.is_(None))
        .order_by(Factor.kind.desc(), Factor.rank.nulls_last(), Factor.position, Factor.id)
    )


def _looks() -> Subquery:
    # Of two looks on one day the later one counts: that is how a slip is put right.
    lines = select(FACTOR_LINE).where(
        Factor.analysis_id == ANALYSIS_PARAM, Factor.removed_at.is_(None)
    )
    of_day = (
        select(CheckIn.line_id, CheckIn.observed_on, CheckIn.trend)
        .ext(distinct_on(CheckIn.line_id, CheckIn.observed_on))
        .where(CheckIn.line_id.in_(lines), CheckIn.analysis_id <= ANALYSIS_PARAM)
        .order_by(CheckIn.line_id, CheckIn.observed_on, CheckIn.id.desc())
        .subquery()
    )
    back = func.row_number().over(
        partition_by=of_day.c.line_id, order_by=of_day.c.observed_on.desc()
    )
    total = func.count().over(partition_by=of_day.c.line_id)
    placed = select(of_day, back.label("back"), total.label("total")).subquery()
    in_order = placed.c.observed_on
    return (
        select(
            placed.c.line_id,
            func.array_agg(aggregate_order_by(placed.c.observed_on, in_order)).label("days"),
            func.array_agg(aggregate_order_by(placed.c.trend, in_order)).label("trends"),
            func.max(placed.c.total).label("total"),
        )
        .where(placed.c.back <= LOOKS_DRAWN)
        .group_by(placed.c.line_id)
        .subquery()
    )


def _tracked(
    row: Row[int, str, str, str, date, list[date] | None, list[str] | None, int | None, bool],
) -> Tracked:
    return Tracked(
        id=row.id,
        kind=row.kind,
        title=row.title,
        indicator=row.indicator,
        since=row.since,
        looks=tuple(map(TrendLook, row.days or (), row.trends or ())),
        total=row.total or 0,
        is_open=row.is_open,
    )
