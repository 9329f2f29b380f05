"""Turns what went wrong into a page: what happened, what was kept, what to do next."""

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from portal.accounts.security import lead_on
from portal.errors import PortalError
from portal.extensions import db
from portal.wording import gettext

PAGES = frozenset({400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Register the pages of `app` for every kind of failure."""
    app.register_error_handler(PortalError, show_refusal)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(OperationalError, show_unavailable)
    app.register_error_handler(DBAPIError, show_database_error)


def wants_json() -> bool:
    """Tell whether the request came from autosave, which shows messages in place."""
    return request.headers.get("X-Autosave") == "1"


def show_refusal(error: PortalError) -> Response:
    """Answer a refusal of our own with its sentence."""
    return page(error.status, gettext(error.message) if error.message else "")


def show_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose session has ended."""
    return lead_on() or page(
        400,
        gettext("This page was open for too long, or for another account. Nothing was changed."),
    )


def show_http(error: HTTPException) -> Response:
    """Answer an HTTP error in our own words; redirects pass."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    return page(error.code)


def show_unavailable(_error: DBAPIError) -> Response:
    """Say that the database is away, in both languages, without asking it anything."""
    db.session.remove()
    # Rendered bare: the usual context would ask the database who is here.
    told = current_app.jinja_env.get_template("errors/503.html").render()
    response = make_response(told, 503)
    response.headers["Retry-After"] = "10"
    return response


def show_database_error(error: DBAPIError) -> Response:
    """Tell a lost connection from a fault of ours."""
    if error.connection_invalidated:
        return show_unavailable(error)
    raise error


def page(status: int, message: str = "") -> Response:
    """Return the page, or the JSON for autosave, of an error."""
    if wants_json():
        return make_response(jsonify(message=message), status)
    shown = status if status in PAGES else 500
    try:
        return make_response(render_template(f"errors/{shown}.html", message=message), status)
    except DBAPIError as error:
        return show_unavailable(error)  # the page asks who is here, and cannot be told


def both_texts(title: str, **context: object) -> Response:
    """Answer a stale save with both texts: a page, or the part of one that a script puts in."""
    template = "conflict_part.html" if wants_json() else "conflict.html"
    return make_response(render_template(template, title=title, **context), 409)
