"""The rows of an analysis: read a step, add, save as one types, remove and bring back."""

from typing import Any
from uuid import uuid4

from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_time, gettext

from portal import clock, entry
from portal.analyses import queries, services
from portal.analyses.deeds import mark_deeds
from portal.analyses.forms import RowForm, row_form, title_of
from portal.analyses.nudges import Owner, find_nudges
from portal.analyses.queries import RowDict
from portal.analyses.routes import ANALYSIS, blueprint
from portal.analyses.services import RowRef, Saved
from portal.analyses.steps import KINDS, STEP, STEP_OF, Kind, Widget
from portal.analyses.vocabulary import WRITABLE
from portal.errors import NotFound
from portal.failures import wants_json
from portal.gate import requires
from portal.projects.ledger import ProjectRef

ROW = f"{ANALYSIS}/rows/<kind>/<int:row>"


@blueprint.get(f"{ANALYSIS}/steps/<int:step>")
@requires("analysis:read")
def show_step(organisation: str, analysis: int, step: int) -> str:
    """Show a step with its rows; one of them is open for writing."""
    if step not in STEP:
        raise NotFound
    return _page(analysis, STEP[step].kinds[0])


@blueprint.get(f"{ANALYSIS}/changes")
@requires("analysis:read")
def show_changes(organisation: str, analysis: int) -> str:
    """Show the register of changes."""
    return _page(analysis, "change")


@blueprint.get(ROW)
@requires("analysis:read")
def show_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Lead to a row on the page of its step."""
    if all(known["id"] != row for known in queries.rows_of(_kind(kind).name, analysis)):
        raise NotFound
    return redirect(f"{_address(organisation, analysis, kind)}?row={row}#row-{row}")


@blueprint.post(f"{ANALYSIS}/rows/<kind>")
@requires("analysis:write")
def create_row(organisation: str, analysis: int, kind: str) -> ResponseReturnValue:
    """Add an empty row and open it."""
    token = request.form.get("token") or str(uuid4())
    values = _beginning(kind)
    row = services.add_row(
        analysis, _kind(kind).name, values, token=token[:36], by=entry.visitor().id
    )
    return redirect(f"{_address(organisation, analysis, kind)}?row={row}#row-{row}", 303)


@blueprint.post(ROW)
@requires("analysis:write")
def save_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Save one row; a stale save gets both texts back and changes nothing."""
    known = _kind(kind)
    form = row_form(known, _targets(analysis, known), None)
    if not form.validate():
        return _refuse(analysis, known, row, form)
    ref, by = RowRef(analysis, kind, row), entry.visitor().id
    saved = services.save_row(ref, form.values(known), version=_version(form), by=by)
    if saved.theirs is not None:
        return _show_both(organisation, analysis, known, (row, form, saved))
    head = queries.analysis_head(analysis)
    mark_deeds(ProjectRef(head.organisation_id, head.project_id), kind, form.values(known), by=by)
    if wants_json():
        return jsonify(version=saved.version, saved_at=format_time(clock.now(), "HH:mm"))
    flash(gettext("Saved."))
    return redirect(f"{_address(organisation, analysis, kind)}?row={row}#row-{row}", 303)


@blueprint.post(f"{ROW}/removal")
@requires("analysis:write")
def remove_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Take a row out and offer to bring it back."""
    services.remove_row(RowRef(analysis, _kind(kind).name, row), by=entry.visitor().id)
    return redirect(f"{_address(organisation, analysis, kind)}?removed={row}", 303)


@blueprint.post(f"{ROW}/restoration")
@requires("analysis:write")
def restore_row(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Bring a removed row back."""
    services.restore_row(RowRef(analysis, _kind(kind).name, row), by=entry.visitor().id)
    return redirect(f"{_address(organisation, analysis, kind)}?row={row}#row-{row}", 303)


@blueprint.post(f"{ROW}/nudges/<rule>/dismissal")
@requires("analysis:write")
def dismiss_nudge(
    organisation: str, analysis: int, kind: str, row: int, rule: str
) -> ResponseReturnValue:
    """Set a nudge aside, with a reason if one is given."""
    reason = request.form.get("reason", "")[:500]
    ref = RowRef(analysis, _kind(kind).name, row)
    services.dismiss_nudge(ref, rule[:10], reason, by=entry.visitor().id)
    return redirect(f"{_address(organisation, analysis, kind)}?row={row}#row-{row}", 303)


def _page(analysis: int, kind: str) -> str:
    asked = request.args.get("row", type=int)
    return render_template("analyses/step.html", **_context(analysis, KINDS[kind], asked))


def _context(
    analysis: int, kind: Kind, asked: int | None, form: RowForm | None = None
) -> dict[str, Any]:
    head = queries.analysis_head(analysis)
    rows = queries.read_rows(analysis, _kinds_needed(kind))
    mine = rows[kind.name]
    opened = next((row for row in mine if row["id"] == asked), None) if asked else None
    if opened is None and asked is None and mine:
        opened = mine[0]
    is_writable = entry.visitor().may("analysis:write") and (
        kind.stays_open or head.state in WRITABLE
    )
    place = entry.organisation()
    nudges = find_nudges(rows, Owner(place.acronym, place.name)) if is_writable else []
    return {
        "analysis": head,
        "step": STEP[STEP_OF[kind.name]],
        "kind": kind,
        "rows": [_summary(kind, row) for row in mine],
        "open_row": opened,
        "form": form or (row_form(kind, rows, opened) if opened else None),
        "nudges": _pending(analysis, nudges, opened),
        "is_writable": is_writable,
        "removed": request.args.get("removed", type=int),
        "token": str(uuid4()),
    }


def _pending(analysis: int, nudges: list[Any], opened: RowDict | None) -> list[Any]:
    mine = [nudge for nudge in nudges if opened and nudge.row_id == opened["id"]]
    if not mine:
        return []
    aside = queries.dismissed(analysis, mine[0].kind, mine[0].row_id)
    return [nudge for nudge in mine if nudge.rule not in aside]


def _summary(kind: Kind, row: RowDict) -> RowDict:
    missing = sum(1 for field in kind.fields if field.required and row[field.name] in (None, ""))
    groups = row.get("groups", "")
    return {**row, "heading": title_of(kind.name, row), "note": groups, "missing": missing}


def _kinds_needed(kind: Kind) -> list[str]:
    linked = [
        target for field in kind.fields if field.widget is Widget.LINK for target in field.targets
    ]
    pair = {"divider": ["connector"], "connector": ["divider"]}.get(kind.name, [])
    return list(dict.fromkeys([kind.name, *linked, *pair]))


def _targets(analysis: int, kind: Kind) -> queries.Rows:
    linked = [name for name in _kinds_needed(kind) if any(name in f.targets for f in kind.fields)]
    return queries.read_rows(analysis, linked) if linked else {}


def _beginning(kind: str) -> dict[str, Any]:
    parent = request.form.get("parent_id", type=int)
    return {"parent_id": parent} if kind == "option" and parent else {}


def _refuse(analysis: int, kind: Kind, row: int, form: RowForm) -> ResponseReturnValue:
    if wants_json():
        return jsonify(errors=form.errors), 422
    return render_template("analyses/step.html", **_context(analysis, kind, row, form)), 422


def _show_both(
    organisation: str, analysis: int, kind: Kind, clash: tuple[int, RowForm, Saved]
) -> ResponseReturnValue:
    row, form, saved = clash
    theirs = saved.theirs or {}
    context = {
        "pairs": [_pair(form, field.name, theirs[field.name]) for field in kind.fields],
        "action": f"/o/{organisation}/analyses/{analysis}/rows/{kind.name}/{row}",
        "version": saved.version,
        "href": f"{_address(organisation, analysis, kind.name)}?row={row}#row-{row}",
    }
    template = "analyses/conflict_part.html" if wants_json() else "analyses/conflict.html"
    return render_template(template, **context), 409


def _pair(form: RowForm, name: str, theirs: Any) -> dict[str, str]:  # noqa: ANN401
    mine = form[name].data
    return {
        "name": name,
        "label": str(form[name].label.text),
        "mine": "" if mine is None else str(mine),
        "theirs": "" if theirs is None else str(theirs),
    }


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


def _version(form: RowForm) -> int:
    written = form.version.data or ""
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _address(organisation: str, analysis: int, kind: str) -> str:
    base = f"/o/{organisation}/analyses/{analysis}"
    return f"{base}/changes" if kind == "change" else f"{base}/steps/{STEP_OF[kind]}"
