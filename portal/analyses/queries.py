"""Reads of analyses: the head, and rows of several kinds in one statement."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    select,
    union_all,
)

from portal.accounts.models import Person
from portal.analyses.frameworks import FRAMEWORK, Framework
from portal.analyses.heads import AnalysisHead
from portal.analyses.kind import Kind, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis, HintDismissal
from portal.analyses.slots import (
    LAST_WORDS,
    READERS,
    REVIEW,
    TRACKING,
    Reader,
    ReviewSummary,
    StepWords,
    TrackingSummary,
)
from portal.errors import NotFound
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.files.queries import file_columns
from portal.projects.models import Project

# A row as JSON. Its columns are the fields of its `Kind`, so no class could name them.
RowDict: TypeAlias = Mapping[str, Any]
Rows = dict[str, list[RowDict]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def analysis_head(analysis_id: int) -> AnalysisHead:
    """Return an analysis with its project's reference and title; NotFound outside the scope."""
    return AnalysisHead._make(_found(_head(), analysis_id))


def held_head(analysis_id: int) -> AnalysisHead:
    """Return the same, held: neither it nor a row of it is saved before the transaction ends."""
    return AnalysisHead._make(_found(_held_head(), analysis_id))


ASIDE, FILES = "set aside", "files"
_place = itemgetter("position", "id")


class StepHead(NamedTuple):
    """The head of an analysis, and the coach's latest words on its steps."""

    head: AnalysisHead
    words: StepWords


class AnalysisOverview(NamedTuple):
    """The head of an analysis, what is followed in it, who has read it, and its review."""

    head: AnalysisHead
    tracking: TrackingSummary
    readers: list[Reader]
    review: ReviewSummary


def whole_head(analysis_id: int) -> AnalysisOverview:
    """Return the head of an analysis with what stands beside it; NotFound outside the scope."""
    *facts, tracking, readers, review = _found(_whole_head(), analysis_id)
    head = AnalysisHead._make(facts)
    return AnalysisOverview(
        head,
        TRACKING.value.read(head, tracking),
        READERS.value.read(head, readers),
        REVIEW.value.read(head, review),
    )


def step_head(analysis_id: int) -> StepHead:
    """Return the head of an analysis with the words on its steps; NotFound outside the scope."""
    *facts, told = _found(_step_head(), analysis_id)
    head = AnalysisHead._make(facts)
    return StepHead(head, LAST_WORDS.value.read(head, told))


def _found(statement: AnySelect, analysis_id: int) -> Row[*tuple[Any, ...]]:
    head = db.session.execute(statement, {"analysis_id": analysis_id}).one_or_none()
    if head is None:
        raise NotFound
    return head


# Statements in functions with `cache` are built once: building costs more than asking.
@cache
def _head() -> AnySelect:
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
    return _head().with_for_update(of=Analysis)


@cache
def _whole_head() -> AnySelect:
    return _head().add_columns(
        TRACKING.value.select().label("tracking"),
        READERS.value.select().label("readers"),
        REVIEW.value.select().label("review"),
    )


@cache
def _step_head() -> AnySelect:
    return _head().add_columns(LAST_WORDS.value.select().label("word"))


def framework_in(analysis_id: int) -> Framework:
    """Return the framework that an analysis follows; NotFound outside the scope."""
    version = db.session.execute(
        select(Analysis.framework_version).where(Analysis.id == analysis_id)
    ).scalar_one_or_none()
    if version is None:
        raise NotFound
    return FRAMEWORK[version]


def read_outlines(analysis_ids: Sequence[int]) -> dict[int, Rows]:
    """Return the live rows of several analyses by kind, in order, in one statement.

    Of what people wrote only the first letter is read: it tells that something is there. Each row
    has `updated_by` and `updated_at` too.
    """
    found: dict[int, Rows] = {one: {name: [] for name in KINDS} for one in analysis_ids}
    asked = {"analysis_ids": list(analysis_ids)}
    for name, text in db.session.execute(_outlines(), asked).all():
        row = json.loads(text)
        found[row["analysis_id"]][name].append(row)
    for rows in found.values():
        for of_kind in rows.values():
            of_kind.sort(key=_place)
    return found


@cache
def _outlines() -> CompoundSelect[Any]:
    asked = bindparam("analysis_ids", type_=ARRAY(BigInteger))
    return union_all(*(_outline_of(kind, asked) for kind in KINDS.values()))


def _outline_of(kind: Kind, asked: BindParameter[Any]) -> AnySelect:
    model = kind.model
    names = ("id", "position", "analysis_id", "updated_by", "updated_at", *columns_of(kind))
    values = {name: _first_letter(getattr(model, name)) for name in names}
    statement = _as_text(kind.name, values).where(model.removed_at.is_(None))
    for column, value in kind.fixed:
        statement = statement.where(getattr(model, column) == _said(value))
    return statement.where(model.analysis_id == any_(asked))


def _first_letter(column: Any) -> Any:  # noqa: ANN401  any column
    return func.left(column, _said(1)) if column.info.get("content") else column


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

    With FILES among the kinds, the files of the analysis too.
    """
    live, gone = read_rows_and_removed(analysis_id, (*kinds, ASIDE), removed_of)
    return StepRows(live, gone, live.pop(ASIDE), live.pop(FILES, []))


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
        statement = statement.where(getattr(model, column) == _said(value))
    return statement.where(model.analysis_id == bindparam("analysis_id"))


def _set_aside() -> AnySelect:
    names = ("id", "rule", "row_kind", "row_id", "reason")
    values = {name: getattr(HintDismissal, name) for name in names}
    statement = _as_text(ASIDE, values | _KEPT)
    return statement.where(HintDismissal.analysis_id == bindparam("analysis_id"))


def _files() -> AnySelect:
    # Removed files are there too: they are shown for a while.
    statement = _as_text(FILES, file_columns() | _KEPT)
    joined = statement.join(Person, Person.id == EvidenceFile.added_by)
    return joined.where(EvidenceFile.analysis_id == bindparam("analysis_id"))


def _as_text(kind: str, values: Mapping[str, Any]) -> AnySelect:
    pairs = [part for name, value in values.items() for part in (_said(name), value)]
    return select(_said(kind), cast(func.json_build_object(*pairs), Text))


def _said(value: object) -> ColumnElement[Any]:
    # Constants of our own stand in the statement: a hundred parameters are sent at each request.
    words = f"'{value}'" if isinstance(value, str) else str(value).lower()
    return literal_column(words)


_KEPT = {"position": _said(0), "is_removed": false()}
_BESIDE_ROWS: dict[str, Callable[[], AnySelect]] = {ASIDE: _set_aside, FILES: _files}
