"""What every template knows: the visitor, the navigation, dates and assets."""

import json
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, current_app
from flask_babel import get_domain
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup

from portal import clock, rendering
from portal.language import dates
from portal.language.i18n import gettext, language
from portal.permissions import Role, grants
from portal.remembered import render_piece

LOCALES = ("en", "km")
_speaking: ContextVar[str] = ContextVar("speaking", default="")


class NavPlace(NamedTuple):
    """A place that somebody can go to from every page."""

    href: str
    label: str


def init_app(app: Flask) -> None:
    """Give templates their common names."""
    _forget_login_context(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=_read_assets(Path(app.static_folder or "")),
        navigation=navigation,
        grants=grants,
        today=clock.today,
        locale=_language,
        day_words=lambda day, today: dates.say_day(day, today, _language()),
        due_words=lambda day, today: dates.say_due(day, today, _language()),
        remembered=put_remembered,
        gettext=translate,
        _=translate,
        ngettext=translate_number,
    )
    app.jinja_env.filters.update(
        dateformat=lambda day, pattern: dates.say_date(day, pattern, _language()),
        datetimeformat=lambda moment, pattern: dates.say_moment(moment, pattern, _language()),
    )
    app.context_processor(_begin_page)
    app.teardown_request(_end_page)


def navigation() -> tuple[NavPlace, ...]:
    """Return the places that the visitor can go to from every page."""
    person = current_user._get_current_object()  # noqa: SLF001  Flask's documented way
    if not person.is_authenticated:
        return ()
    items = [
        NavPlace(f"/o/{place['slug']}/", place["acronym"])
        for place in getattr(person, "memberships", [])
    ]
    if getattr(person, "is_coach", False):
        items.append(NavPlace("/coach/", gettext("Coaching")))
    if set(getattr(person, "network_roles", ())) - {Role.COACH}:
        items.append(NavPlace("/network/", gettext("Programme")))
    return tuple(items)


@pass_eval_context
def translate(place: EvalContext, message: str, /, **values: object) -> str:
    """Return `message` in the language of the request, as markup where that is put out."""
    return _filled(_translated(_language(), message, place.autoescape), values)


@pass_eval_context
def translate_number(
    place: EvalContext, singular: str, plural: str, num: int, /, **values: object
) -> str:
    """Return the words for a number of things, remembered in the same way."""
    words = _counted(_language(), singular, plural, num, place.autoescape)
    return _filled(words, {"num": num, **values})


def put_remembered(macro: Macro, *parts: object) -> Markup:
    """Return a piece of a page, rendered once for all who bring the same parts."""
    hashable = (tuple(part) if type(part) is list else part for part in parts)
    return Markup(render_piece(macro, _language(), *hashable))  # noqa: S704 - a macro escapes


def render_macro(file: str, name: str, *parts: object) -> Markup:
    """Return what a macro of a component file puts out, for a piece that no page holds yet."""
    _speaking.set(language())
    macro = getattr(current_app.jinja_env.get_template(file).module, name)
    return Markup(macro(*parts))  # noqa: S704 - a macro escapes


def _filled(words: str, values: dict[str, object]) -> str:
    if "%" not in words:
        return words
    if type(words) is not Markup:
        return words % values
    # As Markup would do it; a number stays one, for %d.
    plain = {
        name: value if type(value) is int else rendering.put(value)
        for name, value in values.items()
    }
    return Markup(str.__str__(words) % plain)  # noqa: S704 - the values are escaped


def _language() -> str:
    return _speaking.get() or language()


@lru_cache(maxsize=8192)
def _translated(_language: str, message: str, is_markup: bool) -> str:  # noqa: FBT001
    words = gettext(message)
    return Markup(words) if is_markup else words  # noqa: S704 - our own catalogue


@lru_cache(maxsize=8192)
def _counted(_language: str, singular: str, plural: str, num: int, is_markup: bool) -> str:  # noqa: FBT001
    words = str(get_domain().get_translations().ungettext(singular, plural, num))
    return Markup(words) if is_markup else words  # noqa: S704 - our own catalogue


def _begin_page() -> dict[str, Any]:
    # Asked once a page: a page looks at the visitor and the language hundreds of times.
    _speaking.set(language())
    return {"visitor": current_user._get_current_object()}  # noqa: SLF001  Flask's documented way


def _end_page(_error: BaseException | None) -> None:
    _speaking.set("")


def _read_assets(folder: Path) -> Callable[[str], str]:
    manifest = folder / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}
    return lambda name: f"/static/{names.get(name, name)}"


def _forget_login_context(app: Flask) -> None:
    # Flask-Login's own processor would load the user once more for each template.
    app.template_context_processors[None] = [
        processor
        for processor in app.template_context_processors[None]
        if processor.__module__ != "flask_login.utils"
    ]
