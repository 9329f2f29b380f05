"""Turns what went wrong into a page: what happened, what was kept, what to do next."""

from collections.abc import Iterable
from typing import NamedTuple

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    session,
)
from flask_login import current_user
from sqlalchemy import exc
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.drafts.request_hooks import keep_for
from portal.drafts.restoring import address_of
from portal.drafts.submitted_form import SubmittedForm, read_written
from portal.errors import CLOSED_STATUSES, Overtaken, PortalError
from portal.extensions import db
from portal.http import csrf
from portal.http.form_request import commit_after_all
from portal.language.i18n import N_, gettext, speak
from portal.language.locales import LOCALES, Language

log = structlog.get_logger("portal.error_pages.pages")
FAULT_STATUS, UNAVAILABLE_STATUS = 500, 503
# What was written is sent once more from these pages, or after them.
KEEPING_STATUSES = frozenset({400, 409, 413, 422, 429, FAULT_STATUS}) | CLOSED_STATUSES
IN_PAGE = frozenset({413})  # to be shortened first
LARGEST_READ = 8 * 1024 * 1024  # of a body that is too large to be kept
# What is said where nobody can be asked who is reading: the head and what to do.
BARE_WORDS = {
    FAULT_STATUS: (
        N_("Something went wrong on our side"),
        N_(
            "What was saved before is safe. Keep this page open, wait a minute and reload it: what "
            "you sent will be sent again. If it happens again, tell your coordinator when it "
            "happened."
        ),
    ),
    UNAVAILABLE_STATUS: (
        N_("We will be back soon"),
        N_(
            "The portal cannot reach its database. What was saved is safe. Keep this page open, "
            "wait a minute and reload it: what you sent will be sent again."
        ),
    ),
}
UNSENT_WORDS = (
    N_("What you wrote is on this page. Wait a minute, then send it again."),
    N_("Send it again"),
    N_("What you wrote"),
)
STATUSES_WITH_PAGE = frozenset({400, 403, 404, 405, 409, 413, 415, 422, 429, FAULT_STATUS})


class SaidInLanguage(NamedTuple):
    """Words in one language."""

    language: Language
    words: list[str]


def init_app(app: Flask) -> None:
    """Register the pages of `app` for every kind of failure."""
    bare = app.jinja_env.get_template("errors/bare.html")
    with app.app_context():
        app.extensions["bare_pages"] = {
            status: bare.render(said=say_in_all(words)) for status, words in BARE_WORDS.items()
        }
        app.extensions["unsent_words"] = say_in_all(UNSENT_WORDS)
    app.register_error_handler(PortalError, show_refusal)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(OperationalError, show_unavailable)
    app.register_error_handler(DBAPIError, show_database_error)
    app.register_error_handler(exc.TimeoutError, show_unavailable)  # no connection came free


def say_in_all(messages: Iterable[str]) -> list[SaidInLanguage]:
    """Return messages in every language of the portal."""
    said = []
    for language in LOCALES.values():
        with speak(language.code):
            said.append(SaidInLanguage(language, [gettext(message) for message in messages]))
    return said


def wants_json() -> bool:
    """Tell whether the request came from autosave, which shows messages in place."""
    return request.headers.get("X-Autosave") == "1"


def show_refusal(error: PortalError) -> Response:
    """Answer a refusal of our own with its sentence."""
    said = {name: gettext(value) for name, value in error.values.items()}
    told = gettext(error.message, **said) if error.message else ""
    return page(error.status, told, is_overtaken=isinstance(error, Overtaken))


def show_http(error: HTTPException) -> Response:
    """Answer an HTTP error in our own words; redirects pass."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, SQLAlchemyError) and is_away(cause):
        return show_unavailable(cause)  # it went away after the view, where no other handler looks
    return page(error.code)


def show_unavailable(_error: SQLAlchemyError) -> Response:
    """Say that the database is away, in every language, without asking it anything."""
    db.session.remove()
    session.modified = False  # as nothing else of the request is kept
    response = make_response(_with_words(bare_page(UNAVAILABLE_STATUS)), UNAVAILABLE_STATUS)
    response.headers["Retry-After"] = "10"
    return response


def is_away(error: SQLAlchemyError) -> bool:
    """Tell whether an error says that the database cannot be reached."""
    is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return is_lost or isinstance(error, OperationalError | exc.TimeoutError)


def bare_page(status: int) -> str:
    """Return a page in every language that needs nothing: no database, no template, no reader."""
    kept: dict[int, str] = current_app.extensions["bare_pages"]
    return kept[status]


def show_database_error(error: DBAPIError) -> Response:
    """Tell a lost connection from a fault of ours."""
    if is_away(error):
        return show_unavailable(error)
    raise error


def page(status: int, message: str = "", *, is_overtaken: bool = False) -> Response:
    """Return the page of an error, which leads to what was written, or the JSON for autosave.

    `is_overtaken` where somebody else was quicker: else the page is headed by what was not done.
    """
    if wants_json():
        return make_response(jsonify(message=message), status)
    shown = status if status in STATUSES_WITH_PAGE else FAULT_STATUS
    try:
        told = render_template(
            f"errors/{shown}.html", message=message, is_overtaken=is_overtaken, **_kept(status)
        )
        return make_response(told, status)
    except DBAPIError as error:
        return show_unavailable(error)  # the page asks who is here, and cannot be told
    except Exception:  # whatever it is, there shall be an answer
        log.exception("page of an error not drawn")
        return make_response(bare_page(FAULT_STATUS), FAULT_STATUS)


def both_texts(title: str, **context: object) -> Response:
    """Answer a stale save with both texts: a page, or the part of one that a script puts in."""
    template = "conflict_part.html" if wants_json() else "conflict.html"
    return make_response(render_template(template, title=title, **context), 409)


def _kept(status: int) -> dict[str, object]:
    """Keep what was written for the person who is here, else have the page itself carry it."""
    unsent = _unsent() if status in KEEPING_STATUSES and not _is_unchecked() else None
    if unsent is None or status in IN_PAGE or not current_user.is_authenticated:
        return {"unsent": unsent}
    db.session.rollback()
    kept = keep_for(current_user.id, unsent)
    commit_after_all()
    return {"kept": address_of(unsent.page, kept)} if kept else {"unsent": unsent}


def _with_words(bare: str) -> str:
    unsent = None if wants_json() else _unsent()
    if unsent is None:
        return bare
    part = current_app.jinja_env.get_template("errors/unsent_part.html")
    said = current_app.extensions["unsent_words"]
    token = request.form.get("csrf_token", "")
    return bare.replace("</main>", part.render(unsent=unsent, token=token, said=said) + "</main>")


def _is_unchecked() -> bool:
    """Tell whether nobody has asked yet if our own page sends this: there is no view for it."""
    if request.endpoint is not None:
        return False
    try:
        token = request.form.get(csrf.CSRF_FIELD, "")
    except RequestEntityTooLarge:
        return True
    return (csrf.reader_of(token) or csrf.STRANGER_ID) != csrf.current_reader()


def _unsent() -> SubmittedForm | None:
    if request.method != "POST" or request.blueprint == "security":
        return None
    request.max_content_length = request.max_form_memory_size = LARGEST_READ
    written = read_written()
    return written if written.has_words else None
