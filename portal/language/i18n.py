"""Words for people: marked for translation, translated, and those of a library put into ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

import flask_babel
from babel.support import NullTranslations, Translations

_CATALOGUES = Path(__file__).resolve().parents[1] / "translations"
# A page asks hundreds of times, and to ask Flask-Babel takes longer than to say a word.
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def N_(message: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Return `message` unchanged; the catalogue collects it, templates translate it."""
    return message


def gettext(message: str, **values: object) -> str:
    """Return `message` in the language of the request, as Flask-Babel does but remembered.

    Flask-Babel asks for the catalogue again at each message, and a page has hundreds.
    """
    words = _remembered(language(), message)
    return words % values if values else words


def language() -> str:
    """Return the language that is spoken now, empty outside of a request or task."""
    return _spoken.get() or _ask()


def begin_request() -> None:
    """Settle the language of a request, once it is known who asks, or what they chose in it."""
    flask_babel.refresh()
    _spoken.set(_ask())


def end_request(_error: BaseException | None) -> None:
    """Forget the language of a request."""
    _spoken.set("")


@contextmanager
def speak(locale: str) -> Iterator[None]:
    """Say everything in `locale`, one of `LOCALES`, whatever the request speaks."""
    with flask_babel.force_locale(locale):  # noqa: TID251
        before = _spoken.set(locale)
        try:
            yield
        finally:
            _spoken.reset(before)


def _ask() -> str:
    locale = flask_babel.get_locale()
    return locale.language if locale else ""


@lru_cache(maxsize=8192)
def _remembered(language: str, message: str) -> str:
    return str(_catalogue(language).gettext(message))


# Flask-Babel gives words as they are outside of a request, and those would be remembered.
@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(_CATALOGUES, [language])


FORM_WORDS: dict[str, str] = {
    "Not a valid date value.": N_("Enter a date, such as 2026-11-24."),
    "Not a valid integer value.": N_("Enter a whole number."),
    "Not a valid decimal value.": N_("Enter a number, such as 1.5."),
    "Not a valid choice.": N_("Choose one from the list."),
    "'%(value)s' is not a valid choice for this field.": N_("Choose one from the list."),
    "Invalid Choice: could not coerce.": N_("Choose one from the list."),
    "This field is required.": N_("Fill this in."),
}


class FormWords:
    """What forms ask for the words of their library, which has none in Khmer."""

    def ugettext(self, message: str) -> str:
        """Return our words in the language of the request."""
        return gettext(FORM_WORDS.get(message, message))

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        """Return the words for a number of things; the library puts its values in."""
        if singular in FORM_WORDS:
            return gettext(FORM_WORDS[singular])
        return str(flask_babel.get_translations().ungettext(singular, plural, number))
