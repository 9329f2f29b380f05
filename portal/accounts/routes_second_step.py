"""What somebody has set up of a second step at sign-in."""

from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, session
from flask_login import current_user
from flask_security.utils import check_and_update_authn_fresh, set_request_attr
from werkzeug.wrappers import Response

from portal.accounts import second_factor
from portal.gate import signed_in
from portal.wording import gettext

CONFIRMATION = "/account/confirmation?next=/account/second-step"
blueprint = Blueprint("second_step", __name__, url_prefix="/account/second-step")


@blueprint.get("")
@signed_in
def index() -> str:
    """Show what is set up, and what comes next."""
    return render_template(
        "accounts/second_step.html",
        step=second_factor.find_second_step(current_user.id),
        is_owed=current_user.owes_second_factor,
    )


@blueprint.post("/app/removal")
@signed_in
def remove_app() -> Response:
    """Ask for no code of the app any more."""
    if not _is_fresh():
        flash(gettext("Write your password once more, then you can go on."))
        return redirect(CONFIRMATION, HTTPStatus.SEE_OTHER)
    second_factor.remove_app(current_user.id)
    flash(gettext("The app is removed. Its codes are not asked for any more."))
    return redirect("/account/second-step", HTTPStatus.SEE_OTHER)


def _is_fresh() -> bool:
    config = current_app.config
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    within, grace = config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]
    return bool(check_and_update_authn_fresh(within, grace, "session"))
