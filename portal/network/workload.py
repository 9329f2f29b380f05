"""How much every coach has to do now: counts and dates, without what is paused or taken back."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Interval,
    Select,
    Subquery,
    bindparam,
    cast,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.selectable import LateralFromClause

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.analyses.models import Analysis
from portal.coaching.models import IS_CURRENT, CoachAssignment, ReviewMove
from portal.errors import NotFound
from portal.extensions import db
from portal.network.figures import WAITS_FOR_FEEDBACK
from portal.organisations.models import Organisation
from portal.partnership.models import CoachProfile
from portal.permissions import Role
from portal.projects.due_dates import (
    AWAITS_FEEDBACK,
    HAS_NOT_ENDED,
    IS_ACTIVE,
    IS_FEEDBACK,
    IS_LATE,
    WAITS_SINCE,
)
from portal.projects.models import LedgerRow, Project
from portal.sessions.models import CoachingSession

COACHES_PER_PAGE = 50
A_YEAR = timedelta(days=365)


class CoachLoad(NamedTuple):
    """What a coach has to do: `reviews` wait for feedback, `overdue` of them for too long.

    `capacity` is None where they have not said it, `mean_days` (to feedback in the last year)
    where there was none. `total` is the number of rows on all pages.
    """

    id: int
    name: str
    capacity: int | None
    projects: int
    reviews: Decimal
    overdue: Decimal
    mean_days: Decimal | None
    total: int


class WaitingReview(NamedTuple):
    """An analysis that waits for feedback; due_on None where that has no date."""

    reference: str
    acronym: str
    slug: str
    state: str
    since: date
    due_on: date | None


class AssignedProject(NamedTuple):
    """A project of a coach, by the id of the assignment; last_on None without a session."""

    id: int
    reference: str
    acronym: str
    stage: str
    state: str
    assigned_at: datetime
    sessions: int
    last_on: date | None


def workload(today: date, page: int = 1, coach_id: int | None = None) -> list[CoachLoad]:
    """Return a page of coaches by name with what they have to do now.

    Projects that are paused or ended do not count, nor do analyses that were taken back, nor days
    of pauses.
    """
    days = {"today": today, "since": clock.now() - A_YEAR, "skipped": (page - 1) * COACHES_PER_PAGE}
    found = db.session.execute(_workload(), {**days, "coach_id": coach_id})
    return [CoachLoad._make(row) for row in found]


@cache
def _workload() -> Select[*tuple[Any, ...]]:
    # Built once: building it costs more than asking.
    coach_id = bindparam("coach_id", type_=BigInteger)
    listed = (
        select(
            *(Person.id, Person.name, Person.sort_form, CoachProfile.capacity),
            func.count().over().label("total"),
        )
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .outerjoin(CoachProfile, CoachProfile.coach_id == Person.id)
        .where(NetworkRole.role == Role.COACH, Person.active)
        .where(or_(coach_id.is_(None), Person.id == coach_id))
        .order_by(Person.sort_form, Person.id)
        .limit(COACHES_PER_PAGE)
        .offset(bindparam("skipped"))
        .subquery("listed")
    )
    load, mean = _load(listed), _mean(listed)
    return (
        select(listed.c.id, listed.c.name, listed.c.capacity, load, mean, listed.c.total)
        .join_from(listed, load, true())
        .join(mean, true())
        .order_by(listed.c.sort_form, listed.c.id)
    )


def _load(coaches: Subquery) -> LateralFromClause:
    waiting = (
        select(func.count())
        .where(Analysis.project_id == Project.id, WAITS_FOR_FEEDBACK)
        .scalar_subquery()
    )
    late = (
        select(func.count())
        .where(LedgerRow.project_id == Project.id, IS_FEEDBACK, IS_LATE)
        .scalar_subquery()
    )
    return (
        select(
            func.count().label("projects"),
            func.coalesce(func.sum(waiting), 0).label("reviews"),
            func.coalesce(func.sum(late), 0).label("overdue"),
        )
        .join_from(CoachAssignment, Project, Project.id == CoachAssignment.project_id)
        .where(CoachAssignment.coach_id == coaches.c.id, IS_CURRENT, IS_ACTIVE)
        .lateral("load")
    )


def _mean(coaches: Subquery) -> LateralFromClause:
    took = cast(LedgerRow.met_at - WAITS_SINCE, Interval)
    # Feedback that coaches gave together is the work of each of them.
    together = (
        select(ReviewMove.analysis_id, ReviewMove.at)
        .where(ReviewMove.given_by.contains(array([coaches.c.id])))
        .correlate(coaches)
    )
    is_given = or_(
        LedgerRow.met_by == coaches.c.id,
        tuple_(LedgerRow.analysis_id, LedgerRow.met_at).in_(together),
    )
    return (
        select((func.avg(func.extract("epoch", took)) / 86_400).label("mean_days"))
        .where(IS_FEEDBACK, is_given, LedgerRow.met_at > bindparam("since"))
        .lateral("mean")
    )


def coach_by_id(coach_id: int, today: date) -> CoachLoad:
    """Return what one coach has to do; NotFound."""
    found = workload(today, coach_id=coach_id)
    if not found:
        raise NotFound
    return found[0]


def reviews_of(coach_id: int) -> list[WaitingReview]:
    """Return what waits for a coach, oldest first; days of pauses are no days of waiting."""
    since = clock.day_in_sql(func.coalesce(WAITS_SINCE, Analysis.state_since))
    found = db.session.execute(
        select(
            *(Project.reference, Organisation.acronym, Organisation.slug, Analysis.state),
            *(since.label("since"), LedgerRow.due_on),
        )
        .join_from(Analysis, Project, Project.id == Analysis.project_id)
        .join(Organisation, Organisation.id == Analysis.organisation_id)
        .join(CoachAssignment, CoachAssignment.project_id == Project.id)
        .outerjoin(LedgerRow, (LedgerRow.analysis_id == Analysis.id) & AWAITS_FEEDBACK)
        .where(CoachAssignment.coach_id == coach_id, IS_CURRENT, IS_ACTIVE, WAITS_FOR_FEEDBACK)
        .order_by(since, Analysis.id)
    )
    return [WaitingReview._make(row) for row in found]


def projects_of(coach_id: int) -> list[AssignedProject]:
    """Return a coach's projects that have not ended."""
    held = (
        select(func.count().label("sessions"), func.max(CoachingSession.held_on).label("last_on"))
        .where(CoachingSession.project_id == Project.id, CoachingSession.coach_id == coach_id)
        .lateral("held")
    )
    found = db.session.execute(
        select(
            *(CoachAssignment.id, Project.reference, Organisation.acronym, Project.stage),
            *(Project.state, CoachAssignment.assigned_at, held.c.sessions, held.c.last_on),
        )
        .join_from(CoachAssignment, Project, Project.id == CoachAssignment.project_id)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .join(held, true())
        .where(CoachAssignment.coach_id == coach_id, IS_CURRENT, HAS_NOT_ENDED)
        .order_by(Organisation.sort_form, Project.number)
    )
    return [AssignedProject._make(row) for row in found]
