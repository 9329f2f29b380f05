"""Reads what others did lately, in one statement, behind the policies of whoever reads."""

from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    CompoundSelect,
    DateTime,
    Select,
    SQLColumnExpression,
    any_,
    bindparam,
    func,
    literal_column,
    not_,
    select,
    union_all,
)

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.coaching.models import IS_CURRENT, CoachAssignment, Comment, ReviewAction, ReviewMove
from portal.extensions import db
from portal.news.models import NewsMark
from portal.organisations.models import Organisation
from portal.projects.due_dates import HAS_NOT_ENDED
from portal.projects.models import LedgerRow, Project
from portal.sessions.models import CoachingSession

AnySelect: TypeAlias = Select[*tuple[Any, ...]]
NEWS_LINES = 10
NEWS_LAST = timedelta(days=60)
_SINCE = bindparam("since", type_=DateTime(timezone=True))
# The moves of a review and the assignments say these themselves.
TOLD_BY_OTHERS = (
    *("analysis_submitted", "feedback_given", "answer_sent", "analysis_accepted"),
    "coach_assigned",
)


class NewsKind(StrEnum):
    """What can be news."""

    MOVE = "move"
    COMMENTS = "comments"
    ASSIGNED = "assigned"
    LEFT = "left"
    AGREED = "agreed"
    MET = "met"


class NewsRow(NamedTuple):
    """Something that somebody else did, `who` by name; `is_mine` where it is about the reader.

    `key` is a move or a milestone, `words` what was agreed, `many` the comments of one person on
    one day, the last of which is `comment_id`. `seen_until` is the same in every row.
    """

    kind: str
    at: datetime
    project_id: int
    analysis_id: int | None
    is_mine: bool
    key: str
    words: str
    many: int
    comment_id: int | None
    step: int | None
    row_kind: str | None
    row_id: int | None
    project: str
    reference: str
    slug: str
    acronym: str
    analysis: str | None
    who: str | None
    seen_until: datetime | None


def latest_news() -> list[NewsRow]:
    """Return what others did lately in the projects of the scope, the latest first."""
    found = db.session.execute(_news(), {"since": clock.now() - NEWS_LAST})
    return [NewsRow._make(row) for row in found]


@cache
def _news() -> AnySelect:
    happened = _happened().subquery("happened")
    latest = (
        select(happened)
        .join(Project, Project.id == happened.c.project_id)
        .where(happened.c.at > _SINCE, HAS_NOT_ENDED)
        .order_by(happened.c.at.desc(), happened.c.kind, happened.c.project_id)
        .limit(NEWS_LINES)
        .subquery("latest")
    )
    of = latest.c
    seen = (
        select(NewsMark.seen_until)
        .where(
            NewsMark.person_id == func.scope_person(),
            NewsMark.organisation_id.is_not_distinct_from(func.scope_organisation()),
        )
        .scalar_subquery()
    )
    return (
        select(
            *(of.kind, of.at, of.project_id, of.analysis_id),
            (of.person_id == func.scope_person()).label("is_mine"),
            *(of.key, of.words, of.many, of.comment_id),
            *(Comment.step, Comment.row_kind, Comment.row_id),
            *(Project.title, Project.reference, Organisation.slug, Organisation.acronym),
            *(Analysis.title.label("analysis"), Person.name.label("who"), seen.label("seen_until")),
        )
        .select_from(latest)
        .join(Project, Project.id == of.project_id)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .outerjoin(Analysis, Analysis.id == of.analysis_id)
        .outerjoin(Comment, Comment.id == of.comment_id)
        .outerjoin(Person, Person.id == of.person_id)
        .order_by(of.at.desc(), of.kind, of.project_id)
    )


def _happened() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(_moves(), _comments(), _assigned(), _left(), _agreed(), _met())


def _moves() -> AnySelect:
    me, move = func.scope_person(), ReviewMove
    return _part(
        NewsKind.MOVE, move.at, move.project_id, move.by, analysis=move.analysis_id, key=move.action
    ).where(
        move.by != me,
        not_(me == any_(move.given_by)),
        not_(move.is_repeat),
        move.action != ReviewAction.START_REVIEW,
    )


def _comments() -> AnySelect:
    found = _part(
        *(NewsKind.COMMENTS, func.max(Comment.sent_at), Comment.project_id, Comment.author_id),
        analysis=Comment.analysis_id,
        many=func.count(),
        comment=func.max(Comment.id),
    )
    return found.where(
        # Said here too: the day of the last one is known only once all are counted.
        Comment.sent_at > _SINCE,
        Comment.author_id != func.scope_person(),
    ).group_by(
        *(Comment.project_id, Comment.author_id, Comment.analysis_id),
        clock.day_in_sql(func.coalesce(Comment.sent_at)),
    )


def _assigned() -> AnySelect:
    one = CoachAssignment
    found = _part(NewsKind.ASSIGNED, one.assigned_at, one.project_id, one.coach_id)
    return found.where(IS_CURRENT, one.assigned_by != func.scope_person())


def _left() -> AnySelect:
    one, me = CoachAssignment, func.scope_person()
    found = _part(NewsKind.LEFT, one.ended_at, one.project_id, one.coach_id)
    return found.where(one.ended_at.is_not(None), one.coach_id != me, one.ended_by != me)


def _agreed() -> AnySelect:
    row, held = LedgerRow, CoachingSession
    return (
        _part(
            *(NewsKind.AGREED, row.opened_at, row.project_id, held.coach_id),
            key=row.key,
            words=row.words,
        )
        .join_from(row, held, held.id == row.session_id)
        .where(held.coach_id != func.scope_person())
    )


def _met() -> AnySelect:
    row = LedgerRow
    found = _part(
        *(NewsKind.MET, row.met_at, row.project_id, row.met_by),
        analysis=row.analysis_id,
        key=row.key,
        words=row.words,
    )
    return found.where(
        row.met_at.is_not(None),
        row.met_by != func.scope_person(),
        row.key.not_in(TOLD_BY_OTHERS),
    )


def _part(
    kind: NewsKind,
    at: SQLColumnExpression[Any],
    project: SQLColumnExpression[Any],
    person: SQLColumnExpression[Any],
    **more: SQLColumnExpression[Any],
) -> AnySelect:
    # Written out, and not sent: psycopg reads a statement of over 4,096 letters anew each time.
    nobody: SQLColumnExpression[Any] = literal_column("NULL::bigint")
    nothing: SQLColumnExpression[Any] = literal_column("''")
    return select(
        literal_column(f"'{kind.value}'").label("kind"),
        at.label("at"),
        project.label("project_id"),
        person.label("person_id"),
        more.get("analysis", nobody).label("analysis_id"),
        more.get("key", nothing).label("key"),
        more.get("words", nothing).label("words"),
        more.get("many", literal_column("1")).label("many"),
        more.get("comment", nobody).label("comment_id"),
    )
