"""An analysis whole: every row of every step, open, to be read in one go or printed."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from flask import render_template

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.kind import Kind
from portal.analyses.kinds import KINDS, REGISTERS
from portal.analyses.pages.blueprint import blueprint
from portal.analyses.queries import RowDict, analysis_head, read_rows
from portal.analyses.rows.display import read_row
from portal.analyses.rows.titles import Headings, name_rows
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import gettext


class WholeRow(NamedTuple):
    """A row as it is read: what it is, how it is called, and its fields in words."""

    kind: str
    title: str
    lines: Sequence[dict[str, str]]


@blueprint.get(f"{ANALYSIS_PATH}/whole")
@requires("analysis:read")
def show_whole(organisation: str, analysis: int) -> str:
    """Show every row of an analysis, those that come over time last."""
    head, rows = analysis_head(analysis), read_rows(analysis, KINDS)
    headings = name_rows(rows)
    steps = FRAMEWORK_BY_VERSION[head.framework_version].steps
    return render_template(
        "analyses/whole.html",
        analysis=head,
        steps=[
            (step, [one for name in step.kinds for one in _read(name, rows[name], headings)])
            for step in steps
            if step.number in head.declared_steps
        ],
        registers=[
            (register.title, list(_read(name, rows[name], headings)))
            for name, register in REGISTERS.items()
            if rows[name]
        ],
    )


def _read(name: str, rows: Sequence[RowDict], headings: Headings) -> Iterator[WholeRow]:
    kind = KINDS[name]
    if kind.is_matrix:
        yield from _read_cells(kind, rows, headings)
        return
    for row in rows:
        title = headings[name, row["id"]]
        yield WholeRow(gettext(kind.title), title, read_row(kind, row, headings))


def _read_cells(kind: Kind, rows: Sequence[RowDict], headings: Headings) -> Iterator[WholeRow]:
    # All cells of an option are one row: alone, each would say the option and the factor again.
    def option_of(row: RowDict) -> int:
        return int(row["option_id"] or 0)

    for option, cells in groupby(sorted(rows, key=option_of), key=option_of):
        lines = [
            {
                "label": headings[kind.name, cell["id"]],
                "value": ". ".join(
                    line["value"]
                    for line in read_row(kind, cell, headings)
                    if line["label"] not in _links_of(kind)
                ),
            }
            for cell in cells
        ]
        yield WholeRow(gettext(kind.many), headings.get(("option", option), ""), lines)


def _links_of(kind: Kind) -> set[str]:
    return {gettext(field.label) for field in kind.fields if field.targets}
