"""What waits for a coach, what they handed back, and the projects they accompany."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.analyses.vocabulary import State
from portal.coaching.models import Revision
from portal.coaching.queries import AnySelect, last_action
from portal.coaching.review.models import Review, ReviewKind
from portal.coaching.workflow import WAITS_FOR_COACH
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import (
    AWAITS_FEEDBACK,
    HAS_NOT_ENDED,
    IS_OPEN,
    IS_PAUSED,
    WAITS_SINCE,
)
from portal.projects.models import LedgerRow, Project
from portal.tenancy import Side

ANALYSES_PER_PAGE = 50
# A revision that was taken back and sent again waits since then: its turn was opened anew.
SENT_AT: ColumnElement[datetime] = func.coalesce(WAITS_SINCE, Revision.submitted_at)
# An answer that was sent and taken back is owed since it was asked for: its turn is the same.
HANDED_BACK_AT: ColumnElement[datetime] = func.coalesce(WAITS_SINCE, Analysis.state_since)


class QueuedAnalysis(NamedTuple):
    """An analysis in a queue: `since` and due_on are dates of the network, pauses left out.

    `total` is the number of rows on all pages and `waiting` how many of them wait: nothing of a
    paused project does, nor what the coach has handed in while another coach may still do so.
    """

    id: int
    title: str
    state: str
    revisions: int
    reference: str
    slug: str
    acronym: str
    since: date
    due_on: date | None
    is_paused: bool
    has_handed_in: bool
    waits_for_others: bool
    last_action: str | None
    total: int
    waiting: int


class OwnProject(NamedTuple):
    """A project of the coach of the scope; `total` counts them all.

    `wants_keys` is the coach's own setting, read here because the page has statements enough.
    """

    id: int
    title: str
    reference: str
    stage: str
    state: str
    slug: str
    acronym: str
    total: int
    wants_keys: bool


def waiting_for_coach(page: int = 1) -> list[QueuedAnalysis]:
    """Return a page of what waits for the coach, oldest first, then all other reviews."""
    asked = {"skipped": (page - 1) * ANALYSES_PER_PAGE, "today": clock.today()}
    return [QueuedAnalysis._make(row) for row in db.session.execute(_waiting_for_coach(), asked)]


@cache
def _waiting_for_coach() -> AnySelect:
    return (
        _handed_over("feedback_given", SENT_AT, _has_handed_in(), _waits_for_others())
        .join(
            Revision,
            and_(
                Revision.analysis_id == Analysis.id,
                Revision.number == Analysis.revisions,
            ),
        )
        .where(or_(*(Analysis.state == state.value for state in WAITS_FOR_COACH)))
        .order_by("is_paused", "waits_for_others", SENT_AT, Analysis.id)
        .limit(ANALYSES_PER_PAGE)
        .offset(bindparam("skipped"))
    )


def waiting_for_organisations() -> list[QueuedAnalysis]:
    """Return what the coach of the scope has handed back, longest first, then what is paused."""
    found = db.session.execute(_waiting_for_organisations())
    return [QueuedAnalysis._make(row) for row in found]


@cache
def _waiting_for_organisations() -> AnySelect:
    return (
        _handed_over("answer_sent", HANDED_BACK_AT, false(), false())
        .where(
            or_(
                Analysis.state == State.CHANGES_REQUESTED,
                and_(Analysis.state == State.DRAFT, Analysis.revisions > 0),
            )
        )
        .order_by(IS_PAUSED, HANDED_BACK_AT, Analysis.id)
        .limit(ANALYSES_PER_PAGE)
    )


def coached_projects() -> list[OwnProject]:
    """Return the projects of the coach of the scope that have not ended."""
    return [OwnProject._make(row) for row in db.session.execute(_coached_projects())]


@cache
def _coached_projects() -> AnySelect:
    return (
        select(
            *(Project.id, Project.title, Project.reference, Project.stage, Project.state),
            *(Organisation.slug, Organisation.acronym),
            func.count().over().label("total"),
            select(Person.shortcuts)
            .where(Person.id == func.scope_person())
            .scalar_subquery()
            .label("wants_keys"),
        )
        .join(Organisation, Organisation.id == Project.organisation_id)
        .where(HAS_NOT_ENDED)
        .order_by(Organisation.sort_form, Project.number)
        .limit(ANALYSES_PER_PAGE)
    )


def handed_in() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Tell of an `Analysis` whether the coach who reads handed in, and whether they wait now."""
    due_on = (
        select(LedgerRow.due_on)
        .where(LedgerRow.analysis_id == Analysis.id, AWAITS_FEEDBACK)
        .correlate(Analysis)
        .scalar_subquery()
    )
    waits = Analysis.state.in_([state.value for state in sorted(WAITS_FOR_COACH)])
    is_coach = func.scope_side() == Side.COACH.value
    is_read = and_(is_coach, waits)
    told = (_has_handed_in(), _waits_for_others(Analysis.project_id, due_on))
    has_handed_in, waits_for_others = (case((is_read, one), else_=false()) for one in told)
    return has_handed_in, waits_for_others


def _handed_in() -> Select[int]:
    return (
        select(Review.author_id)
        .where(
            Review.analysis_id == Analysis.id,
            Review.kind == ReviewKind.OWN,
            Review.closed_at.is_(None),
            Review.handed_in_at.is_not(None),
        )
        .correlate(Analysis)
    )


def _has_handed_in() -> ColumnElement[bool]:
    return func.scope_person().in_(_handed_in())


def _waits_for_others(
    project_id: SQLColumnExpression[int] = Project.id,
    due_on: ColumnElement[date | None] | InstrumentedAttribute[date | None] = LedgerRow.due_on,
) -> ColumnElement[bool]:
    """Tell whether the coach's review is in, and another coach's is not and may still come."""
    beside = func.coaches_beside(project_id).table_valued("id").render_derived("beside")
    return and_(
        _has_handed_in(),
        exists().where(beside.c.id.not_in(_handed_in())),
        func.coalesce(due_on >= bindparam("today"), True),
    )


def _handed_over(
    key: str,
    at: ColumnElement[datetime],
    has_handed_in: ColumnElement[bool],
    waits_for_others: ColumnElement[bool],
) -> AnySelect:
    return (
        select(
            Analysis.id,
            Analysis.title,
            Analysis.state,
            Analysis.revisions,
            Project.reference,
            Organisation.slug,
            Organisation.acronym,
            clock.day_in_sql(at).label("since"),
            LedgerRow.due_on,
            IS_PAUSED.label("is_paused"),
            has_handed_in.label("has_handed_in"),
            waits_for_others.label("waits_for_others"),
            last_action(Analysis.id).label("last_action"),
            func.count().over().label("total"),
            func.count().filter(not_(or_(IS_PAUSED, waits_for_others))).over().label("waiting"),
        )
        .select_from(Analysis)
        .join(Project, Project.id == Analysis.project_id)
        .join(Organisation, Organisation.id == Analysis.organisation_id)
        .outerjoin(
            LedgerRow,
            and_(LedgerRow.analysis_id == Analysis.id, LedgerRow.key == key, IS_OPEN),
        )
        .where(HAS_NOT_ENDED)
    )
