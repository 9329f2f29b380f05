"""What an administrator does for somebody who lost the device of their second step."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, session
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock, entry
from portal.accounts.freshness import ask_for_password, is_fresh
from portal.accounts.second_step import second_factor
from portal.errors import Refused
from portal.extensions import limiter
from portal.gate import requires
from portal.language.i18n import N_, gettext
from portal.language.text import tidy_address
from portal.network.blueprint import blueprint, send_mails_soon
from portal.network.forms import LostDeviceForm

RESETS_PAGE = "/network/second-steps"
TYPED_ADDRESS_KEY = "second_step_of"  # the name in the session of the address that was typed
UNKNOWN_ADDRESS = N_("No account has this address. Nothing was changed.")


@blueprint.get("/second-steps")
@requires("second_factor:reset")
def second_steps() -> Response:
    """Show the form, and what was taken away before."""
    return _page(LostDeviceForm(formdata=None, email=session.pop(TYPED_ADDRESS_KEY, "")))


@blueprint.post("/second-steps")
@requires("second_factor:reset")
@limiter.limit("30 per hour", key_func=lambda: str(current_user.id))
def reset_second_step() -> Response:
    """Take the second step from another person."""
    form = LostDeviceForm()
    if not form.validate_on_submit():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_fresh():
        session[TYPED_ADDRESS_KEY] = form.email.data
        return ask_for_password(RESETS_PAGE)
    try:
        _reset(tidy_address(form.email.data))
    except Refused as refused:
        form.email.errors = [gettext(refused.message)]
        return _page(form, HTTPStatus.CONFLICT)
    send_mails_soon()
    flash(gettext("Second step removed. The person is told by email."))
    return redirect(RESETS_PAGE, HTTPStatus.SEE_OTHER)


def _reset(address: str) -> None:
    person_id = second_factor.find_person(address)
    if person_id is None:
        raise Refused(UNKNOWN_ADDRESS)
    second_factor.reset_second_factor(person_id, by=entry.visitor().id)


def _page(form: LostDeviceForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    page = render_template(
        "network/second_steps.html",
        form=form,
        resets=second_factor.list_resets(),
        zone=clock.NETWORK_ZONE,
    )
    return make_response(page, status)
