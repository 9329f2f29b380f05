"""What pages take from a snapshot, remembered by its words: the same words always say the same.

The words themselves come out of the database in each request, so nobody is shown what they may not
read.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from sys import getsizeof
from typing import Any, NamedTuple, ParamSpec, TypeVar

from portal.analyses.matrix.grid import Glance, glance_at
from portal.analyses.rows.titles import Headings
from portal.coaching.comparison.rows import RowFate, compare_step
from portal.coaching.review.guidance import (
    RowGuidance,
    guide_of,
    items_of,
    kinds_beside,
    questions_of,
)
from portal.coaching.revisions.rows import (
    RevisionRow,
    cards_of,
    count_rows,
    name_places,
    places_of,
    steps_of,
)
from portal.errors import NotFound
from portal.language.i18n import gettext, language
from portal.shelf import Bounded

KEPT: Bounded[Any] = Bounded(32_000_000)
Line = tuple[str, str]
Asked = ParamSpec("Asked")
Found = TypeVar("Found")


@dataclass(frozen=True)
class StepReading:
    """One step of a snapshot: its place among the others, its rows, files and help.

    `kinds` are what it is about, the leading one first; `row_kinds` are those of its rows. `checks`
    and `asks` have a name each.
    """

    number: int
    title: str
    handbook_name: str
    before: int | None
    after: int | None
    kinds: tuple[str, ...]
    row_kinds: tuple[str, ...]
    places: tuple[tuple[str, int | None], ...]
    guide: RowGuidance
    checks: tuple[Line, ...]
    asks: tuple[Line, ...]
    files: tuple[dict[str, Any], ...]

    @property
    def lead(self) -> str:
        """Return the kind of row that the step is about first; empty where there is none."""
        return next(iter(self.kinds), "")


class StepLine(NamedTuple):
    """One step in a list of all: what it is about first, how many rows it has."""

    number: int
    title: str
    lead: str
    rows: int


class Mark(NamedTuple):
    """What became of a row, with the labels of the fields that differ."""

    fate: RowFate
    is_moved: bool
    old_place: int
    new_place: int
    fields: tuple[str, ...]


def _kept(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
    # What is found takes as much room as the words in which it was found, at most.
    @wraps(read)
    def ask(*asked: Asked.args, **named: Asked.kwargs) -> Found:
        key = (read, asked, *named.items())
        found: Found | None = KEPT.find(key)
        if found is None:
            found = read(*asked, **named)
            KEPT.keep(key, found, 2 * sum(getsizeof(one) for one in asked))
        return found

    return ask


@_kept
def read_step(snapshot: str, step: int) -> StepReading:
    """Return one step that a snapshot declares, or raise NotFound."""
    told = json.loads(snapshot)
    declared = {known.number: known for known in steps_of(told)}
    if step not in declared:
        raise NotFound
    numbers = [None, *declared, None]
    at, places = numbers.index(step), tuple(places_of(told, step))
    return StepReading(
        number=step,
        title=declared[step].title,
        handbook_name=declared[step].handbook_name,
        before=numbers[at - 1],
        after=numbers[at + 1],
        kinds=tuple(kinds_beside(told, step)),
        row_kinds=tuple(dict.fromkeys(kind for kind, _ in places)),
        places=places,
        guide=guide_of(told, step),
        checks=tuple(items_of(told, step)),
        asks=tuple(questions_of(told, step)),
        files=tuple(told.get("files", ())),
    )


@_kept
def read_all(snapshot: str) -> tuple[StepLine, ...]:
    """Return the steps that a snapshot declares, in order."""
    told = json.loads(snapshot)
    return tuple(
        StepLine(
            step.number,
            step.title,
            next(iter(kinds_beside(told, step.number)), ""),
            count_rows(told, step.number),
        )
        for step in steps_of(told)
    )


def read_cards(snapshot: str, step: int, first: int, last: int) -> tuple[RevisionRow, ...]:
    """Return some rows of one step in words, by their places counted from 0."""
    return _cards(language(), snapshot, step, first, last)


def read_titles(snapshot: str) -> Headings:
    """Return what each row is called."""
    return _titles(language(), snapshot)


def read_matrix(snapshot: str) -> Glance:
    """Return the matrix of the tests."""
    return _matrix(language(), snapshot)


def read_changes(old: str, new: str, step: int) -> tuple[dict[str, Mark], dict[str, str]]:
    """Return by their anchors marks on the rows of one step, and titles of those removed."""
    return _changes(language(), old, new, step)


@_kept
def _cards(
    _language: str, snapshot: str, step: int, first: int, last: int
) -> tuple[RevisionRow, ...]:
    return tuple(cards_of(json.loads(snapshot), step, slice(first, last)))


@_kept
def _titles(_language: str, snapshot: str) -> Headings:
    return name_places(json.loads(snapshot))


@_kept
def _matrix(_language: str, snapshot: str) -> Glance:
    return glance_at(json.loads(snapshot)["rows"])


@_kept
def _changes(
    _language: str, old: str, new: str, step: int
) -> tuple[dict[str, Mark], dict[str, str]]:
    before = json.loads(old)
    rows = compare_step(before, json.loads(new), step).rows
    titles = name_places(before)
    marks = {
        row.anchor: Mark(
            row.fate,
            row.is_moved,
            row.old_place,
            row.new_place,
            tuple(gettext(field.label) for field in row.fields),
        )
        for row in rows
        if row.fate is not RowFate.REMOVED
    }
    gone = [row for row in rows if row.fate is RowFate.REMOVED]
    return marks, {row.anchor: titles.get((row.kind, row.id), "") for row in gone}
