"""Changes put into words: headings and labels, and texts word by word."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.analyses.kind import TEXT_WIDGETS, Field, Kind
from portal.analyses.kinds import KINDS
from portal.analyses.rows.display import read_value
from portal.analyses.rows.snapshot import Snapshot
from portal.analyses.rows.titles import Headings, name_rows
from portal.coaching.comparison.rows import RowChange, RowFate
from portal.coaching.comparison.word_diff import (
    Piece,
    PieceChange,
    SegmentationBudget,
    TextChange,
    compare_texts,
    shorten,
)
from portal.coaching.revisions.rows import Fact
from portal.language.i18n import gettext


class ShownField(NamedTuple):
    """One field that changed; `is_coarse` where passages are marked, not single words."""

    name: str
    label: str
    pieces: tuple[Piece, ...]
    is_coarse: bool = False


class ShownRow(NamedTuple):
    """One row that changed, in words; `same` are fields that did not change."""

    row: RowChange
    kind_title: str
    title: str
    fields: tuple[ShownField, ...]
    same: tuple[Fact, ...]

    @property
    def number(self) -> int:
        """Return the place of the row among its kind, now or, for a removed one, before."""
        return self.row.new_place or self.row.old_place


class Sides(NamedTuple):
    """What rows are called in the older and in the newer snapshot."""

    old: Headings
    new: Headings


class Names(NamedTuple):
    """What a kind of row and its fields are called, in the language of the reader."""

    kind: str
    labels: dict[str, str]


def sides_of(old: Snapshot, new: Snapshot) -> Sides:
    """Return the headings of both snapshots."""
    return Sides(name_rows(old["rows"]), name_rows(new["rows"]))


def show_rows(
    rows: Sequence[RowChange], sides: Sides, effort: SegmentationBudget
) -> list[ShownRow]:
    """Return rows in words; all of them together may take only so much work."""
    names = {kind: _names(KINDS[kind]) for kind in {row.kind for row in rows}}
    return [_show(row, names[row.kind], sides, effort) for row in rows]


def _names(kind: Kind) -> Names:
    # Looked up once for all rows of a kind: a page has a few kinds and many rows.
    return Names(gettext(kind.title), {one.name: gettext(one.label) for one in kind.fields})


def _show(row: RowChange, names: Names, sides: Sides, effort: SegmentationBudget) -> ShownRow:
    kind = KINDS[row.kind]
    headings = sides.old if row.fate is RowFate.REMOVED else sides.new
    written = row.new or row.old
    is_whole = row.fate in (RowFate.ADDED, RowFate.REMOVED)
    changed = kind.fields if is_whole else row.fields
    labels = names.labels
    shown = (_show_field(one, labels[one.name], row, sides, effort) for one in changed)
    return ShownRow(
        row=row,
        kind_title=names.kind,
        title=headings.get((row.kind, row.id), ""),
        fields=tuple(one for one in shown if one.pieces),
        same=tuple(
            Fact(one.name, labels[one.name], value)
            for one in kind.fields
            if one not in changed and (value := read_value(one, written.get(one.name), sides.new))
        ),
    )


def _show_field(
    one: Field, label: str, row: RowChange, sides: Sides, effort: SegmentationBudget
) -> ShownField:
    old = read_value(one, row.old.get(one.name), sides.old) if row.old else ""
    new = read_value(one, row.new.get(one.name), sides.new) if row.new else ""
    if one.widget in TEXT_WIDGETS and old and new:
        change = shorten(compare_texts(old, new, effort))
        return ShownField(one.name, label, change.pieces, change.is_coarse)
    return show_whole(one.name, label, old, new)


def show_whole(name: str, label: str, old: str, new: str) -> ShownField:
    """Return a field whose value was replaced as a whole."""
    pieces = (Piece(PieceChange.REMOVED, old), Piece(PieceChange.ADDED, new))
    change = shorten(TextChange(tuple(piece for piece in pieces if piece.text)))
    return ShownField(name, label, change.pieces)
