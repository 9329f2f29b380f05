"""What waits for a coach, what they handed back, and the projects they accompany."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import SQLColumnExpression, and_, bindparam, exists, false, func, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.analyses.models import Analysis
from portal.analyses.vocabulary import State
from portal.coaching.models import Revision
from portal.coaching.queries import AnyRow, AnySelect, last_action
from portal.coaching.review.models import Review, ReviewKind
from portal.coaching.workflow import WAITS_FOR_COACH
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import ProjectState
from portal.projects.models import LedgerRow, Project

ANALYSES_PER_PAGE = 50
IS_PAUSED: ColumnElement[bool] = Project.state == ProjectState.PAUSED
# A revision that was taken back and sent again waits since then: its turn was opened anew.
SENT_AT: SQLColumnExpression[datetime] = func.coalesce(LedgerRow.opened_at, Revision.submitted_at)


def waiting_for_coach(page: int = 1) -> Sequence[AnyRow]:
    """Return a page of what waits for the coach of the scope, oldest first, then all other reviews.

    Rows carry id, title, state, revisions, reference, slug, acronym, since and due_on (dates in
    the network's zone, pauses left out), is_paused, is_handed_in, `total` (the number of rows on
    all pages) and `waiting`, how many of them wait: nothing of a paused project does, nor what the
    coach has handed in while another coach may still do so.
    """
    asked = {"skipped": (page - 1) * ANALYSES_PER_PAGE, "today": clock.today()}
    return db.session.execute(_waiting_for_coach(), asked).all()


@cache
def _waiting_for_coach() -> AnySelect:
    return (
        _handed_over("feedback_given", SENT_AT, _is_handed_in())
        .join(
            Revision,
            and_(
                Revision.analysis_id == Analysis.id,
                Revision.number == Analysis.revisions,
            ),
        )
        .where(or_(*(Analysis.state == state.value for state in WAITS_FOR_COACH)))
        .order_by("is_paused", "is_handed_in", _since(SENT_AT), Analysis.id)
        .limit(ANALYSES_PER_PAGE)
        .offset(bindparam("skipped"))
    )


def waiting_for_organisations() -> Sequence[AnyRow]:
    """Return what the coach of the scope has handed back, longest first, then what is paused."""
    return db.session.execute(_waiting_for_organisations()).all()


@cache
def _waiting_for_organisations() -> AnySelect:
    return (
        _handed_over("answer_sent", Analysis.state_since, false())
        .where(
            or_(
                Analysis.state == State.CHANGES_REQUESTED,
                and_(Analysis.state == State.DRAFT, Analysis.revisions > 0),
            )
        )
        .order_by(IS_PAUSED, _since(Analysis.state_since), Analysis.id)
        .limit(ANALYSES_PER_PAGE)
    )


def coached_projects() -> Sequence[AnyRow]:
    """Return id, title, reference, stage, state, slug, acronym of the projects of the coach."""
    return db.session.execute(_coached_projects()).all()


@cache
def _coached_projects() -> AnySelect:
    return (
        select(
            *(Project.id, Project.title, Project.reference, Project.stage, Project.state),
            *(Organisation.slug, Organisation.acronym),
            func.count().over().label("total"),
        )
        .join(Organisation, Organisation.id == Project.organisation_id)
        .where(Project.state != ProjectState.ENDED)
        .order_by(Organisation.sort_form, Project.number)
        .limit(ANALYSES_PER_PAGE)
    )


def _is_handed_in() -> ColumnElement[bool]:
    """Tell whether the coach's review is in, and another coach's is not and may still come."""
    handed_in = select(Review.author_id).where(
        Review.analysis_id == Analysis.id,
        Review.kind == ReviewKind.OWN,
        Review.closed_at.is_(None),
        Review.handed_in_at.is_not(None),
    )
    beside = func.coaches_beside(Project.id).table_valued("id").render_derived("beside")
    return and_(
        func.scope_person().in_(handed_in.correlate(Analysis)),
        exists().where(beside.c.id.not_in(handed_in.correlate(Analysis))),
        func.coalesce(LedgerRow.due_on >= bindparam("today"), True),
    )


def _handed_over(
    key: str, at: SQLColumnExpression[datetime], is_handed_in: ColumnElement[bool]
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
            clock.day_in_sql(_since(at)).label("since"),
            LedgerRow.due_on,
            IS_PAUSED.label("is_paused"),
            is_handed_in.label("is_handed_in"),
            last_action(Analysis.id).label("last_action"),
            func.count().over().label("total"),
            func.count().filter(not_(or_(IS_PAUSED, is_handed_in))).over().label("waiting"),
        )
        .select_from(Analysis)
        .join(Project, Project.id == Analysis.project_id)
        .join(Organisation, Organisation.id == Analysis.organisation_id)
        .outerjoin(
            LedgerRow,
            and_(LedgerRow.analysis_id == Analysis.id, LedgerRow.key == key, IS_OPEN),
        )
        .where(Project.state != ProjectState.ENDED)
    )


def _since(at: SQLColumnExpression[datetime]) -> ColumnElement[datetime]:
    return at + func.coalesce(LedgerRow.paused_for, timedelta())
