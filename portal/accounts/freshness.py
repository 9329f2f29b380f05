"""Asks for the password once more where a session alone is not enough."""

from http import HTTPStatus

from flask import current_app, flash, redirect, session
from flask_security.utils import check_and_update_authn_fresh, set_request_attr
from werkzeug.wrappers import Response

from portal.language.i18n import gettext


def is_fresh() -> bool:
    """Tell whether whoever uses this session gave their password a short while ago."""
    config = current_app.config
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    within, grace = config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]
    return bool(check_and_update_authn_fresh(within, grace, "session"))


def ask_for_password(back: str) -> Response:
    """Lead to the page that asks for the password, and from there back to `back`."""
    flash(gettext("Enter your password again to continue."))
    return redirect(f"/account/confirmation?next={back}", HTTPStatus.SEE_OTHER)
