"""Home and language."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session
from flask_login import current_user
from sqlalchemy import update
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter, RequestRedirect
from werkzeug.wrappers import Response

from portal.accounts.models import Person
from portal.extensions import db
from portal.gate import public, signed_in
from portal.presentation import LOCALES, navigation
from portal.wording import gettext

blueprint = Blueprint("accounts", __name__)


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
    """Switch the language, for this session and for good."""
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        session["locale"] = chosen
        if current_user.is_authenticated:
            db.session.execute(
                update(Person).where(Person.id == current_user.id).values(locale=chosen)
            )
    return redirect(local_path(request.form.get("back", "")), 303)


@blueprint.post("/shortcuts")
@signed_in
def shortcuts() -> Response:
    """Switch the keys for reading on or off, for good and on every machine."""
    is_on = request.form.get("shortcuts") == "on"
    db.session.execute(update(Person).where(Person.id == current_user.id).values(shortcuts=is_on))
    flash(gettext("You switched the keys on.") if is_on else gettext("You switched the keys off."))
    return redirect(local_path(request.form.get("back", "")), 303)


def local_path(back: str) -> str:
    """Return `back` when it is a plain path of this portal, else home.

    Where only forms are sent, as after one that was refused, it is the nearest page above.
    """
    is_ours = back.startswith("/") and back.isprintable() and "\\" not in back
    return _page_at(back) if is_ours and not back.startswith("//") else "/"


def _page_at(back: str) -> str:
    routes = current_app.url_map.bind("")
    try:
        routes.match(back.partition("?")[0], method="GET")
    except MethodNotAllowed:
        return _page_above(back.partition("?")[0], routes)
    except (HTTPException, RequestRedirect):
        pass
    return back


def _page_above(path: str, routes: MapAdapter) -> str:
    above = path.rpartition("/")[0]
    while above and not routes.test(above, method="GET"):
        above = above.rpartition("/")[0]
    return above or "/"
