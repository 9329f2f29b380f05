"""Remembers in a browser who signed in there, so that guesses from elsewhere do not slow them."""

import secrets
from datetime import timedelta

from flask import Flask, Response, after_this_request, current_app, request
from flask_login import user_logged_in
from flask_security.signals import password_reset
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.accounts.models import Person

DEVICE_COOKIE = "known_device"
KNOWN_FOR = timedelta(days=365)
SECOND_STEP_MARK = "second step "
SECOND_STEPS = frozenset(
    {
        *("security.two_factor_token_validation", "security.mf_recovery"),
        "security.wan_signin_response",
    }
)
MOST_PEOPLE = 5  # of one computer, as in an office; the others are known again when they sign in


def init_app(app: Flask) -> None:
    """Know a device after each sign-in, and where a link of a mail was used."""
    user_logged_in.connect(remember_device, app)
    password_reset.connect(remember_device, app)


def find_device(person_id: int) -> str | None:
    """Return what names this browser for a person who has signed in here before, else None."""
    return _known().get(str(person_id))


def find_proven_device(person_id: int) -> str | None:
    """Return what names this browser where a person has taken their second step, else None.

    By a password or a link of a mail alone others could make as many devices known as they like.
    """
    device = find_device(person_id)
    return device if device and device.startswith(SECOND_STEP_MARK) else None


def remember_device(_app: Flask, user: Person, **_details: object) -> None:
    """Have the browser of this request keep that this person has been here."""
    known = _known()
    mine = known.pop(str(user.id), secrets.token_urlsafe(12))
    if request.endpoint in SECOND_STEPS and not mine.startswith(SECOND_STEP_MARK):
        mine = SECOND_STEP_MARK + mine
    kept = dict([(str(user.id), mine), *known.items()][:MOST_PEOPLE])

    def keep(response: Response) -> Response:
        response.set_cookie(
            DEVICE_COOKIE,
            _signer().dumps(kept),
            max_age=KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    after_this_request(keep)


def _known() -> dict[str, str]:
    try:
        seconds = int(KNOWN_FOR.total_seconds())
        found: dict[str, str] = _signer().loads(
            request.cookies.get(DEVICE_COOKIE, ""), max_age=seconds
        )
    except BadSignature:
        return {}
    return found


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known device")
