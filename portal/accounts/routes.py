"""Home, language, and what every page has."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session
from flask_login import current_user
from sqlalchemy import update
from werkzeug.wrappers import Response

from portal.accounts.devices.routes import blueprint as user_sessions
from portal.accounts.models import Person
from portal.accounts.new_address.routes import blueprint as new_address
from portal.accounts.own_account import blueprint as own_account
from portal.accounts.paths import local_path
from portal.accounts.second_step.routes import blueprint as second_step
from portal.extensions import db
from portal.gate import public, signed_in
from portal.http import csrf
from portal.language.i18n import gettext
from portal.language.locales import LOCALES
from portal.navigation import navigation

blueprint = Blueprint("accounts", __name__)
blueprint.register_blueprint(own_account)
blueprint.register_blueprint(new_address)
blueprint.register_blueprint(user_sessions)
blueprint.register_blueprint(second_step)


@blueprint.get("/")
@signed_in
def home() -> Response | str:
    """Send people to the place where something waits for them; let those with several choose."""
    places = navigation()
    if len(places) == 1:
        return redirect(places[0].href)
    return render_template("accounts/home.html", places=places)


@blueprint.post("/language")
@public
def language() -> Response:
    """Switch the language, for this session and for good: a stranger's once they have signed in."""
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        session["locale"] = chosen
        if current_user.is_authenticated:
            db.session.execute(
                update(Person).where(Person.id == current_user.id).values(locale=chosen)
            )
        elif csrf.reader_of(request.form.get(csrf.CSRF_FIELD, "")) == csrf.STRANGER_ID:
            # Not on a page of somebody whose session ended: others may sign in after them.
            session["locale_chosen"] = True
    back = request.args.get("back") or request.form.get("back", "")
    return redirect(local_path(back), 303)


@blueprint.get("/language")
@public
def language_again() -> Response:
    """Lead home whoever loads the answer to the switch of languages again."""
    return redirect("/")


@blueprint.get("/form-token")
@public
def form_token() -> Response:
    """Give a script whose page is too old a token to send its forms with.

    It names the page's own token in a header, as no page of another site may.
    """
    fresh = csrf.renew(request.headers.get("X-CSRFToken", ""))
    if fresh is None:
        abort(403)
    return Response(fresh, mimetype="text/plain")


@blueprint.post("/shortcuts")
@signed_in
def shortcuts() -> Response:
    """Switch the keys for reading on or off, for good and on every machine."""
    is_on = request.form.get("shortcuts") == "on"
    db.session.execute(update(Person).where(Person.id == current_user.id).values(shortcuts=is_on))
    flash(
        gettext("Keyboard shortcuts are on.") if is_on else gettext("Keyboard shortcuts are off.")
    )
    return redirect(local_path(request.form.get("back", "")), 303)
