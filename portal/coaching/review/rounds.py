"""How the coaches stand with a round: whose view is handed in, who is missing, what went out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal import clock
from portal.accounts.models import Person
from portal.coaching.queries import current_coaches
from portal.coaching.review.models import Review, ReviewKind, ReviewWords, StepRating
from portal.coaching.review.rubric import rubric_of
from portal.extensions import db
from portal.http.request_values import fingerprint
from portal.projects.due_dates import IS_FEEDBACK, IS_LATE
from portal.projects.models import LedgerRow, Project


class RoundWords(NamedTuple):
    """What a coach says of a round as a whole."""

    strength: str = ""
    next_step: str = ""
    note: str = ""

    @property
    def version(self) -> int:
        """Return another number after each change of these words: 0 for none."""
        text = "\x1f".join((self.strength, self.next_step, self.note))
        return fingerprint(text) if text.strip("\x1f") else 0


@dataclass(frozen=True)
class View:
    """One review with its words and its word on each step; both empty where they may not be read.

    `without` names the coaches of that moment who had not handed in. On the steps of `as_before`
    the coach left the word of the last review as it was.
    """

    id: int
    kind: str
    revision: int
    rubric: int
    author_id: int
    by: str
    handed_in_at: datetime | None
    sent_at: datetime | None
    without: list[str]
    words: RoundWords = field(default_factory=RoundWords)
    ratings: dict[int, str] = field(default_factory=dict)
    as_before: frozenset[int] = frozenset()
    is_closed: bool = False

    @property
    def is_joint(self) -> bool:
        """Tell whether this is the view of all coaches together."""
        return self.kind == ReviewKind.JOINT

    def is_own_of(self, person: int) -> bool:
        """Tell whether this is the view that a person formed alone."""
        return not self.is_joint and self.author_id == person

    def title(self, step: int) -> str:
        """Return the word on a step under the rubric of this review; empty where there is none."""
        level = self.ratings.get(step)
        return rubric_of(self.rubric).title(level) if level else ""

    def meaning(self, step: int, kind: str) -> str:
        """Return what that word means for the kind of row that leads the step."""
        level = self.ratings.get(step)
        return rubric_of(self.rubric).meaning(kind, level) if level else ""


class _FoundReview(NamedTuple):
    id: int
    kind: str
    revision: int
    rubric: int
    author_id: int
    handed_in_at: datetime | None
    sent_at: datetime | None
    by: str
    strength: str | None
    next_step: str | None
    note: str | None
    ratings: dict[str, str] | None
    without: list[str] | None
    as_before: list[int] | None
    closed_at: datetime | None


class Coach(NamedTuple):
    """Who coaches a project."""

    id: int
    name: str


class ReviewRound(NamedTuple):
    """How the coaches stand with a round: `mine` and `others` are their own views.

    `others` are handed in. `missing` are the other coaches of today who have not handed in: id and
    name. `last` is what went to the organisation before, `before` the person's own last review.
    `is_overdue` once the day is over on which feedback was due: then those who have handed in may
    go on without the missing.
    """

    mine: View | None
    joint: View | None
    others: list[View]
    missing: list[Coach]
    last: View | None
    before: View | None
    is_overdue: bool

    @property
    def is_handed_in(self) -> bool:
        """Tell whether the person has handed in their own view."""
        return self.mine is not None and self.mine.handed_in_at is not None

    @property
    def is_shared(self) -> bool:
        """Tell whether more coaches than one have a say, so that each writes apart first."""
        return bool(self.missing or self.others or self.joint or self.is_handed_in)

    @property
    def may_join(self) -> bool:
        """Tell whether the joint feedback may be written and sent now."""
        return self.is_handed_in and (not self.missing or self.is_overdue)

    @property
    def may_take_back(self) -> bool:
        """Tell whether nobody can have read what the person handed in."""
        return self.is_handed_in and not self.others and self.joint is None

    @property
    def views(self) -> list[View]:
        """Return the views that are handed in, those of the person first."""
        return [view for view in (self.mine, *self.others) if view and view.handed_in_at]

    @property
    def seen(self) -> int:
        """Return another number after each change of views and ratings; words have a version."""
        rated = sorted(self.joint.ratings.items()) if self.joint else []
        return fingerprint(repr([sorted(view.id for view in self.views), rated]))


def read_review_round(
    analysis_id: int, project_id: int, *, me: int, is_overdue: bool
) -> ReviewRound:
    """Return how the coaches stand with the round of an analysis, in two statements."""
    coaches = [Coach(one.id, one.name) for one in current_coaches(project_id)]
    return review_round_among(coaches, analysis_id, me=me, is_overdue=is_overdue)


def review_round_among(
    coaches: Iterable[Coach], analysis_id: int, *, me: int, is_overdue: bool
) -> ReviewRound:
    """Return how the coaches of today stand with the round of an analysis, in one statement."""
    found = db.session.execute(_open_or_last(), {"analysis_id": analysis_id, "me": me})
    views = [_view(_FoundReview._make(row)) for row in found]
    open_ones = [view for view in views if not view.is_closed]
    own = [view for view in open_ones if not view.is_joint]
    handed_in = {view.author_id for view in own if view.handed_in_at}
    return ReviewRound(
        mine=_first(view for view in own if view.author_id == me),
        joint=_first(view for view in open_ones if view.is_joint),
        others=[view for view in own if view.author_id != me and view.handed_in_at],
        missing=[one for one in coaches if one.id != me and one.id not in handed_in],
        last=_first(view for view in views if view.sent_at is not None),
        before=_first(one for one in views if one.is_closed and one.is_own_of(me)),
        is_overdue=is_overdue,
    )


def is_feedback_late(analysis_id: int) -> bool:
    """Tell whether the day is over on which the coaches' feedback was due."""
    late = (
        select(LedgerRow.id)
        .join(Project, Project.id == LedgerRow.project_id)
        .where(LedgerRow.analysis_id == analysis_id, IS_FEEDBACK, IS_LATE)
    )
    return db.session.execute(late, {"today": clock.today()}).first() is not None


def read_sent(analysis_id: int) -> list[View]:
    """Return what went to the organisation, round by round, newest first."""
    found = db.session.execute(_sent(), {"analysis_id": analysis_id})
    return [_view(_FoundReview._make(row)) for row in found]


def _first(views: Iterable[View]) -> View | None:
    return next(iter(views), None)


# Built once, as all statements of pages: building costs more than asking.
@cache
def _open_or_last() -> Select[*tuple[Any, ...]]:
    last = select(func.max(Review.id)).where(_is_of_analysis(), Review.sent_at.is_not(None))
    own = select(func.max(Review.id)).where(
        _is_of_analysis(),
        Review.kind == ReviewKind.OWN,
        Review.author_id == bindparam("me"),
        Review.closed_at.is_not(None),
    )
    closed = (Review.id == one.scalar_subquery() for one in (last, own))
    return _reviews().where(or_(Review.closed_at.is_(None), *closed))


@cache
def _sent() -> Select[*tuple[Any, ...]]:
    return _reviews().where(Review.sent_at.is_not(None))


def _is_of_analysis() -> ColumnElement[bool]:
    return Review.analysis_id == bindparam("analysis_id")


def ratings_column() -> ScalarSelect[Any]:
    """Return the levels of a `Review` by their steps, to be asked for beside it."""
    return (
        select(func.jsonb_object_agg(StepRating.step, StepRating.level))
        .where(StepRating.review_id == Review.id)
        .correlate(Review)
        .scalar_subquery()
    )


def _reviews() -> Select[*tuple[Any, ...]]:
    absent = (
        select(func.array_agg(aggregate_order_by(Person.name, Person.sort_form)))
        .where(Person.id == func.any(Review.without))
        .correlate(Review)
        .scalar_subquery()
    )
    carried = (
        select(func.array_agg(StepRating.step))
        .where(StepRating.review_id == Review.id, StepRating.is_carried)
        .correlate(Review)
        .scalar_subquery()
    )
    author = select(Person.name).where(Person.id == Review.author_id).scalar_subquery()
    return (
        select(
            *(Review.id, Review.kind, Review.revision, Review.rubric, Review.author_id),
            *(Review.handed_in_at, Review.sent_at, author.label("by")),
            *(ReviewWords.strength, ReviewWords.next_step, ReviewWords.note),
            *(ratings_column().label("ratings"), absent.label("without")),
            *(carried.label("as_before"), Review.closed_at),
        )
        .outerjoin(ReviewWords, ReviewWords.review_id == Review.id)
        .where(_is_of_analysis())
        .order_by(Review.id.desc())
    )


def _view(row: _FoundReview) -> View:
    return View(
        id=row.id,
        kind=row.kind,
        revision=row.revision,
        rubric=row.rubric,
        author_id=row.author_id,
        by=row.by,
        handed_in_at=row.handed_in_at,
        sent_at=row.sent_at,
        without=row.without or [],
        words=RoundWords(row.strength or "", row.next_step or "", row.note or ""),
        ratings={int(step): level for step, level in (row.ratings or {}).items()},
        as_before=frozenset(row.as_before or ()),
        is_closed=row.closed_at is not None,
    )
