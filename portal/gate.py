"""The gate: each view says what it takes to pass, one check before each request, no label is no."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import SecondStepOwed, SignedOut
from portal.permissions import PERMISSIONS

P = ParamSpec("P")
R = TypeVar("R")
Label = Callable[[Callable[P, R]], Callable[P, R]]

PUBLIC_LABEL = "public"
SIGNED_IN_LABEL = "signed in"
UNLABELLED_ENDPOINTS = frozenset({"static"})
LIBRARY_BLUEPRINTS = frozenset({"security"})
SECOND_STEP = "/account/second-step"
# What is open to whoever must set up a second step before anything else.
OPEN_BEFORE_SECOND_STEP = frozenset(
    {
        *("static", "security.static", "health.healthz", "health.readyz", "accounts.language"),
        *("accounts.second_step.index", "security.two_factor_setup", "security.wan_register"),
        *("security.wan_register_response", "security.verify", "security.logout", "drafts.keep"),
        "accounts.form_token",
    }
)


def init_app(app: Flask) -> None:
    """Put the gate in front of every view of `app`."""
    app.before_request(lead_to_second_step)
    app.before_request(check)


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Label a view with the permission that it takes in its place."""
    if permission not in PERMISSIONS:
        raise ValueError(permission)
    return _label(permission)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Label a view that anybody may open."""
    return _label(PUBLIC_LABEL)(view)


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Label a view that anybody who has signed in may open."""
    return _label(SIGNED_IN_LABEL)(view)


def label_of(endpoint: str) -> str | None:
    """Return the label of an endpoint's view, None when it has none."""
    if endpoint in UNLABELLED_ENDPOINTS or endpoint.partition(".")[0] in LIBRARY_BLUEPRINTS:
        return PUBLIC_LABEL
    return getattr(current_app.view_functions[endpoint], "passes", None)


def lead_to_second_step() -> ResponseReturnValue | None:
    """Lead whoever must have a second step to where they set it up, from every other place."""
    if request.endpoint is None or request.endpoint in OPEN_BEFORE_SECOND_STEP:
        return None
    if not getattr(current_user, "owes_second_factor", False):
        return None
    if request.method == "POST":
        raise SecondStepOwed  # with words, perhaps
    return redirect(SECOND_STEP)


def check() -> ResponseReturnValue | None:
    """Let the request pass, send it to sign in, or refuse it with 403."""
    if request.endpoint is None:
        return None
    label = label_of(request.endpoint)
    if label == PUBLIC_LABEL:
        return None
    if not current_user.is_authenticated:
        if request.method == "POST":
            raise SignedOut  # with words, perhaps
        return unauthorised()
    if label is None or not (label == SIGNED_IN_LABEL or current_user.may(label)):
        abort(403)
    return None


def unauthorised() -> ResponseReturnValue:
    """Send a stranger to the sign-in page, and back afterwards."""
    answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answer


def _label(passes: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def put(view: Callable[P, R]) -> Callable[P, R]:
        view.passes = passes  # type: ignore[attr-defined]
        return view

    return put
