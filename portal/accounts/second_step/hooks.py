"""Guards the way from the password to the second step, and sets the step up by our own pages."""

from datetime import datetime, timedelta

from flask import Flask, Response, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.tf_plugin import tf_clean_session

from portal import clock
from portal.accounts.second_step.app_setup import set_up_app
from portal.accounts.second_step.late_libraries import read_passkeys

# So long after the password one may take the second step.
LONGEST_WAIT = timedelta(minutes=10)
PENDING_ENDPOINTS = frozenset(
    {
        *("security.two_factor_token_validation", "security.tf_select", "security.mf_recovery"),
        *("security.wan_signin", "security.wan_signin_response"),
    }
)


def init_app(app: Flask) -> None:
    """Follow whoever gave a password in `app`, and put our pages in the place of the library's."""
    app.view_functions["security.two_factor_setup"] = set_up_app
    # By these the library would go on without our page, or write to a help desk that is not there.
    for unused in ("security.two_factor_setup_validate", "security.two_factor_rescue"):
        app.view_functions[unused] = refuse
    app.before_request(guard)
    app.before_request(read_passkeys)
    app.after_request(note_beginning)


def guard() -> ResponseReturnValue | None:
    """Show the pages of the second step only to those who gave their password a moment ago.

    The library would sign out whoever opens them while signed in.
    """
    if request.endpoint not in PENDING_ENDPOINTS:
        return None
    if current_user.is_authenticated:
        return redirect("/")
    began = session.get("tf_began")
    if began is None or clock.now() - datetime.fromisoformat(began) > LONGEST_WAIT:
        tf_clean_session()  # type: ignore[no-untyped-call]
    return None


def note_beginning(response: Response) -> Response:
    """Note in the session when a password was given that a second step must follow.

    Where no page was asked for, the library would lead back to the sign-in afterwards.
    """
    is_sign_in = request.endpoint == "security.login" and request.method == "POST"
    if is_sign_in and "tf_user_id" in session:
        session["tf_began"] = clock.now().isoformat()
        if response.location and not request.values.get("next"):
            response.location = response.location.partition("?")[0]
    return response


def refuse(**_parts: str) -> ResponseReturnValue:
    """Answer that there is no such page."""
    abort(404)
