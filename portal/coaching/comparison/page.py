"""What changed from one state of an analysis to another, as the page shows it."""

from typing import Any, NamedTuple

from portal.analyses.frameworks import Step, framework_of
from portal.analyses.heads import AnalysisHead
from portal.analyses.labels import ANALYSIS_SCOPES
from portal.analyses.rows.snapshot import Snapshot, without_files
from portal.coaching.comparison.rows import (
    RowChange,
    SnapshotComparison,
    compare_snapshots,
)
from portal.coaching.comparison.word_diff import SegmentationBudget
from portal.coaching.comparison.wording import (
    ShownField,
    ShownRow,
    Sides,
    show_rows,
    show_whole,
    sides_of,
)
from portal.coaching.revisions.queries import snapshots
from portal.errors import NotFound
from portal.language.i18n import gettext

CHANGES_PER_PAGE = 20
COMPARED_REVISIONS = 2


class ComparedPair(NamedTuple):
    """Which two are compared: numbers of revisions, None for the analysis as it stands now."""

    old: int | None
    new: int | None
    step: int | None
    page: int
    row: str = ""
    page_rows: int = CHANGES_PER_PAGE

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of the revisions among the two."""
        return [number for number in (self.old, self.new) if number is not None]

    @property
    def effort(self) -> SegmentationBudget:
        """Return how much may be cut into words."""
        return SegmentationBudget(are_sent=len(self.numbers) == COMPARED_REVISIONS)

    @property
    def is_whole(self) -> bool:
        """Tell whether all rows of all steps are wanted, and no one of them."""
        return not (self.step or self.row)

    def wants(self, step: int, row: RowChange) -> bool:
        """Tell whether a row of a step was asked for."""
        return self.step in (None, step) and self.row in ("", row.anchor)


class ShownChanges(NamedTuple):
    """A page of changes in words; `total` rows were asked for, the first shown is the `first`.

    `sides` are what rows are called in both.
    """

    asked: ComparedPair
    found: SnapshotComparison
    head_fields: list[ShownField]
    rows: list[tuple[Step, ShownRow]]
    steps: dict[int, Step]
    total: int
    sides: Sides
    page_rows: int = CHANGES_PER_PAGE

    @property
    def first(self) -> int:
        """Return the place of the first row shown among all that were asked for."""
        return (self.asked.page - 1) * CHANGES_PER_PAGE + 1


def find_changes(head: AnalysisHead, asked: ComparedPair) -> ShownChanges:
    """Return one page of what changed in an analysis, in words; NotFound where nothing is."""
    return compare(*_both(head, asked), asked)


def compare(old: Snapshot, new: Snapshot, asked: ComparedPair) -> ShownChanges:
    """Return one page of what changed, in words; NotFound for a page that does not exist."""
    found = compare_snapshots(old, new)
    wanted = [
        (step.number, row)
        for step in found.steps
        for row in step.rows
        if asked.wants(step.number, row)
    ]
    first = (asked.page - 1) * asked.page_rows
    if first and first >= len(wanted):
        raise NotFound
    page = wanted[first : first + asked.page_rows]
    steps = {step.number: step for step in framework_of(new).steps}
    sides = sides_of(old, new)
    rows = show_rows([row for _, row in page], sides, asked.effort)
    return ShownChanges(
        asked=asked,
        found=found,
        head_fields=_head_fields(found, old, new) if asked.page == 1 and asked.is_whole else [],
        rows=[(steps[number], row) for (number, _), row in zip(page, rows, strict=True)],
        steps=steps,
        total=len(wanted),
        sides=sides,
    )


def _both(head: AnalysisHead, asked: ComparedPair) -> tuple[Snapshot, Snapshot]:
    numbers = asked.numbers
    kept = dict(zip(numbers, snapshots(head.id, *numbers), strict=True)) if numbers else {}
    now = without_files(head) if len(numbers) < COMPARED_REVISIONS else {}
    return (
        now if asked.old is None else kept[asked.old],
        now if asked.new is None else kept[asked.new],
    )


def _head_fields(found: SnapshotComparison, old: Snapshot, new: Snapshot) -> list[ShownField]:
    said: dict[str, Any] = {
        "title": (gettext("Title, in a few words"), lambda value: value),
        "scope": (
            gettext("How big is this piece of work?"),
            lambda value: gettext(dict(ANALYSIS_SCOPES).get(value) or value),
        ),
        "declared_steps": (
            gettext("Which steps do you want to do?"),
            lambda value: ", ".join(map(str, sorted(value))),
        ),
    }
    return [
        show_whole(name, label, words(old[name]), words(new[name]))
        for name, (label, words) in said.items()
        if name in found.head
    ]
