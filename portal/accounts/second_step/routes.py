"""What somebody has set up of a second step at sign-in."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts.freshness import ask_for_password, is_fresh
from portal.accounts.second_step import second_factor
from portal.gate import signed_in
from portal.language.i18n import gettext

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
    if not is_fresh():
        return ask_for_password("/account/second-step")
    second_factor.remove_app(current_user.id)
    flash(gettext("App removed. Its codes are no longer asked for."))
    return redirect("/account/second-step", HTTPStatus.SEE_OTHER)
