"""A report in words: what the screen, the PDF and the workbook lay out, each in its own way."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | float | date | None


@dataclass(frozen=True)
class Figure:
    """One number that stands on its own."""

    key: str
    label: str
    value: int | float
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One number among others; `share` is its part of the longest bar, from 0 to 1."""

    key: str
    label: str
    value: int
    share: float


@dataclass(frozen=True)
class Chart:
    """Numbers that are counted on the same base, with what that base is."""

    key: str
    title: str
    note: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Table:
    """A section of rows under headings; `empty` is said when there are none.

    `name` is short, for the tab of a workbook; the columns at the places `wide` share what the
    others leave of a page.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    wide: tuple[int, ...]

    @property
    def heads(self) -> dict[int, str]:
        """Return the columns by their places."""
        return dict(enumerate(self.columns))

    @property
    def numbers(self) -> set[int]:
        """Return the places of the columns that hold numbers."""
        return {
            place
            for row in self.rows
            for place, cell in enumerate(row)
            if isinstance(cell, int | float)
        }


@dataclass(frozen=True)
class ReportedMilestone:
    """One milestone of a project; `standing` is its key, `stands` the word for it."""

    stage: str
    title: str
    who: str
    due_on: date | None
    met_on: date | None
    standing: str
    stands: str


@dataclass(frozen=True)
class StageMark:
    """One of the four stages as a project sees it: `past`, `present` or `coming`."""

    title: str
    place: str


@dataclass(frozen=True)
class ProjectPart:
    """One project: where it is, and every milestone on its way."""

    reference: str
    title: str
    state: str
    state_title: str
    stage: str
    since: date
    progress: str
    stages: tuple[StageMark, ...]
    standings: tuple[Bar, ...]
    steps: tuple[ReportedMilestone, ...]


@dataclass(frozen=True)
class Document:
    """A whole report in one language."""

    locale: str
    title: str
    organisation: str
    acronym: str
    starts_on: date
    ends_on: date
    period: str
    edition: str
    as_of: str
    funded: str
    compiled_on: date
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    sections: tuple[Table, ...]
    projects: tuple[ProjectPart, ...]
    notes: tuple[str, ...]
    words: dict[str, str] = field(default_factory=dict)
