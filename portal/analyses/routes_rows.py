"""The rows of an analysis: read a step, add, save as one types, remove and bring back."""

from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time, gettext

from portal import clock, entry
from portal.analyses import queries, services
from portal.analyses.blueprint import ANALYSIS, ROW, blueprint, home_of
from portal.analyses.both_texts import Place, show_both, show_words, tell_marks
from portal.analyses.evidence import takes_files
from portal.analyses.examples import EXAMPLES
from portal.analyses.families import kin_by_option
from portal.analyses.forms import RowForm, row_form
from portal.analyses.frameworks import FRAMEWORK
from portal.analyses.headings import name_rows
from portal.analyses.matrix import effect_words, lay_matrix
from portal.analyses.merging import read_marks, save_merged
from portal.analyses.nudges import Owner
from portal.analyses.option_life import MOVES
from portal.analyses.over_time import assess, register_of, unassigned
from portal.analyses.patterns import PATTERN_GROUPS
from portal.analyses.rows import RowRef
from portal.analyses.step_page import PAGE_CARDS, Card, Reader, StepPage, kinds_beside, read_page
from portal.analyses.step_parts import laid_out, parts_of
from portal.analyses.steps import KINDS, Kind, targets_of
from portal.analyses.vocabulary import MESSAGES
from portal.analyses.words import OPTION_STATES
from portal.errors import NotFound, Refused
from portal.failures import wants_json
from portal.files.forms import UploadForm
from portal.files.queries import read_shelf
from portal.gate import requires
from portal.sent import token_of, whole


@blueprint.get(f"{ANALYSIS}/steps/<int:step>")
@blueprint.get(f"{ANALYSIS}/steps/<int:step>/<kind>")
@requires("analysis:read")
def show_step(organisation: str, analysis: int, step: int, kind: str = "") -> str:
    """Show the rows of a step, of its first kind or the one named; one is open for writing."""
    head = queries.step_head(analysis)
    kinds = FRAMEWORK[head.framework_version].kinds_of(step)
    if kind not in ("", *kinds):
        raise NotFound
    return show_page(read_page(analysis, KINDS[kind or kinds[0]], reader(), head))


@blueprint.get(f"{ANALYSIS}/rows/<kind>")
@requires("analysis:read")
def show_rows(organisation: str, analysis: int, kind: str) -> ResponseReturnValue:
    """Lead to the page on which the rows of a kind stand, whatever steps the analysis follows."""
    return redirect(page_of(organisation, RowRef(analysis, kind_named(kind).name, 0)), 303)


@blueprint.get(ROW)
@requires("analysis:read")
def show_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Lead to a row on the page of its step, for those who load the answer to a form again."""
    known = kind_named(kind)
    if all(found["id"] != row for found in queries.rows_of(known.name, analysis)):
        queries.analysis_head(analysis)
        raise NotFound
    return redirect(address_of(organisation, RowRef(analysis, kind, row)), 303)


@blueprint.post(f"{ANALYSIS}/rows/<kind>")
@requires("analysis:write")
def create_row(organisation: str, analysis: int, kind: str) -> ResponseReturnValue:
    """Add a row, empty or with what was sent, and open it."""
    known = kind_named(kind)
    form = _sent_form(analysis, known)
    if not form.validate():
        return _refuse(analysis, known, None, form)
    token = token_of(form.token.data)
    row = services.add_row(analysis, kind, form.values(known), token=token, by=entry.visitor().id)
    return redirect(address_of(organisation, RowRef(analysis, kind, row)), 303)


@blueprint.post(ROW)
@requires("analysis:write")
def save_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Save one row; a stale save gets both texts back and changes nothing."""
    known, ref = kind_named(kind), RowRef(analysis, kind, row)
    form = _sent_form(analysis, known)
    if not form.validate():
        return _refuse(analysis, known, row, form)
    return _save(organisation, ref, form, form.base_version)


@blueprint.post(f"{ROW}/removal")
@requires("analysis:write")
def remove_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Take a row out and offer to bring it back."""
    ref = RowRef(analysis, kind_named(kind).name, row)
    services.remove_row(ref, by=entry.visitor().id)
    return redirect(f"{page_of(organisation, ref)}?removed={row}", 303)


@blueprint.post(f"{ROW}/restoration")
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


def reader() -> Reader:
    """Return who looks at a page of this request."""
    place = entry.organisation()
    may_write = entry.visitor().may("analysis:write")
    return Reader(may_write, Owner(place.acronym, place.name))


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


def talk_of(analysis: int, step: int | None = None) -> Any:  # noqa: ANN401  of the feature above
    """Return the comments of an analysis, or None where nothing in the portal keeps comments."""
    # Comments stand above analyses and are not imported here; they lend their reader to pages.
    read = current_app.jinja_env.globals.get("comments_on")
    return read(analysis, step) if callable(read) else None


def show_page(
    page: StepPage,
    asked: int | None = None,
    form: RowForm | None = None,
    **more: Any,  # noqa: ANN401  what a template knows besides
) -> str:
    """Return a step as HTML, with one row open: the one asked for, else one that needs work."""
    kind, talk = page.kind, talk_of(page.analysis.id, page.step.number)
    base = home_of(entry.organisation().slug, page.analysis.id)
    opened, number = _opened(page, asked or request.args.get("row", type=whole), talk)
    form = form or (page.form_of(opened) if opened and opened.is_writable else None)
    if kind.name == "test" and "matrix" not in more:
        more["matrix"] = lay_matrix(page, _option_of(opened), request.args.get("part", type=whole))
    return render_template(
        "analyses/step.html",
        base=base,
        page_path=f"{base}/{page.framework.page_of(kind.name)}",
        page=page,
        analysis=page.analysis,
        step=page.step,
        kind=kind,
        register=register_of(page),
        assessed=assess(page) if kind.name == "rating" else None,
        unassigned=unassigned(page) if kind.name == "rating" else (),
        parts_of_step=parts_of(page, base),
        patterns=PATTERN_GROUPS,
        messages=" ".join(sorted(MESSAGES)),
        examples=EXAMPLES.get(kind.name, ()),
        opened=opened,
        number=number,
        cards=page.on_page(number),
        page_rows=PAGE_CARDS,
        form=form,
        talk=talk,
        files=read_shelf(page.analysis.id) if takes_files(kind) else None,
        removed=request.args.get("removed", type=whole),
        option_page=f"{base}/{page.framework.page_of('option')}",
        state_words=dict(OPTION_STATES),
        effect_words=effect_words(),
        option_moves=MOVES,
        kin=kin_by_option(page.rows["option"]) if kind.name == "option" else {},
        **{"matrix": None, "upload": UploadForm(formdata=None) if takes_files(kind) else None}
        | laid_out(page, page.on_page(number), form)
        | _neighbours(page)
        | more,
    )


def _opened(page: StepPage, asked: int | None, talk: Any) -> tuple[Card | None, int]:  # noqa: ANN401
    if asked is not None:
        found = page.card(asked)
        return found, page.number_of(found)
    if number := request.args.get("page", 0, type=whole):
        return None, max(number, 1)
    if page.shows_all or page.kind.name == "test":
        return None, 1

    def is_asked_about(card: Card) -> bool:
        threads = talk.on(page.kind.name, card.id) if talk else ()
        return any(thread.state == "open" for thread in threads)

    found = page.first(is_asked_about)
    return found, page.number_of(found)


def _option_of(opened: Card | None) -> int | None:
    return opened.row["option_id"] if opened else request.args.get("option", type=whole)


def _neighbours(page: StepPage) -> dict[str, int | None]:
    number, declared = page.step.number, page.analysis.declared_steps
    return {
        "previous": max((step for step in declared if step < number), default=None),
        "following": min((step for step in declared if step > number), default=None),
    }


def _save(organisation: str, ref: RowRef, form: RowForm, version: int) -> ResponseReturnValue:
    kind, by = KINDS[ref.kind], entry.visitor().id
    try:
        merged = save_merged(
            ref, form.values(kind), read_marks(form.was.data), version=version, by=by
        )
    except Refused as error:
        return show_words(ref, form, error, _place(organisation, ref))
    if merged.saved.theirs is not None:
        return show_both(ref, form, merged, _place(organisation, ref))
    if wants_json():
        told = _told(ref.analysis_id, kind, ref.id, merged.saved.version)
        return jsonify(told | tell_marks(form.values(kind), merged))
    flash(
        gettext("Saved together with what somebody else changed.")
        if merged.taken
        else gettext("Saved.")
    )
    if request.form.get("back") == "exclusions":
        return redirect(f"{home_of(organisation, ref.analysis_id)}/exclusions", 303)
    return redirect(address_of(organisation, ref), 303)


def _place(organisation: str, ref: RowRef) -> Place:
    action = f"{home_of(organisation, ref.analysis_id)}/rows/{ref.kind}/{ref.id}"
    return Place(action, address_of(organisation, ref), page_of(organisation, ref))


def _sent_form(analysis: int, kind: Kind) -> RowForm:
    targets = targets_of(kind)
    if not targets:
        return row_form(kind, {}, {})
    rows, gone = queries.read_rows_and_removed(analysis, kinds_beside(kind), targets)
    return row_form(kind, rows, name_rows(rows), None, gone)


def _told(analysis: int, kind: Kind, row: int, version: int) -> dict[str, Any]:
    page = read_page(analysis, kind, reader())
    card = page.card(row)
    return {
        "version": version,
        "saved_at": format_time(clock.now(), "HH:mm"),
        "nudges": render_template("analyses/nudges_part.html", page=page, card=card),
        "title": card.heading if card else "",
        "is_missing": bool(card and card.missing),
    }


def _refuse(analysis: int, kind: Kind, row: int | None, form: RowForm) -> ResponseReturnValue:
    if wants_json():
        return jsonify(errors=form.errors), 422
    page = read_page(analysis, kind, reader())
    if row is not None and page.card(row) is None:
        raise NotFound
    return show_page(page, row, form), 422
