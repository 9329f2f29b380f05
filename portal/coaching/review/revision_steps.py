"""What pages take from the snapshot of a revision: its steps, and what changed in one of them."""

from typing import NamedTuple

from portal.analyses.rows.evidence import SentFile
from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.comparison.rows import RowChange, RowFate, compare_step
from portal.coaching.review.guidance import (
    RowGuidance,
    guide_of,
    items_of,
    kinds_beside,
    questions_of,
)
from portal.coaching.revisions.rows import count_rows, name_places, places_of, steps_of
from portal.errors import NotFound

NamedLine = tuple[str, str]


class RevisionStep(NamedTuple):
    """One step of a snapshot: its place among the others, its rows, files and help.

    `kinds` are what it is about, the leading one first; `row_kinds` are those of its rows. `checks`
    and `asks` have a name each.
    """

    number: int
    title: str
    handbook_name: str
    before: int | None
    after: int | None
    kinds: list[str]
    row_kinds: set[str]
    places: list[tuple[str, int | None]]
    guide: RowGuidance
    checks: list[NamedLine]
    asks: list[NamedLine]
    files: list[SentFile]

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


def step_in(snapshot: Snapshot, number: int) -> RevisionStep:
    """Return one step that a snapshot declares, or raise NotFound."""
    declared = {known.number: known for known in steps_of(snapshot)}
    if number not in declared:
        raise NotFound
    numbers = [None, *declared, None]
    at, places = numbers.index(number), places_of(snapshot, number)
    return RevisionStep(
        number=number,
        title=declared[number].title,
        handbook_name=declared[number].handbook_name,
        before=numbers[at - 1],
        after=numbers[at + 1],
        kinds=kinds_beside(snapshot, number),
        row_kinds={kind for kind, _ in places},
        places=places,
        guide=guide_of(snapshot, number),
        checks=items_of(snapshot, number),
        asks=questions_of(snapshot, number),
        files=snapshot.get("files", []),
    )


def step_lines(snapshot: Snapshot) -> list[StepLine]:
    """Return the steps that a snapshot declares, in order."""
    return [
        StepLine(
            step.number,
            step.title,
            next(iter(kinds_beside(snapshot, step.number)), ""),
            count_rows(snapshot, step.number),
        )
        for step in steps_of(snapshot)
    ]


def marks_in(
    old: Snapshot, new: Snapshot, step: int
) -> tuple[dict[str, RowChange], dict[str, str]]:
    """Return by their anchors what became of the rows of one step, and titles of those removed."""
    rows = compare_step(old, new, step).rows
    marks = {row.anchor: row for row in rows if row.fate is not RowFate.REMOVED}
    removed = [row for row in rows if row.fate is RowFate.REMOVED]
    titles = name_places(old) if removed else {}
    return marks, {row.anchor: titles.get((row.kind, row.id), "") for row in removed}
