"""Two snapshots of an analysis compared: rows found by their id, fields by their name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from portal.analyses.frameworks import framework_of
from portal.analyses.kind import Field, Widget
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.comparison.edit_script import stay_in_place
from portal.coaching.comparison.word_diff import is_same
from portal.language.i18n import gettext


class RowFate(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class RowChange(NamedTuple):
    """A row that is not as it was: what it said and its place.

    A place counts from 1, 0 where the row does not exist; `is_moved` where others overtook it.
    """

    kind: str
    id: int
    fate: RowFate
    old: RowDict
    new: RowDict
    old_place: int = 0
    new_place: int = 0
    is_moved: bool = False

    @property
    def anchor(self) -> str:
        """Return the name by which addresses point at this row."""
        return f"{self.kind}-{self.id}"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields that differ; none in a row that is new or gone."""
        if self.fate is not RowFate.CHANGED:
            return ()
        return tuple(_differing(self.kind, self.old, self.new))

    @property
    def labels(self) -> list[str]:
        """Return what the fields that differ are called, in the reader's language."""
        return [gettext(field.label) for field in self.fields]


@dataclass(frozen=True)
class StepChanges:
    """The rows of one step that are not as they were; `same` counts the others."""

    number: int
    rows: tuple[RowChange, ...]
    same: int

    def count(self, fate: RowFate) -> int:
        """Return how many rows met one fate."""
        return sum(row.fate == fate for row in self.rows)


@dataclass(frozen=True)
class SnapshotComparison:
    """What changed from one snapshot to another: in the head, then step by step."""

    head: tuple[str, ...]
    steps: tuple[StepChanges, ...] = field(default_factory=tuple)

    @property
    def rows(self) -> list[RowChange]:
        """Return all rows that changed, in the order of the steps."""
        return [row for step in self.steps for row in step.rows]


HEAD_FIELDS = ("title", "scope", "declared_steps")


def compare_snapshots(
    old: Snapshot, new: Snapshot, steps: Iterable[int] | None = None
) -> SnapshotComparison:
    """Return what changed, in all steps that either snapshot declares or in `steps`.

    Words are not compared yet: that costs more and is done for the rows that are shown.
    """
    declared = {*old["declared_steps"], *new["declared_steps"]} & set(framework_of(new).numbers)
    wanted = sorted(declared if steps is None else declared & set(steps))
    return SnapshotComparison(
        tuple(name for name in HEAD_FIELDS if old.get(name) != new.get(name)),
        tuple(compare_step(old, new, step) for step in wanted),
    )


def compare_step(old: Snapshot, new: Snapshot, step: int) -> StepChanges:
    """Return the rows of one step that were added, removed, changed or moved."""
    found: list[RowChange] = []
    total = 0
    for kind in framework_of(new).kinds_of(step):
        before, after = old["rows"].get(kind, []), new["rows"].get(kind, [])
        found += compare_rows(kind, before, after)
        total += len({row["id"] for row in before} | {row["id"] for row in after})
    return StepChanges(step, tuple(found), total - len(found))


def compare_rows(kind: str, old: Sequence[RowDict], new: Sequence[RowDict]) -> list[RowChange]:
    """Return what became of the rows of one kind: those of the new order, then those removed.

    As few rows as possible count as moved: where one row jumps over many, it alone has moved.
    """
    before = {row["id"]: (place, row) for place, row in enumerate(old, 1)}
    after = {row["id"]: (place, row) for place, row in enumerate(new, 1)}
    staying = stay_in_place([before[one][0] for one in after if one in before])
    changes = [_change(kind, before.get(one), after[one], staying=staying) for one in after]
    gone = [
        RowChange(kind, one, RowFate.REMOVED, row, {}, old_place=place)
        for one, (place, row) in before.items()
        if one not in after
    ]
    return [change for change in changes if change] + gone


def _change(
    kind: str, old: tuple[int, RowDict] | None, new: tuple[int, RowDict], *, staying: set[int]
) -> RowChange | None:
    new_place, row = new
    if old is None:
        return RowChange(kind, row["id"], RowFate.ADDED, {}, row, new_place=new_place)
    old_place, before = old
    is_changed = next(_differing(kind, before, row), None) is not None
    is_moved = old_place not in staying
    if not is_changed and not is_moved:
        return None
    fate = RowFate.CHANGED if is_changed else RowFate.MOVED
    return RowChange(kind, row["id"], fate, before, row, old_place, new_place, is_moved)


def _differing(kind: str, old: RowDict, new: RowDict) -> Iterator[Field]:
    if old == new:
        return
    for one in KINDS[kind].fields:
        before, after = old.get(one.name), new.get(one.name)
        if before == after or (not before and not after and one.widget is not Widget.NUMBER):
            continue
        if isinstance(before, str) and isinstance(after, str) and is_same(before, after):
            continue
        yield one
