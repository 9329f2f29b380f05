"""What the network counted itself: coordinators write it line by line."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from portal import entry
from portal.errors import NotFound
from portal.gate import requires
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged
from portal.network.blueprint import blueprint
from portal.network.reach import (
    REACH_TITLES,
    ReachKind,
    ReachLine,
    StaleReach,
    correct_reach,
    read_reach,
)
from portal.network.reach_form import ReachForm


@blueprint.get("/reach")
@requires("reach:edit")
def reach() -> str:
    """Show every line, also those that nobody has filled in."""
    return render_template(
        "network/reach.html", titles=REACH_TITLES, reach=read_reach(), nothing=ReachLine()
    )


@blueprint.get("/reach/<kind>")
@requires("reach:edit")
def reach_line(kind: str) -> Response:
    """Show the form of one line."""
    known = _kind(kind)
    return _line(known, _form(known))


@blueprint.post("/reach/<kind>")
@requires("reach:edit")
def record_line(kind: str) -> Response:
    """Write one line; what somebody else changed meanwhile is kept or asked for."""
    known, form, by = _kind(kind), ReachForm(), entry.visitor().id
    if not form.validate_on_submit():
        return _line(known, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    merge = save_merged(
        form,
        lambda: correct_reach(known, form.reach(), seen=form.seen.data or 0, by=by),
        lambda: _form(known),
        StaleReach,
    )
    if not merge.is_done:
        return _line(known, form, merge.status, merge)
    flash(gettext("Saved. Everyone who sees the programme sees this line."))
    return redirect("/network/reach", HTTPStatus.SEE_OTHER)


def _kind(kind: str) -> ReachKind:
    if kind not in set(ReachKind):
        raise NotFound
    return ReachKind(kind)


def _form(kind: ReachKind) -> ReachForm:
    saved = read_reach().get(kind, ReachLine())
    return ReachForm.showing(obj=saved, data={"seen": saved.mark()})


def _line(
    kind: ReachKind,
    form: ReachForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
) -> Response:
    page = render_template(
        "network/reach_line.html", kind=kind.value, title=REACH_TITLES[kind], form=form, merge=merge
    )
    return make_response(page, status)
