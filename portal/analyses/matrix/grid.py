"""The test matrix: each option against every tracked divider and connector, and one's own staff."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.analyses import labels
from portal.analyses.checks.completeness import WORSE_WITHOUT_NOTE
from portal.analyses.option_states import NOT_IN_USE
from portal.analyses.options.comparison import name_of
from portal.analyses.options.lineage import order_by_lineage
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import Headings, name_rows
from portal.analyses.short_list import FACTOR_KINDS
from portal.analyses.steps.page import RowCard, StepPage
from portal.analyses.tested import (
    Effects,
    factors_tested,
    is_looked_at,
    lacks_note,
    tests_by_option,
)
from portal.language.i18n import gettext
from portal.language.khmer import shorten

STAFF_KEY = "staff"
LINES_AT_ONCE = 20
SHORT_NAME = 48


class Column(NamedTuple):
    """What an option is tested on: a divider, a connector or (`factor_id` None) one's own staff."""

    factor_id: int | None
    kind: str
    number: int
    title: str

    @property
    def key(self) -> str:
        """Return the end of the names of this column's fields."""
        return STAFF_KEY if self.factor_id is None else str(self.factor_id)


Columns = tuple[Column, ...]


class GridLine(NamedTuple):
    """One option at a glance: an effect for each column, whom it harms and helps, in words.

    `gaps` counts the columns on which nobody finished to look.
    """

    id: int
    number: int
    title: str
    state: str
    effects: tuple[int | None, ...]
    gaps: int
    harms: tuple[str, ...]
    helps: tuple[str, ...]

    @property
    def looked_at(self) -> int:
        """Return on how much somebody looked what the option does."""
        return len(self.effects) - self.gaps

    @property
    def is_left(self) -> bool:
        """Tell whether nobody uses this option any more."""
        return self.state in NOT_IN_USE


@dataclass
class Cell:
    """One cell to be written; `errors` are by field, `version` is 0 where nothing was saved yet."""

    column: Column
    row: RowDict | None
    effect: str
    note: str
    version: str
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def row_id(self) -> int | None:
        """Return the id of the saved row, None where there is none."""
        return self.row["id"] if self.row else None

    @property
    def asks(self) -> str:
        """Return what is wrong at the note, or what a saved cell still asks for there."""
        is_kept = not self.errors and self.row is not None and lacks_note(self.row)
        return gettext(WORSE_WITHOUT_NOTE) if is_kept else self.errors.get("note", "")


class Matrix(NamedTuple):
    """The matrix as a page shows it: lines of one part, one option open with its cells.

    `left_out` counts dividers and connectors that are not tracked; `loose` are tests that stand
    with no option, or with something that was removed.
    """

    columns: Columns
    lines: list[GridLine]
    opened: GridLine | None
    cells: list[Cell]
    left_out: int
    loose: list[RowCard]
    part: int
    parts: int

    @property
    def problems(self) -> list[dict[str, str]]:
        """Return what is wrong in the cells, each with the address of its field."""
        return [
            {"message": f"{cell.column.title}: {fault}", "href": f"#{name}-{cell.column.key}"}
            for cell in self.cells
            for name, fault in cell.errors.items()
        ]


class Glance(NamedTuple):
    """The matrix to be read only: every option of one moment, such as a revision."""

    columns: Columns
    lines: list[GridLine]
    opened: None = None


def lay_matrix(
    page: StepPage,
    option: int | None,
    part: int | None = None,
    also: Collection[int | None] = (),
) -> Matrix:
    """Return the matrix of a page of tests, with `option` open, else the first with a gap.

    Columns are what is tracked, what was tested before, and the rows whose ids are in `also`.
    """
    columns = _columns(page.rows, page.headings, also)
    tests = tests_by_option(page.rows, {column.factor_id for column in columns})
    lines = _lines(page.rows, page.headings, columns, tests)
    opened = _opened(lines, option)
    parts = max(1, -(-len(lines) // LINES_AT_ONCE))
    here = part or (((opened.number - 1) // LINES_AT_ONCE + 1) if opened else 1)
    here = min(max(here, 1), parts)
    placed = {row["id"] for of_option in tests.values() for row in of_option.values()}
    return Matrix(
        columns=columns,
        lines=lines[(here - 1) * LINES_AT_ONCE : here * LINES_AT_ONCE],
        opened=opened,
        cells=cells_of(columns, tests.get(opened.id, {})) if opened else [],
        left_out=sum(len(page.rows[kind]) for kind in FACTOR_KINDS) + 1 - len(columns),
        loose=_loose(page, placed),
        part=here,
        parts=parts,
    )


def _loose(page: StepPage, placed: Collection[int]) -> list[RowCard]:
    if len(placed) == len(page.rows["test"]):
        return []
    return [card for card in page.cards if card.id not in placed]


def glance_at(rows: Rows) -> Glance:
    """Return the matrix of the rows of a revision, or of an analysis as it stands."""
    headings = name_rows(rows)
    columns = _columns(rows, headings)
    tests = tests_by_option(rows, {column.factor_id for column in columns})
    return Glance(columns, _lines(rows, headings, columns, tests))


def cells_of(columns: Sequence[Column], tests: Effects) -> list[Cell]:
    """Return the cells of one option as they are saved."""
    return [_cell(column, tests.get(column.factor_id)) for column in columns]


def effect_title(effect: int | str | None) -> str:
    """Return what an effect is called, still to be translated; empty for one that is none."""
    return _EFFECT_TITLES.get("" if effect is None else str(effect), "")


def effect_choices() -> list[tuple[str, str]]:
    """Return what an effect may be, as a form sends it, with its title."""
    return [(value, gettext(title)) for value, title in labels.TEST_EFFECTS]


_EFFECT_TITLES = dict(labels.TEST_EFFECTS)


def _columns(rows: Rows, headings: Headings, also: Collection[int | None] = ()) -> Columns:
    columns = [
        Column(row["id"], kind, number, name_of(row["id"], headings))
        for number, (kind, row) in enumerate(factors_tested(rows, also), 1)
    ]
    return (*columns, Column(None, STAFF_KEY, len(columns) + 1, name_of(None, headings)))


def _cell(column: Column, row: RowDict | None) -> Cell:
    if row is None:
        return Cell(column, None, "", "", "0")
    effect = "" if row["effect"] is None else str(row["effect"])
    return Cell(column, row, effect, row["note"], str(row["version"]))


def _lines(
    rows: Rows, headings: Headings, columns: Columns, tests: Mapping[int, Effects]
) -> list[GridLine]:
    factors = [column.factor_id for column in columns]
    titles = [shorten(column.title, SHORT_NAME) for column in columns]
    lines = []
    for number, option in enumerate(order_by_lineage(rows["option"]), 1):
        saved = tests.get(option["id"], {})
        cells = [saved.get(factor) for factor in factors]
        lines.append(_line(number, option, cells, titles, headings))
    return lines


def _line(
    number: int,
    option: RowDict,
    cells: Sequence[RowDict | None],
    titles: Sequence[str],
    headings: Headings,
) -> GridLine:
    effects = [cell["effect"] if cell else None for cell in cells]
    told = [(effect, title) for effect, title in zip(effects, titles, strict=True) if effect]
    worst_first = sorted(told, key=_effect) if any(effect < 0 for effect, _ in told) else told
    return GridLine(
        id=option["id"],
        number=number,
        title=headings["option", option["id"]] or gettext("Untitled"),
        state=option["state"],
        effects=tuple(effects),
        gaps=len(cells) - sum(map(is_looked_at, cells)),
        harms=tuple(title for effect, title in worst_first if effect < 0),
        helps=tuple(title for effect, title in told if effect > 0),
    )


def _effect(named: tuple[int, str]) -> int:
    return named[0]


def _opened(lines: Sequence[GridLine], option: int | None) -> GridLine | None:
    asked = next((line for line in lines if line.id == option), None)
    living = [line for line in lines if not line.is_left]
    gap = next((line for line in living if line.gaps), None)
    return asked or gap or next(iter(living), None) or next(iter(lines), None)
