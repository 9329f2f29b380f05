"""Where somebody is signed in, and how they sign out there."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, session
from flask_login import current_user
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.devices import user_sessions
from portal.accounts.devices.user_agents import describe
from portal.accounts.devices.user_sessions import SignedIn
from portal.gate import signed_in
from portal.language.i18n import gettext
from portal.permissions import Role

blueprint = Blueprint("user_sessions", __name__, url_prefix="/account/sessions")


@blueprint.get("")
@signed_in
def index() -> str:
    """List the browsers in which this person is signed in, this one first."""
    return render_template(
        "accounts/sessions.html", sessions=own_devices(), here=current_user.session_id
    )


def own_devices() -> list[tuple[SignedIn, str]]:
    """Return where the visitor is signed in, this device first, each with its device in words."""
    found = user_sessions.list_sessions(current_user.id, clock.now() - _idle())
    found.sort(key=lambda one: one.id != current_user.session_id)
    return [(one, describe(one.browser, one.device)) for one in found]


@blueprint.post("/<int:session_id>/ending")
@signed_in
def end(session_id: int) -> Response:
    """Sign out in one browser, which may be this one."""
    if session_id == current_user.session_id:
        return _leave()
    user_sessions.end_session(current_user.id, session_id)
    flash(gettext("That device is now signed out."))
    return _back()


@blueprint.post("/others/ending")
@signed_in
def end_others() -> Response:
    """Sign out everywhere but here."""
    user_sessions.end_others(current_user.id, session["session_token"])
    flash(gettext("All other devices are signed out. You stay signed in here."))
    return _back()


@blueprint.post("/ending")
@signed_in
def end_all() -> Response:
    """Sign out everywhere, here too."""
    user_sessions.end_others(current_user.id, "")
    return _leave()


def _leave() -> Response:
    logout_user()
    flash(gettext("You are signed out."))
    return redirect("/sign-in", HTTPStatus.SEE_OTHER)


def _back() -> Response:
    return redirect("/account/sessions", HTTPStatus.SEE_OTHER)


def _idle() -> timedelta:
    settings = current_app.extensions["settings"]
    is_of_network = set(current_user.network_roles) - {Role.COACH}
    idle: timedelta = settings.network_idle if is_of_network else settings.idle
    return idle
