"""The addresses of work without a line: its key, its script, its page for when nothing opens."""

from http import HTTPStatus
from pathlib import Path
from typing import cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.second_step.codes import derive_key
from portal.error_pages.pages import say_in_all, wants_json
from portal.gate import public, signed_in
from portal.language.i18n import N_, gettext, language
from portal.offline.devices import keeps_drafts, remember_choice
from portal.offline.words import say_words

blueprint = Blueprint("offline", __name__)
NOTHING_OPENS = (
    N_("You are offline"),
    N_("This page cannot be opened without a connection. What you wrote is kept on this device."),
)
KEPT_PATH = "/account/kept"
WORKER_SECONDS = 24 * 3600  # as long as browsers themselves go without asking for a new one


def init_app(app: Flask) -> None:
    """Let every page of `app` know whether this browser keeps drafts."""
    app.jinja_env.globals["keeps_drafts"] = keeps_drafts
    with app.app_context():
        app.extensions["offline_words"] = say_in_all(NOTHING_OPENS)
    name = Path(app.jinja_env.globals["asset"]("service-worker.js")).name  # type: ignore[operator]
    built = Path(app.static_folder or "") / name
    app.extensions["service_worker"] = built.read_bytes() if built.exists() else b""


@blueprint.get("/offline/key")
@signed_in
def key() -> Response:
    """Give a script of ours the key of whoever is here, and what it says without a line.

    It names itself in a header, as no page of another site may.
    """
    if not wants_json() or not keeps_drafts():
        abort(HTTPStatus.FORBIDDEN)
    secret = current_app.config["SECURITY_PASSWORD_SALT"]
    derived = derive_key(secret, f"words kept on devices by {current_user.id}")
    return jsonify(person=current_user.id, key=derived, words=say_words())


@blueprint.get("/service-worker.js")
@public
def worker() -> Response:
    """Give the script that answers for pages while there is no line; it stands above all pages."""
    response = Response(current_app.extensions["service_worker"], mimetype="text/javascript")
    response.cache_control.public, response.cache_control.max_age = True, WORKER_SECONDS
    response.add_etag()
    return cast(Response, response.make_conditional(request))


@blueprint.get("/offline")
@public
def nothing_opens() -> str:
    """Show in every language, the reader's first, what can be done where a page is not kept.

    It knows no person.
    """
    words = current_app.extensions["offline_words"]
    said = sorted(words, key=lambda one: one.language.code != language())
    return render_template("offline/bare.html", said=said)


@blueprint.get(KEPT_PATH)
@signed_in
def show_kept() -> str:
    """Show what waits in this browser, and let its person choose whether it keeps anything."""
    return render_template("offline/kept.html", keeps=keeps_drafts(), words=say_words())


@blueprint.post(KEPT_PATH)
@signed_in
def choose() -> ResponseReturnValue:
    """Keep drafts in this browser from now on, or nothing any more."""
    keeps = request.form.get("keeps") == "on"
    response = make_response(redirect(KEPT_PATH, HTTPStatus.SEE_OTHER))
    remember_choice(response, keeps=keeps)
    flash(
        gettext("Your drafts are kept on this device.")
        if keeps
        else gettext("Nothing is kept on this device any more.")
    )
    return response
