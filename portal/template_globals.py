"""What every template knows: the visitor, the navigation, dates and assets."""

import json
from collections.abc import Callable, Collection, Mapping, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, templating
from flask_babel import get_domain
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portal import clock
from portal.http.flashed import flashed_above, flashed_at
from portal.language import dates
from portal.language.i18n import gettext, language
from portal.language.locales import DEFAULT_LOCALE, LOCALES
from portal.navigation import (
    navigation,
    parts_of,
    trail_of_account,
    trail_of_network,
    trail_to,
)
from portal.permissions import grants


class Environment(templating.Environment):
    """Flask's environment with globals in one mapping: each import of a component compares them."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; all are known before the first one is read."""
        return {**self.globals, **(d or {})}


def init_app(app: Flask) -> None:
    """Give templates their common names."""
    _forget_login_context(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=_read_assets(Path(app.static_folder or "")),
        flashed_at=flashed_at,
        flashed_above=flashed_above,
        navigation=navigation,
        parts_of=parts_of,
        trail_of_account=trail_of_account,
        trail_of_network=trail_of_network,
        trail_to=trail_to,
        grants=grants,
        today=clock.today,
        locale=language,
        languages=LOCALES.values(),
        language_name=lambda code: LOCALES[code].name,
        label_cells=label_cells,
        direction=lambda: LOCALES[language() or DEFAULT_LOCALE].direction,
        day_words=lambda day, today: dates.say_day(day, today, language()),
        due_words=lambda day, today: dates.say_due(day, today, language()),
        since_words=lambda day, today: dates.say_since(day, today, language()),
        gettext=translate,
        _=translate,
        ngettext=translate_number,
    )
    app.jinja_env.filters.update(
        dateformat=lambda day, pattern: dates.say_date(day, pattern, language()),
        datetimeformat=lambda moment, pattern: dates.say_moment(moment, pattern, language()),
    )
    app.context_processor(_begin_page)


@pass_eval_context
def translate(place: EvalContext, message: str, /, **values: object) -> str:
    """Return `message` in the language of the request, as markup where that is put out."""
    return _filled(_translated(language(), message, place.autoescape), values)


@pass_eval_context
def translate_number(
    place: EvalContext, singular: str, plural: str, num: int, /, **values: object
) -> str:
    """Return the words for a number of things, remembered in the same way."""
    words = _counted(language(), singular, plural, num, place.autoescape)
    return _filled(words, {"num": num, **values})


def label_cells(heads: Mapping[object, str], numbers: Collection[object]) -> dict[object, Markup]:
    """Return the attributes of the cells below each head: what it says, and whether they count."""
    return {
        key: Markup(' data-label="{}"{}').format(
            Markup.escape(head).striptags(),
            Markup(' class="data__number"') if key in numbers else "",
        )
        for key, head in heads.items()
    }


def _filled(words: str, values: dict[str, object]) -> str:
    return words % values if "%" in words else words


@lru_cache(maxsize=8192)
def _translated(_language: str, message: str, is_markup: bool) -> str:  # noqa: FBT001
    words = gettext(message)
    return Markup(words) if is_markup else words  # noqa: S704 - our own catalogue


@lru_cache(maxsize=8192)
def _counted(_language: str, singular: str, plural: str, num: int, is_markup: bool) -> str:  # noqa: FBT001
    words = str(get_domain().get_translations().ungettext(singular, plural, num))
    return Markup(words) if is_markup else words  # noqa: S704 - our own catalogue


def _begin_page() -> dict[str, Any]:
    # Asked once a page: a page looks at the visitor hundreds of times.
    return {"visitor": current_user._get_current_object()}  # noqa: SLF001  Flask's documented way


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
