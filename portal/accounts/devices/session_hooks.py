"""Ties the rows of sessions to the moments at which the libraries begin and end one."""

from flask import Flask, Response, after_this_request, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_in, user_logged_out
from flask_security.signals import password_changed, password_reset
from flask_security.views import logout

from portal.accounts.devices import user_sessions
from portal.accounts.models import Person

KEPT_AT_SIGN_IN = frozenset({"_user_id", "_fresh", "_id", "locale"})
OF_A_SESSION = ("_user_id", "_fresh", "_id", "fs_paa", "session_token", "locale_chosen")


def init_app(app: Flask) -> None:
    """Follow sign-ins, sign-outs and new passwords of `app`."""
    app.view_functions["security.logout"] = sign_out
    user_logged_in.connect(renew_session, app)
    user_logged_out.connect(end_session, app)
    password_changed.connect(end_other_sessions, app)
    password_reset.connect(end_every_session, app)


def sign_out() -> ResponseReturnValue:
    """Sign out as the library does; whoever is signed out already is shown the form as well."""
    if current_user.is_authenticated:
        answer: ResponseReturnValue = logout()
        return answer
    after_this_request(clear_site_data)
    return redirect(url_for("security.login"))


def renew_session(_app: Flask, user: Person, **_details: object) -> None:
    """Carry nothing over from before the sign-in: no key, no form token, nothing of others.

    But a language that was chosen there: it is the person's from now on.
    """
    before = session.get("session_token", "")
    # Who accepts an invitation says in its form which language is theirs.
    if session.get("locale_chosen") and request.blueprint == "security":
        user.locale = session["locale"]
    for key in set(session) - KEPT_AT_SIGN_IN:
        del session[key]
    user_sessions.end_by_token(user.id, before)
    session["session_token"] = user_sessions.begin_session(user.id, request.user_agent.string)


def end_session(_app: Flask, user: Person, **_details: object) -> None:
    """End the session for every copy of its cookie, and have the browser forget what it kept."""
    token = session.pop("session_token", "")
    if user.is_authenticated:
        user_sessions.end_by_token(user.id, token)
    after_this_request(clear_site_data)


def end_other_sessions(_app: Flask, user: Person, **_details: object) -> None:
    """End every session of a person whose password is new, but the one in which they changed it."""
    user_sessions.end_others(user.id, session.get("session_token", ""))


def end_every_session(_app: Flask, user: Person, **_details: object) -> None:
    """End every session of a person who chose a new password by a link: it may not be theirs."""
    user_sessions.end_others(user.id, "")


def forget_session() -> None:
    """Take what belongs to a session that has ended out of the browser's cookie."""
    for key in OF_A_SESSION:
        session.pop(key, None)


def clear_site_data(response: Response) -> Response:
    """Have the browser drop the pages and the drafts that it kept."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
