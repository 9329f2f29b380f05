"""The network's pages of invitations to an event, and of those who are registered."""

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import entry
from portal.events.planning.blueprint import EVENTS_PATH
from portal.events.planning.queries import days_of, event_head, is_over
from portal.events.planning.services import StaleEvent
from portal.events.registration import invitations
from portal.events.registration.forms import EventInvitationForm, InvitationFilterForm, LimitsForm
from portal.events.registration.kinds import SEX_TITLES
from portal.events.registration.queries import (
    closing_day,
    invited_organisations,
    invited_people,
    is_open,
    registration_totals,
)
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.request_values import PAGE_AND_FORM, whole
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged
from portal.notifications.nudge import nudge

INVITED = "invited"
blueprint = Blueprint("network_registration", __name__, url_prefix=f"{EVENTS_PATH}/<int:event>")


@blueprint.get("/registration")
@requires("event:read")
def show(event: int) -> str:
    """Show which organisations are invited, and how many people they registered."""
    head, days = event_head(event), days_of(event)
    return render_template(
        "events/registration/overview.html",
        event=head,
        closes_on=closing_day(head, days),
        is_open=is_open(head, days),
        totals=registration_totals(event),
        invited=invited_organisations(event),
    )


@blueprint.route("/invitations", methods=PAGE_AND_FORM)
@requires("event:write")
def invite(event: int) -> Response:
    """Choose organisations, look at who they are, and invite them."""
    wanted, form = InvitationFilterForm(request.args), EventInvitationForm()
    is_known = wanted.validate()
    found = invitations.find_invitees(event, wanted.wanted()) if is_known else []
    form.among(found)
    if form.validate_on_submit():
        invited = invitations.invite(event, form.chosen(), by=entry.visitor().id)
        entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
        said = ngettext("%(num)d organisation invited.", "%(num)d organisations invited.", invited)
        flash_at(INVITED, said)
        return redirect(f"{EVENTS_PATH}/{event}/registration#{INVITED}", HTTPStatus.SEE_OTHER)
    form.shown.data = ",".join(str(one.id) for one in found)
    page = render_template(
        "events/registration/invitations.html",
        event=event_head(event),
        wanted=wanted,
        form=form,
        asked=urlencode({name: value for name, value in wanted.data.items() if value}),
    )
    sound = is_known and not form.errors
    return make_response(page, HTTPStatus.OK if sound else HTTPStatus.UNPROCESSABLE_ENTITY)


@blueprint.post("/invitations/<int:invited>/withdrawal")
@requires("event:write")
def take_back(event: int, invited: int) -> Response:
    """Take an organisation's invitation back."""
    invitations.take_back(event, invited)
    flash_at(INVITED, gettext("Invitation withdrawn."))
    return redirect(f"{EVENTS_PATH}/{event}/registration#{INVITED}", HTTPStatus.SEE_OTHER)


@blueprint.get("/people")
@requires("event:write")
def people(event: int) -> str:
    """Show those who run an event all who are registered for it."""
    return render_template(
        "events/registration/people.html",
        event=event_head(event),
        people=invited_people(event),
        is_over=is_over(days_of(event)),
        sexes=SEX_TITLES,
    )


@blueprint.post("/people/withdrawals")
@requires("event:write")
def withdraw(event: int) -> Response:
    """Take somebody off the list: a double, or a person of an organisation that is gone."""
    invitations.withdraw_person(event, request.form.get("registration", 0, type=whole))
    flash(gettext("Withdrawn. The organisation sees that it was the network."))
    return redirect(f"{EVENTS_PATH}/{event}/people", HTTPStatus.SEE_OTHER)


@blueprint.route("/limits", methods=PAGE_AND_FORM)
@requires("event:write")
def limit(event: int) -> Response:
    """Say how many places there are and until when one may register."""
    if request.method == "GET":
        return _show_limits(event, _limits_form(event))
    form = LimitsForm()
    if not form.validate():
        return _show_limits(event, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.registers_until.data and form.registers_until.data > days_of(event)[-1].hours.held_on:
        form.registers_until.errors = [gettext("This is after the event.")]
        return _show_limits(event, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        merge = save_merged(
            form,
            lambda: invitations.limit_registration(event, form.limits(), version=form.version.data),
            lambda: _limits_form(event),
            StaleEvent,
        )
    except invitations.TooFewPlaces as fault:
        form.places.errors = [gettext(str(fault))]
        return _show_limits(event, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not merge.is_done:
        return _show_limits(event, form, merge.status, merge)
    flash_at(INVITED, gettext("Saved."))
    return redirect(f"{EVENTS_PATH}/{event}/registration#{INVITED}", HTTPStatus.SEE_OTHER)


def _limits_form(event: int) -> LimitsForm:
    head = event_head(event)
    return LimitsForm.showing(data={**head.limits._asdict(), "version": head.version})


def _show_limits(
    event: int,
    form: LimitsForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
) -> Response:
    page = render_template(
        "events/registration/limits.html", event=event_head(event), form=form, merge=merge
    )
    return make_response(page, status)
