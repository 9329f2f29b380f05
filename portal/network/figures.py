"""The programme in single figures, read in one statement: counts and dates of all organisations."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import (
    CompoundSelect,
    DateTime,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.analyses.models import Analysis, Change
from portal.analyses.registers.changes import CHANGE_COUNTS
from portal.analyses.vocabulary import ChangeKind
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.coaching.workflow import WAITS_FOR_COACH
from portal.events.details import SEXES
from portal.events.kinds import TRAINING_KINDS, WorkshopKind
from portal.events.models import Workshop
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import (
    AWAITS_FEEDBACK,
    HAS_NOT_ENDED,
    IS_ACTIVE,
    IS_LATE,
    IS_PAUSED,
    TODAY_PARAM,
    WAITS_SINCE,
)
from portal.projects.journey import Actor, Stage
from portal.projects.models import LedgerRow, Project

AnySelect: TypeAlias = Select[*tuple[Any, ...]]
Key = TypeVar("Key")
Value = TypeVar("Value")
Pairs: TypeAlias = tuple[tuple[Key, Value], ...]
Clause: TypeAlias = SQLColumnExpression[Any]

WAITS_FOR_FEEDBACK: ColumnElement[bool] = or_(
    *(Analysis.state == state.value for state in WAITS_FOR_COACH)
)


class AgeGroup(StrEnum):
    """How long a review has waited."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    LONGER = "longer"


COUNT_COLUMNS = ("first", "second", "third", "fourth", "fifth")
_UP_TO = {AgeGroup.WEEK: 7, AgeGroup.FORTNIGHT: 14, AgeGroup.MONTH: 30}


class StageFigure(NamedTuple):
    """Projects in a stage that have not ended, their organisations, and how many are paused."""

    projects: int = 0
    organisations: int = 0
    paused: int = 0


class Figures(NamedTuple):
    """The programme on one day.

    An organisation counts in each stage where it has a project; stages hold who is there now and
    are no shares of one another. `people` counts those who were trained, by sex and once for each
    workshop, and has the trainings that nobody counted last; `people_by_kind` counts all who came.
    Nothing of a paused project waits or is late.
    """

    organisations: int
    alone: int
    oldest: date | None
    stages: Pairs[Stage, StageFigure]
    late: Pairs[Actor, int]
    reviews: Pairs[AgeGroup, int]
    changes: Pairs[ChangeKind, int]
    people: Pairs[str, int]
    people_by_kind: Pairs[WorkshopKind, int]


class _Line(NamedTuple):
    part: str
    key: str
    first: int
    second: int
    third: int
    fourth: int
    fifth: int
    since: datetime | None


def read_figures(today: date) -> Figures:
    """Return the figures of the whole programme, in the scope of a network role."""
    found: dict[str, dict[str, _Line]] = defaultdict(dict)
    for row in map(_Line._make, db.session.execute(_figures(), {"today": today})):
        found[row.part][row.key] = row
    people = {kind: _counts(found["people"].get(kind)) for kind in WorkshopKind}
    trained = map(sum, zip(*(people[kind] for kind in TRAINING_KINDS), strict=True))
    waited_since = (row.since for row in found["review"].values() if row.since)
    return Figures(
        organisations=found["single"]["organisations"].first,
        alone=found["single"]["alone"].first,
        oldest=min((clock.day_of(since) for since in waited_since), default=None),
        stages=tuple((stage, _stage(found["stage"].get(stage))) for stage in Stage),
        late=tuple((actor, _first(found["late"], actor)) for actor in Actor),
        reviews=tuple((age, _first(found["review"], age)) for age in AgeGroup),
        changes=tuple((kind, _first(found["change"], kind)) for kind in ChangeKind),
        people=tuple(zip((*SEXES, "uncounted"), trained, strict=True)),
        people_by_kind=tuple((kind, sum(counts[: len(SEXES)])) for kind, counts in people.items()),
    )


@cache
def _figures() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(_stages(), _late(), _reviews(), _changes(), _people(), *_singles())


def _stages() -> AnySelect:
    return (
        _part(
            "stage",
            Project.stage,
            func.count(),
            func.count(Project.organisation_id.distinct()),
            func.count().filter(IS_PAUSED),
        )
        .where(HAS_NOT_ENDED)
        .group_by(Project.stage)
    )


def _late() -> AnySelect:
    return (
        _part("late", LedgerRow.actor, func.count())
        .join(Project, Project.id == LedgerRow.project_id)
        .where(IS_LATE)
        .group_by(LedgerRow.actor)
    )


def _reviews() -> AnySelect:
    # The turn in the ledger begins with the sending; the state's date moves when a coach starts.
    since = func.coalesce(WAITS_SINCE, Analysis.state_since)
    days = TODAY_PARAM - clock.day_in_sql(since)
    age = case(
        *((days <= most, literal(band.value)) for band, most in _UP_TO.items()), else_="longer"
    )
    return (
        _part("review", age, func.count(), since=func.min(since))
        .select_from(Analysis)
        .join(Project, Project.id == Analysis.project_id)
        .outerjoin(
            LedgerRow,
            (LedgerRow.analysis_id == Analysis.id) & AWAITS_FEEDBACK,
        )
        .where(WAITS_FOR_FEEDBACK, IS_ACTIVE)
        .group_by(age)
    )


def _changes() -> AnySelect:
    return _part("change", Change.kind, func.count()).where(CHANGE_COUNTS).group_by(Change.kind)


def _people() -> AnySelect:
    sums = (func.coalesce(func.sum(getattr(Workshop, sex)), 0) for sex in SEXES)
    uncounted = func.count().filter(Workshop.is_uncounted)
    return _part("people", Workshop.kind, *sums, uncounted).group_by(Workshop.kind)


def needs_coach() -> ColumnElement[bool]:
    """Tell of a `Project` whether it has no coach and should: by its stage, or by what was sent."""
    # Not "not exists": behind the policies each project would look through every assignment.
    coached = select(CoachAssignment.project_id).where(IS_CURRENT)
    return and_(
        IS_ACTIVE,
        or_(
            Project.stage == Stage.APPLICATION,
            Project.stage == Stage.COACHING,
            Project.id.in_(projects_to_read()),
        ),
        Project.id.not_in(coached),
    )


def projects_to_read() -> Select[int]:
    """Return the ids of projects with an analysis that waits for a coach."""
    return select(Analysis.project_id).where(WAITS_FOR_FEEDBACK)


def _singles() -> tuple[AnySelect, AnySelect]:
    alone = _part("single", literal("alone"), func.count()).where(needs_coach())
    known = _part("single", literal("organisations"), func.count()).select_from(Organisation)
    return alone.select_from(Project), known


def _part(
    name: str,
    key: Clause,
    *numbers: Clause,
    since: Clause | None = None,
) -> AnySelect:
    columns = [*numbers, *(literal(0) for _ in range(len(COUNT_COLUMNS) - len(numbers)))]
    moment = cast(null() if since is None else since, DateTime(timezone=True))
    named = zip(columns, COUNT_COLUMNS, strict=True)
    return select(
        literal(name).label("part"),
        cast(key, String).label("key"),
        *(column.label(label) for column, label in named),
        moment.label("since"),
    )


def _stage(row: _Line | None) -> StageFigure:
    return StageFigure(row.first, row.second, row.third) if row else StageFigure()


def _counts(row: _Line | None) -> tuple[int, ...]:
    return tuple(getattr(row, name) for name in COUNT_COLUMNS) if row else (0,) * len(COUNT_COLUMNS)


def _first(rows: Mapping[str, _Line], key: str) -> int:
    return rows[key].first if key in rows else 0
