"""What the network counted itself: coordinators write it line by line."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from portal import entry
from portal.errors import NotFound
from portal.gate import requires
from portal.network.blueprint import blueprint
from portal.network.reach import REACH_TITLES, Reach, ReachKind, read_reach, record_reach
from portal.network.reach_form import ReachForm
from portal.wording import gettext


@blueprint.get("/reach")
@requires("reach:edit")
def reach() -> str:
    """Show every line, also those that nobody has filled in."""
    return render_template("network/reach.html", titles=REACH_TITLES, reach=read_reach())


@blueprint.get("/reach/<kind>")
@requires("reach:edit")
def reach_line(kind: str) -> Response:
    """Show the form of one line."""
    known = _kind(kind)
    return _line(known, ReachForm(formdata=None, obj=read_reach().get(known, Reach())))


@blueprint.post("/reach/<kind>")
@requires("reach:edit")
def record_line(kind: str) -> Response:
    """Write one line."""
    known, form = _kind(kind), ReachForm()
    if not form.validate_on_submit():
        return _line(known, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    record_reach(known, form.reach(), by=entry.visitor().id)
    flash(gettext("Saved. Everybody who sees the programme sees this line."))
    return redirect("/network/reach", HTTPStatus.SEE_OTHER)


def _kind(kind: str) -> ReachKind:
    if kind not in set(ReachKind):
        raise NotFound
    return ReachKind(kind)


def _line(kind: ReachKind, form: ReachForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    page = render_template(
        "network/reach_line.html", kind=kind.value, title=REACH_TITLES[kind], form=form
    )
    return make_response(page, status)
