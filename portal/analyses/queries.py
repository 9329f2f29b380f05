"""Reads of analyses: the head, and rows of several kinds in one statement."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    select,
    union_all,
)

from portal.accounts.models import Person
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, Framework
from portal.analyses.heads import AnalysisHead
from portal.analyses.kind import Kind, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis, HintDismissal
from portal.analyses.slots import (
    ANALYSIS_READERS,
    REVIEW_SUMMARY,
    TRACKING_SUMMARY,
    Reader,
    ReviewSummary,
    TrackingSummary,
)
from portal.errors import NotFound
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.files.queries import file_columns
from portal.projects.journey import Stage
from portal.projects.models import Project
from portal.projects.slots import COACH_NAMES

# A row as JSON. Its columns are the fields of its `Kind`, so no class could name them.
RowDict: TypeAlias = Mapping[str, Any]
Rows = dict[str, list[RowDict]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def analysis_head(analysis_id: int) -> AnalysisHead:
    """Return an analysis with its project's reference and title; NotFound outside the scope."""
    return find_head(head_statement(), analysis_id).head


def held_head(analysis_id: int) -> AnalysisHead:
    """Return the same, held: neither it nor a row of it is saved before the transaction ends."""
    return find_head(_held_head(), analysis_id).head


ASIDE_KIND, FILES_KIND = "set aside", "files"
_place = itemgetter("position", "id")


class FoundHead(NamedTuple):
    """The head of an analysis, and the columns that a statement has besides."""

    head: AnalysisHead
    beside: Sequence[Any]


class AnalysisOverview(NamedTuple):
    """The head of an analysis, what is followed in it, who has read it, and its review.

    `stage` is that of its project, `coaches` are the names of those who coach that now.
    """

    head: AnalysisHead
    tracking: TrackingSummary
    readers: list[Reader]
    review: ReviewSummary
    stage: Stage
    coaches: list[str]


def whole_head(analysis_id: int) -> AnalysisOverview:
    """Return the head of an analysis with what stands beside it; NotFound outside the scope."""
    found = find_head(_whole_head(), analysis_id)
    head, (tracking, readers, review, stage, coaches) = found
    return AnalysisOverview(
        head,
        TRACKING_SUMMARY.value.read(head, tracking),
        ANALYSIS_READERS.value.read(head, readers),
        REVIEW_SUMMARY.value.read(head, review),
        Stage(stage),
        coaches or [],
    )


def find_head(statement: AnySelect, analysis_id: int) -> FoundHead:
    """Return what a statement that begins as `head_statement` finds; NotFound outside the scope."""
    found = db.session.execute(statement, {"analysis_id": analysis_id}).one_or_none()
    if found is None:
        raise NotFound
    facts = len(AnalysisHead._fields)
    return FoundHead(AnalysisHead._make(found[:facts]), found[facts:])


# Statements in functions with `cache` are built once: building costs more than asking.
@cache
def head_statement() -> AnySelect:
    """Return the statement behind `analysis_head`, for those who read more with it."""
    return (
        select(
            *(Analysis.id, Analysis.organisation_id, Analysis.project_id, Analysis.title),
            *(Analysis.scope, Analysis.declared_steps, Analysis.framework_version),
            Analysis.detail_layout,
            *(Analysis.state, Analysis.state_since, Analysis.revisions, Analysis.version),
            *(Analysis.round, Analysis.origin_id),
            Project.reference,
            Project.title.label("project_title"),
            Project.state.label("project_state"),
        )
        .join(Project, Project.id == Analysis.project_id)
        .where(Analysis.id == bindparam("analysis_id"))
    )


@cache
def _held_head() -> AnySelect:
    return head_statement().with_for_update(of=Analysis)


@cache
def _whole_head() -> AnySelect:
    return head_statement().add_columns(
        TRACKING_SUMMARY.value.select().label("tracking"),
        ANALYSIS_READERS.value.select().label("readers"),
        REVIEW_SUMMARY.value.select().label("review"),
        Project.stage,
        COACH_NAMES.value().label("coaches"),
    )


def framework_in(analysis_id: int) -> Framework:
    """Return the framework that an analysis follows; NotFound outside the scope."""
    version = db.session.execute(
        select(Analysis.framework_version).where(Analysis.id == analysis_id)
    ).scalar_one_or_none()
    if version is None:
        raise NotFound
    return FRAMEWORK_BY_VERSION[version]


def read_rows(analysis_id: int, kinds: Iterable[str]) -> Rows:
    """Return live rows by kind, in order, in one statement; dates come as ISO text."""
    return _read(analysis_id, tuple(kinds))


def read_rows_and_removed(
    analysis_id: int, kinds: Iterable[str], removed_of: Iterable[str]
) -> tuple[Rows, Rows]:
    """Return live rows by kind, and the removed ones of `removed_of`, in one statement."""
    asked, removed = tuple(kinds), tuple(removed_of)
    found = _read(analysis_id, asked, with_removed=removed)
    live = {name: [row for row in rows if not row["is_removed"]] for name, rows in found.items()}
    gone = {name: [row for row in found[name] if row["is_removed"]] for name in removed}
    return live, gone


class StepRows(NamedTuple):
    """What one statement reads for a step: rows by kind, live and removed, and what is on them.

    Questions set `aside` carry rule, row_kind, row_id and reason; `files` are for `group_by_row`.
    """

    live: Rows
    gone: Rows
    aside: list[RowDict]
    files: list[RowDict]


def read_step(analysis_id: int, kinds: Iterable[str], removed_of: Iterable[str]) -> StepRows:
    """Return as `read_rows_and_removed` does, and questions set aside, in one statement.

    With FILES_KIND among the kinds, the files of the analysis too.
    """
    live, gone = read_rows_and_removed(analysis_id, (*kinds, ASIDE_KIND), removed_of)
    return StepRows(live, gone, live.pop(ASIDE_KIND), live.pop(FILES_KIND, []))


def rows_of(kind: str, analysis_id: int) -> list[RowDict]:
    """Return the live rows of one kind."""
    return read_rows(analysis_id, [kind])[kind]


def _read(analysis_id: int, kinds: tuple[str, ...], with_removed: tuple[str, ...] = ()) -> Rows:
    found: Rows = {name: [] for name in kinds}
    asked = {"analysis_id": analysis_id}
    for name, text in db.session.execute(_rows(kinds, with_removed), asked).all():
        found[name].append(json.loads(text))
    for rows in found.values():
        rows.sort(key=_place)
    return found


@cache
def _rows(kinds: tuple[str, ...], with_removed: tuple[str, ...]) -> CompoundSelect[Any]:
    parts = []
    for name in dict.fromkeys(kinds):
        if name in _BESIDE_ROWS:
            parts.append(_BESIDE_ROWS[name]())
            continue
        part = _rows_of(KINDS[name])
        is_live = KINDS[name].model.removed_at.is_(None)
        parts.append(part if name in with_removed else part.where(is_live))
    return union_all(*parts)


def _rows_of(kind: Kind) -> AnySelect:
    model = kind.model
    names = ("id", "position", "version", "updated_at", "updated_by", *columns_of(kind))
    values = {name: getattr(model, name) for name in names}
    statement = _as_text(kind.name, values | {"is_removed": model.removed_at.is_not(None)})
    for column, value in kind.fixed:
        statement = statement.where(getattr(model, column) == constant(value))
    return statement.where(model.analysis_id == bindparam("analysis_id"))


def _set_aside() -> AnySelect:
    names = ("id", "rule", "row_kind", "row_id", "reason")
    values = {name: getattr(HintDismissal, name) for name in names}
    statement = _as_text(ASIDE_KIND, values | _KEPT)
    return statement.where(HintDismissal.analysis_id == bindparam("analysis_id"))


def _files() -> AnySelect:
    # Removed files are there too: they are shown for a while.
    statement = _as_text(FILES_KIND, file_columns() | _KEPT)
    joined = statement.join(Person, Person.id == EvidenceFile.added_by)
    return joined.where(EvidenceFile.analysis_id == bindparam("analysis_id"))


def _as_text(kind: str, values: Mapping[str, Any]) -> AnySelect:
    pairs = [part for name, value in values.items() for part in (constant(name), value)]
    return select(constant(kind), cast(func.json_build_object(*pairs), Text))


def constant(value: object) -> ColumnElement[Any]:
    """Return a value of our own as a part of a statement."""
    # It stands in the statement: a hundred parameters are sent at each request.
    words = f"'{value}'" if isinstance(value, str) else str(value).lower()
    return literal_column(words)


_KEPT = {"position": constant(0), "is_removed": false()}
_BESIDE_ROWS: dict[str, Callable[[], AnySelect]] = {ASIDE_KIND: _set_aside, FILES_KIND: _files}
