"""The rows of an analysis: read a step or register, add, save as one types, remove, bring back."""

from typing import Any

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.analyses import queries
from portal.analyses.checks.completeness import WORSE_WITHOUT_NOTE
from portal.analyses.checks.hints import Owner
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.kind import Kind, targets_of
from portal.analyses.kinds import KINDS, REGISTERS
from portal.analyses.outlines import step_head
from portal.analyses.pages.blueprint import ROW_PATH, blueprint, home_of
from portal.analyses.pages.conflict_pages import ConflictPlace, show_both, show_words, tell_marks
from portal.analyses.pages.renewed import parts_of
from portal.analyses.pages.step_view import RefusedInput, show_page, show_rest
from portal.analyses.rows import services
from portal.analyses.rows.access import RowRef, TooManyRows
from portal.analyses.rows.fields import NamedField
from portal.analyses.rows.forms import RowForm, row_form
from portal.analyses.rows.merging import FirstWords, Merged, begin_row, save_merged
from portal.analyses.rows.titles import name_rows
from portal.analyses.steps.page import RowCard, StepPage, StepReader, kinds_beside, read_page
from portal.analyses.tested import lacks_note
from portal.error_pages.pages import wants_json
from portal.errors import NotFound, Refused
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import mark_of, token_of
from portal.language.dates import TIME_FORMAT, say_moment
from portal.language.i18n import gettext
from portal.merging import read_marks


@blueprint.get(f"{ANALYSIS_PATH}/steps/<int:step>")
@blueprint.get(f"{ANALYSIS_PATH}/steps/<int:step>/<kind>")
@requires("analysis:read")
def show_step(organisation: str, analysis: int, step: int, kind: str = "") -> str:
    """Show the rows of a step, of its first kind or the one named; one is open for writing."""
    head = step_head(analysis)
    kinds = FRAMEWORK_BY_VERSION[head.head.framework_version].kinds_of(step)
    if kind not in ("", *kinds):
        raise NotFound
    return show_page(read_page(analysis, KINDS[kind or kinds[0]], reader(), head))


@requires("analysis:read")
def show_register(organisation: str, analysis: int, kind: str) -> str:
    """Show the rows of a kind that come later, for the screen and for paper."""
    return show_page(read_page(analysis, KINDS[kind], reader()))


for _kind, _register in REGISTERS.items():
    _path = f"{ANALYSIS_PATH}/{_register.path}"
    blueprint.add_url_rule(_path, view_func=show_register, defaults={"kind": _kind})


@blueprint.get(f"{ANALYSIS_PATH}/rows/<kind>")
@requires("analysis:read")
def show_rows(organisation: str, analysis: int, kind: str) -> ResponseReturnValue:
    """Lead to the page on which the rows of a kind stand, whatever steps the analysis follows."""
    page = page_of(organisation, RowRef(analysis, kind_named(kind).name, 0))
    return redirect(f"{page}?new=1#row-new" if "new" in request.args else page, 303)


@blueprint.get(ROW_PATH)
@requires("analysis:read")
def show_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Lead to a row on the page of its step, for those who load the answer to a form again."""
    known = kind_named(kind)
    if all(found["id"] != row for found in queries.rows_of(known.name, analysis)):
        queries.analysis_head(analysis)
        raise NotFound
    return redirect(address_of(organisation, RowRef(analysis, kind, row)), 303)


@blueprint.post(f"{ANALYSIS_PATH}/rows/<kind>")
@requires("analysis:write")
def create_row(organisation: str, analysis: int, kind: str) -> ResponseReturnValue:
    """Add a row with its first words; without any there is none, and its form is open."""
    known = kind_named(kind)
    form = _sent_form(analysis, known)
    if not form.validate():
        return _refuse(analysis, known, None, form)
    words = _first_words(known, form)
    if words.is_blank:
        return _ask_for_words(organisation, analysis, known, form)
    try:
        ref, merged = begin_row(analysis, kind, words, by=entry.visitor().id)
    except TooManyRows as full:
        if wants_json():
            raise
        return _show_full(analysis, known, full)
    return _answer(organisation, ref, form, merged, is_begun=True)


@blueprint.post(ROW_PATH)
@requires("analysis:write")
def save_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Save one row; a stale save gets both texts back and changes nothing."""
    known, ref = kind_named(kind), RowRef(analysis, kind, row)
    form = _sent_form(analysis, known)
    if not form.validate():
        return _refuse(analysis, known, row, form)
    return _save(organisation, ref, form, form.base_version)


@blueprint.post(f"{ROW_PATH}/removal")
@requires("analysis:write")
def remove_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Take a row out and offer to bring it back."""
    ref = RowRef(analysis, kind_named(kind).name, row)
    services.remove_row(ref, by=entry.visitor().id)
    return redirect(f"{page_of(organisation, ref)}?removed={row}", 303)


@blueprint.post(f"{ROW_PATH}/restoration")
@requires("analysis:write")
def restore_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Bring a removed row back; words that were written meanwhile are saved in it."""
    known, ref = kind_named(kind), RowRef(analysis, kind, row)
    form = _sent_form(analysis, known)
    if not form.validate():
        return _refuse(analysis, known, row, form)
    services.restore_row(ref, by=entry.visitor().id)
    if form.values(known):
        return _save(organisation, ref, form, form.base_version + 1)
    return redirect(address_of(organisation, ref), 303)


def reader() -> StepReader:
    """Return who looks at a page of this request."""
    place = entry.organisation()
    may_write = entry.visitor().may("analysis:write")
    return StepReader(may_write, Owner(place.acronym, place.name))


def kind_named(name: str) -> Kind:
    """Return a kind of row; NotFound for a name that is none."""
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


def page_of(organisation: str, row: RowRef) -> str:
    """Return the address of the page on which a row stands."""
    framework = queries.framework_in(row.analysis_id)
    if row.kind not in framework.step_of:
        raise NotFound
    return f"{home_of(organisation, row.analysis_id)}/{framework.page_of(row.kind)}"


def address_of(organisation: str, row: RowRef) -> str:
    """Return the address at which a row is open on its page."""
    return f"{page_of(organisation, row)}?row={row.id}#row-{row.id}"


def _ask_for_words(
    organisation: str, analysis: int, kind: Kind, form: RowForm
) -> ResponseReturnValue:
    if not form.was.data and not wants_json():  # a button that adds a row, and no form of one
        page = page_of(organisation, RowRef(analysis, kind.name, 0))
        return redirect(f"{page}?new=1#row-new", 303)
    form[kind.first_fields[0]].errors = [gettext("Write a few words first.")]
    return _refuse(analysis, kind, None, form)


def _first_words(kind: Kind, form: RowForm) -> FirstWords:
    values, token = form.values(kind), token_of(form.token.data)
    if not wants_json():
        token = mark_of(token, sorted(values.items()))
    return FirstWords(values, read_marks(form.was.data), token)


def _save(organisation: str, ref: RowRef, form: RowForm, version: int) -> ResponseReturnValue:
    kind, by = KINDS[ref.kind], entry.visitor().id
    try:
        merged = save_merged(
            ref, form.values(kind), read_marks(form.was.data), version=version, by=by
        )
    except Refused as error:
        return show_words(ref, form, error, _place(organisation, ref))
    return _answer(organisation, ref, form, merged)


def _answer(
    organisation: str, ref: RowRef, form: RowForm, merged: Merged, *, is_begun: bool = False
) -> ResponseReturnValue:
    kind, place = KINDS[ref.kind], _place(organisation, ref)
    if merged.saved.theirs is not None:
        return show_both(ref, form, merged, place)
    if wants_json():
        page = read_page(ref.analysis_id, kind, reader())
        told = _told(page, ref.id, merged.saved.version)
        if is_begun and (card := page.card(ref.id)):
            told["rest"] = show_rest(card)
        where = {"address": place.action, "page": place.row}
        return jsonify(told | where | tell_marks(form.values(kind), merged))
    flash_at(
        f"row-{ref.id}",
        gettext("Saved, together with someone else's changes.")
        if merged.taken
        else gettext("Saved."),
    )
    if request.form.get("back") == "exclusions":
        home = home_of(organisation, ref.analysis_id)
        return redirect(f"{home}/exclusions#row-{ref.id}", 303)
    return redirect(place.row, 303)


def _place(organisation: str, ref: RowRef) -> ConflictPlace:
    action = f"{home_of(organisation, ref.analysis_id)}/rows/{ref.kind}/{ref.id}"
    return ConflictPlace(action, address_of(organisation, ref), page_of(organisation, ref))


def _sent_form(analysis: int, kind: Kind) -> RowForm:
    targets = targets_of(kind)
    if not targets:
        return row_form(kind, NamedField({}, {}, {}))
    rows, gone = queries.read_rows_and_removed(analysis, kinds_beside(kind), targets)
    return row_form(kind, NamedField(rows, name_rows(rows), gone))


def _told(page: StepPage, row: int, version: int) -> dict[str, Any]:
    card = page.card(row)
    return {
        "version": version,
        "saved_at": say_moment(clock.now(), TIME_FORMAT),
        "hints": render_template("analyses/hints_part.html", page=page, card=card),
        "parts": parts_of(page, card),
        "asks": _asks(card),
    }


def _asks(card: RowCard | None) -> dict[str, list[str]]:
    # A choice is kept without the words that it needs; they are asked for at their field.
    is_asked = card is not None and card.page.kind.is_matrix and lacks_note(card.row)
    return {"note": [gettext(WORSE_WITHOUT_NOTE)]} if is_asked else {}


def _show_full(analysis: int, kind: Kind, full: TooManyRows) -> ResponseReturnValue:
    page = read_page(analysis, kind, reader())
    return show_page(page, refused=RefusedInput(refusal=gettext(full.message))), full.status


def _refuse(analysis: int, kind: Kind, row: int | None, form: RowForm) -> ResponseReturnValue:
    if wants_json():
        return jsonify(errors=form.errors), 422
    page = read_page(analysis, kind, reader())
    if row is not None and page.card(row) is None:
        raise NotFound
    return show_page(page, row, RefusedInput(form)), 422
