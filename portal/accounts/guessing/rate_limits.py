"""How often one may ask for links and try them: by place, and by the address they name."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, request, session
from flask.typing import ResponseReturnValue
from flask_security import EmailValidateException, views, webauthn

from portal.accounts.devices.known_devices import find_proven_device
from portal.accounts.guessing.attempts import Attempts
from portal.extensions import limiter, security
from portal.http.client_address import client_network

View = Callable[..., ResponseReturnValue]
Limited = Callable[[View], View]


def has_failed(response: Response) -> bool:
    """Tell whether a try counts: an office shares one line, so those who get in are not held up."""
    is_refused = HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_refused or response.location == "/reset"  # where a link leads that is none


def named_address() -> str:
    """Return who the form is about, as the library looks them up, unreadable in the store."""
    named = request.form.get("email", "")
    with suppress(EmailValidateException):  # what is no address has no account
        named = security.mail_util.normalize(named)
    return hashlib.sha256(named.lower().encode()).hexdigest()


def pending_person() -> str:
    """Return whose second step is asked for and where, unreadable in the store."""
    uniquifier = session.get("tf_user_id", "")
    person = security.datastore.find_user(fs_uniquifier=uniquifier) if uniquifier else None
    where = (find_proven_device(person.id) if person else None) or client_network()
    return hashlib.sha256(f"{uniquifier}\0{where}".encode()).hexdigest()


def _post(limit: str, **more: object) -> Limited:
    made: Limited = limiter.limit(limit, methods=["POST"], **more)  # type: ignore[arg-type]
    return made


_forgot = _post("60 per hour")(_post("4 per hour", key_func=named_address)(views.forgot_password))
_reset = _post("60 per hour", deduct_when=has_failed)(views.reset_password)
_passkey = _post("30 per 15 minutes", key_func=pending_person)(webauthn.webauthn_signin_response)


def init_app(app: Flask) -> None:
    """Put limits in front of the library's views, and count guesses at passwords and codes.

    The limits are made once, or each app would count again.
    """
    options = app.config["RATELIMIT_STORAGE_OPTIONS"]
    app.extensions["attempts"] = Attempts(app.config["RATELIMIT_STORAGE_URI"], options)
    app.view_functions.update(
        {
            "security.forgot_password": _forgot,
            "security.reset_password": _reset,
            "security.wan_signin_response": _passkey,
        }
    )
