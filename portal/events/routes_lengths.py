"""The network's pages of how long a kind of workshop must be to complete its milestone."""

from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import entry
from portal.errors import NotFound
from portal.events.display import say_length
from portal.events.forms import LengthForm
from portal.events.kinds import KIND_TITLES, WORKSHOP_MILESTONES, WorkshopKind
from portal.events.lengths import StaleLength, length_rules, length_versions, rule_of, set_length
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged

blueprint = Blueprint("workshop_lengths", __name__, url_prefix="/network/workshop-lengths")
blueprint.add_app_template_global(say_length, "say_length")


@blueprint.get("/")
@requires("milestone_rule:edit")
def index() -> str:
    """Show how long each kind of workshop must be."""
    return render_template("events/lengths.html", titles=KIND_TITLES, rules=length_rules())


@blueprint.route("/<kind>", methods=PAGE_AND_FORM)
@requires("milestone_rule:edit")
def edit(kind: str) -> Response:
    """Set how long one kind must be; what somebody else set meanwhile is kept or asked for."""
    if kind not in set(WORKSHOP_MILESTONES):
        raise NotFound
    known, by = WorkshopKind(kind), entry.visitor().id
    if request.method == "GET":
        return _page(known, _form(known))
    form = LengthForm()
    if not form.validate():
        return _page(known, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    merge = save_merged(
        form,
        lambda: set_length(known, *form.days(), seen=form.seen.data or 0, by=by),
        lambda: _form(known),
        StaleLength,
    )
    if not merge.is_done:
        return _page(known, form, merge.status, merge)
    flash(gettext("Saved. It applies to workshops that are recorded from now on."))
    return redirect("/network/workshop-lengths/", HTTPStatus.SEE_OTHER)


def _form(kind: WorkshopKind) -> LengthForm:
    rule = rule_of(kind)
    return LengthForm.showing(
        data={"least_days": rule.least, "most_days": rule.most, "seen": rule.version}
    )


def _page(
    kind: WorkshopKind,
    form: LengthForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
) -> Response:
    page = render_template(
        "events/length.html",
        kind=kind.value,
        title=KIND_TITLES[kind],
        form=form,
        merge=merge,
        versions=length_versions(kind),
    )
    return make_response(page, status)
