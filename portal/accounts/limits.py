"""How often one may try: by the place they call from, and by the address they name."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_security import EmailValidateException, views

from portal.extensions import limiter, security

View = Callable[..., ResponseReturnValue]
Limited = Callable[[View], View]


def has_failed(response: Response) -> bool:
    """Tell whether an attempt counts: any that fails, whatever its shape."""
    return response.status_code >= HTTPStatus.BAD_REQUEST


def named_address() -> str:
    """Return who the form is about, as the library looks them up, unreadable in the store."""
    named = request.form.get("email", "")
    with suppress(EmailValidateException):  # what is no address has no account
        named = security.mail_util.normalize(named)
    return hashlib.sha256(named.lower().encode()).hexdigest()


def _post(limit: str, **more: object) -> Limited:
    made: Limited = limiter.limit(limit, methods=["POST"], **more)  # type: ignore[arg-type]
    return made


# An office shares one line, so the place may try more often than one address may be tried.
_sign_in = _post("40 per 10 minutes", deduct_when=has_failed)(
    _post("10 per 10 minutes", key_func=named_address, deduct_when=has_failed)(views.login)
)
_forgot = _post("20 per hour")(_post("4 per hour", key_func=named_address)(views.forgot_password))
_reset = _post("20 per hour")(views.reset_password)
_change = _post("20 per hour", deduct_when=has_failed)(views.change_password)


def init_app(app: Flask) -> None:
    """Put the limits in front of the library's views; made once, or each app would count again."""
    app.view_functions.update(
        {
            "security.login": _sign_in,
            "security.forgot_password": _forgot,
            "security.reset_password": _reset,
            "security.change_password": _change,
        }
    )
