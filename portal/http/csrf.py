"""Whose page a form was on: its token says so, and holds longer than the session it was made in."""

import secrets
from datetime import timedelta

from flask import current_app, request, session
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer

CSRF_FIELD = "csrf_token"
CSRF_SALT = "wtf-csrf-token"  # Flask-WTF's own
STRANGER_ID = 0
CSRF_LIFETIME = timedelta(days=14)


class ReaderCSRFProtect(CSRFProtect):
    """Takes the token of an ended session from the same reader, when our own page sends it."""

    def _get_csrf_token(self) -> str | None:
        sent: str | None = super()._get_csrf_token()
        if (
            sent
            and is_sent_from_here()
            and reader_of(sent, CSRF_LIFETIME) in {STRANGER_ID, current_reader()}
        ):
            mark_session()
            fresh: str = generate_csrf()
            return fresh
        return sent


def current_reader() -> int:
    """Return the id of the person who is signed in, STRANGER_ID for nobody."""
    return current_user.id if current_user.is_authenticated else STRANGER_ID


def mark_session() -> None:
    """Let the tokens of this session name who is signed in; strangers get one when they need it."""
    reader, found = current_reader(), session.get(CSRF_FIELD)
    if _named_in(found or "") != reader or (found is None and reader != STRANGER_ID):
        session[CSRF_FIELD] = f"{reader}.{secrets.token_hex(20)}"


def reader_of(token: str, lifetime: timedelta | None = None) -> int | None:
    """Return who was shown the form of a token, STRANGER_ID for nobody who was signed in.

    None for a token that is not ours, or older than `lifetime`.
    """
    signed = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=CSRF_SALT)
    seconds = None if lifetime is None else int(lifetime.total_seconds())
    try:
        return _named_in(signed.loads(token, max_age=seconds))
    except BadData:
        return None


def renew(token: str) -> str | None:
    """Return a token of this session for a page that has an older one, whatever its age.

    None unless the page was shown to whoever is here: what stands in it is sent in no other name.
    """
    if reader_of(token) != current_reader():
        return None
    fresh: str = generate_csrf()
    return fresh


def is_sent_from_here() -> bool:
    """Tell whether the browser says that a page of this portal sent the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.host


def _named_in(value: str) -> int:
    reader, dot, _ = value.partition(".")
    return int(reader) if dot and reader.isdecimal() else STRANGER_ID
