"""Lays rows out as a workbook. Words stay words: no formula, no link."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from portal.reports.document.model import Cell, Document, ProjectPart

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WORKBOOK_FONT = {"font_name": "Noto Sans Khmer", "font_size": 11, "valign": "top"}
NARROWEST_COLUMN, WIDEST_COLUMN, COLUMN_MARGIN = 9, 60, 3
LONGEST_NAME = 31
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True)
class WorkbookSheet:
    """A name, headings that stay in sight, and rows below them."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def render_workbook(document: Document) -> bytes:
    """Return the report as XLSX; the same document gives the same bytes."""
    return write_sheets(
        _sheets(document), document.title, document.organisation, document.compiled_on
    )


def write_sheets(sheets: Iterable[WorkbookSheet], title: str, company: str, made_on: date) -> bytes:
    """Return sheets as XLSX; the same sheets of one day give the same bytes."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, WORKBOOK_OPTIONS)
    created = datetime.combine(made_on, time.min, UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "company": company, "created": created})
    styles = {
        "text": book.add_format({**WORKBOOK_FONT, "text_wrap": True}),
        "date": book.add_format({**WORKBOOK_FONT, "num_format": "yyyy-mm-dd", "align": "left"}),
        "head": book.add_format(
            {**WORKBOOK_FONT, "bold": True, "text_wrap": True, "bg_color": "#F4ECDF", "bottom": 1}
        ),
    }
    for sheet in sheets:
        _write(book, sheet, styles)
    book.close()
    return made.getvalue()


def _sheets(document: Document) -> Iterator[WorkbookSheet]:
    words = document.words
    yield WorkbookSheet(
        words["summary"],
        (words["figures"], "", words["number"]),
        list(_summary(document)),
    )
    yield WorkbookSheet(
        words["projects"],
        _project_columns(document),
        [_project_row(project) for project in document.projects],
    )
    yield WorkbookSheet(
        words["milestones"],
        [words[key] for key in ("project", "stage", "step", "who", "due", "met", "standing")],
        [row for project in document.projects for row in _steps(project)],
    )
    for table in document.sections:
        yield WorkbookSheet(table.name, table.columns, table.rows)


def _summary(document: Document) -> Iterator[tuple[Cell, ...]]:
    words = document.words
    yield words["organisation"], document.organisation, None
    yield words["period"], document.period, None
    if document.funded:
        yield document.funded, "", None
    yield document.title, f"{document.edition} · {document.as_of}", None
    for figure in document.figures:
        yield figure.label, "", figure.value
    for chart in document.charts:
        for bar in chart.bars:
            yield f"{chart.title} ({chart.note})", bar.label, bar.value
    for note in document.notes:
        yield words["notes"], note, None


def _project_columns(document: Document) -> list[str]:
    words = document.words
    standings = next(chart for chart in document.charts if chart.key == "milestones")
    return [
        *(words[key] for key in ("reference", "title", "state", "stage", "since")),
        *(bar.label for bar in standings.bars),
    ]


def _project_row(project: ProjectPart) -> tuple[Cell, ...]:
    return (
        project.reference,
        project.title,
        project.state_title,
        project.stage,
        project.since,
        *(bar.value for bar in project.standings),
    )


def _steps(project: ProjectPart) -> Iterator[tuple[Cell, ...]]:
    for step in project.steps:
        yield (
            project.reference,
            step.stage,
            step.title,
            step.who,
            step.due_on,
            step.met_on,
            step.stands,
        )


def _write(book: Any, sheet: WorkbookSheet, styles: dict[str, Any]) -> None:  # noqa: ANN401  the library ships no types
    page = book.add_worksheet(_free_name(sheet.name, book.worksheets()))
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    for column, title in enumerate(sheet.columns):
        page.write_string(0, column, title, styles["head"])
    for at, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, (at, column), cell, styles)


def _free_name(name: str, sheets: Iterable[Any]) -> str:
    # Programs take no two names that differ in capitals alone.
    taken = {sheet.name.lower() for sheet in sheets}
    plain = found = name.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME]
    number = 1
    while found.lower() in taken:
        number += 1
        ending = f" {number}"
        found = plain[: LONGEST_NAME - len(ending)] + ending
    return found


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, styles: dict[str, Any]) -> None:  # noqa: ANN401  the same
    if isinstance(cell, date):
        page.write_datetime(*place, datetime.combine(cell, time.min), styles["date"])
    elif isinstance(cell, int | float):
        page.write_number(*place, cell, styles["text"])
    elif cell:
        page.write_string(*place, cell, styles["text"])


def _widths(sheet: WorkbookSheet) -> Iterable[int]:
    for column, title in enumerate(sheet.columns):
        longest = max([len(title), *(_length(row[column]) for row in sheet.rows)])
        yield min(max(longest + COLUMN_MARGIN, NARROWEST_COLUMN), WIDEST_COLUMN)


def _length(cell: Cell) -> int:
    return len(date.min.isoformat()) if isinstance(cell, date) else len(str(cell or ""))
