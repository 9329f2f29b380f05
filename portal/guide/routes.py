"""Help: the guide for what the visitor does, and the way to the others."""

from flask import Blueprint, render_template
from flask_babel import get_locale
from flask_login import current_user

from portal.errors import NotFound
from portal.gate import signed_in
from portal.guide.reading import GUIDES, read_guide
from portal.language.locales import DEFAULT_LOCALE
from portal.permissions import Role

blueprint = Blueprint("guide", __name__)


@blueprint.get("/help")
@signed_in
def index() -> str:
    """Show the guide for what the visitor does most."""
    return _show(_choose())


@blueprint.get("/help/<key>")
@signed_in
def guide(key: str) -> str:
    """Show one of the guides."""
    if key not in GUIDES:
        raise NotFound
    return _show(key)


def _choose() -> str:
    if getattr(current_user, "memberships", ()):
        return "ngo"
    if set(getattr(current_user, "network_roles", ())) - {Role.COACH}:
        return "coordinator"
    return "coach" if getattr(current_user, "is_coach", False) else "ngo"


def _show(key: str) -> str:
    locale = str(get_locale() or DEFAULT_LOCALE)
    others = [(other, read_guide(other, locale).title) for other in GUIDES if other != key]
    return render_template("guide/show.html", guide=read_guide(key, locale), others=others)
