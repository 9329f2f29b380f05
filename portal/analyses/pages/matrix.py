"""The cells of the test matrix: one as one types, or all cells of an option as one form."""

from typing import Any

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.analyses.kinds import KINDS
from portal.analyses.matrix.forms import (
    SubmittedCell,
    asks_of,
    errors_by_field,
    factors_in,
    pairs_of,
    read_cells,
    refuse_lost,
    still_to_save,
)
from portal.analyses.matrix.grid import Matrix, lay_matrix
from portal.analyses.matrix.services import CellClash, save_cells, versions_of
from portal.analyses.pages.blueprint import blueprint, home_of
from portal.analyses.pages.renewed import parts_around
from portal.analyses.pages.rows import reader
from portal.analyses.pages.step_view import show_page
from portal.analyses.rows.access import RowRef
from portal.analyses.rows.display import option_title
from portal.analyses.steps.page import StepPage, read_page
from portal.error_pages.pages import wants_json
from portal.errors import NotFound
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.paths import ANALYSIS_PATH
from portal.language.dates import TIME_FORMAT, say_moment
from portal.language.i18n import N_, gettext

SAY_WHY = N_("Saved. Where something gets worse, say why in the note.")


@blueprint.post(f"{ANALYSIS_PATH}/options/<int:row>/tests")
@requires("analysis:write")
def save_tests(organisation: str, analysis: int, row: int) -> ResponseReturnValue:
    """Save what one option does to each divider, connector and one's own staff."""
    page = read_page(analysis, KINDS["test"], reader())
    matrix = lay_matrix(page, row, also=factors_in(request.form))
    if matrix.opened is None or matrix.opened.id != row:
        raise NotFound
    refuse_lost(request.form, matrix.columns)
    written = read_cells(request.form, matrix.columns)
    if any(cell.errors for cell in written):
        return _refuse(page, matrix, written)
    ref = RowRef(analysis, "option", row)
    clashes = save_cells(ref, [cell.edit for cell in written], by=entry.visitor().id)
    if clashes:
        return _show_both(organisation, page, matrix, (written, clashes))
    if wants_json():
        return _tell(organisation, ref, written)
    matrix = lay_matrix(read_page(analysis, KINDS["test"], reader()), row)
    said = gettext(SAY_WHY) if asks_of(matrix.cells) else gettext("Saved.")
    flash_at(f"option-{row}", said)
    return redirect(_address(organisation, page, row), 303)


def _tell(organisation: str, ref: RowRef, written: list[SubmittedCell]) -> ResponseReturnValue:
    page = read_page(ref.analysis_id, KINDS["test"], reader())
    matrix = lay_matrix(page, ref.id)
    versions, sent = versions_of(ref), {cell.column.key for cell in written}
    line = render_template(
        "analyses/matrix_line.html",
        page_path=_page(organisation, page),
        matrix=matrix,
    )
    return jsonify(
        versions={cell.column.key: versions.get(cell.column.factor_id, 0) for cell in written},
        saved_at=say_moment(clock.now(), TIME_FORMAT),
        asks=asks_of(cell for cell in matrix.cells if cell.column.key in sent),
        line=line,
        parts=parts_around(page),
        state=gettext(option_title(matrix.opened.state)) if matrix.opened else "",
    )


def _refuse(page: StepPage, matrix: Matrix, written: list[SubmittedCell]) -> ResponseReturnValue:
    if wants_json():
        return jsonify(errors=errors_by_field(written)), 422
    by_key = {cell.column.key: cell for cell in written}
    for cell in matrix.cells:
        if sent := by_key.get(cell.column.key):
            sent.put_into(cell)
    return show_page(page, matrix=matrix), 422


def _show_both(
    organisation: str,
    page: StepPage,
    matrix: Matrix,
    found: tuple[list[SubmittedCell], list[CellClash]],
) -> ResponseReturnValue:
    written, clashes = found
    option = matrix.opened.id if matrix.opened else 0
    context: dict[str, Any] = {
        "pairs": list(pairs_of(clashes, matrix.columns)),
        "hidden": still_to_save(written, clashes),
        "action": f"{home_of(organisation, page.analysis.id)}/options/{option}/tests",
        "saved": clashes[0],
        "href": _address(organisation, page, option),
    }
    template = "analyses/conflict_part.html" if wants_json() else "analyses/conflict.html"
    return render_template(template, **context), 409


def _page(organisation: str, page: StepPage) -> str:
    return f"{home_of(organisation, page.analysis.id)}/{page.framework.page_of('test')}"


def _address(organisation: str, page: StepPage, option: int) -> str:
    return f"{_page(organisation, page)}?option={option}#option-{option}"
