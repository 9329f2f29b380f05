"""The languages of the portal as one table: forms, pages, reports, guides and checks read it."""

from typing import NamedTuple

from portal.language.i18n import N_


class Language(NamedTuple):
    """One language: its `name` as its own readers write it, its `title` as all others call it.

    `script` names its typefaces in `portal.reports.document.fonts`; a script that `is_tall` needs
    larger letters and wider lines. `drawn` is a class of the style sheet that draws the name, so
    that nobody fetches a font for one word.
    """

    code: str
    name: str
    title: str
    direction: str = "ltr"
    script: str = "latin"
    is_tall: bool = False
    drawn: str = ""


# The first is the language in which the code is written; each other has a catalogue.
LOCALES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", N_("English")),
        Language("km", "ភាសាខ្មែរ", N_("Khmer"), script="khmer", is_tall=True, drawn="in-khmer"),
    )
}
DEFAULT_LOCALE, *TRANSLATED = LOCALES


def is_code(column: str) -> str:
    """Return the text of a CHECK that a column holds the code of a language.

    Which codes there are is asked where one is chosen, so that a new one needs no migration.
    """
    return f"{column} ~ '^[a-z]{{2}}$'"


def guide_ending(locale: str) -> str:
    """Return how the files of guides in a language end."""
    return ".md" if locale == DEFAULT_LOCALE else f".{locale}.md"
