"""Finds sections of the guides; they are read once and kept in the form that is searched."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from portal.guide.reading import GUIDES, Section, read_guide
from portal.language.i18n import gettext
from portal.language.text import search_form
from portal.search.groups import Hit
from portal.search.words import quote


class GuideSection(NamedTuple):
    """A section of a guide: where it is, its words, and their form."""

    href: str
    guide: str
    heading: str
    words: str
    form: str


def find_sections(words: Sequence[str], locale: str) -> list[Hit]:
    """Return the sections that hold all words, those with one in their heading first."""
    asked = tuple(words)
    found = [one for one in _sections(locale) if all(word in one.form for word in asked)]
    found.sort(key=lambda one: not any(word in search_form(one.heading) for word in asked))
    return [
        Hit(
            one.href,
            quote(one.heading, asked),
            f"{gettext('Guide')} · {one.guide}",
            quote(one.words, asked),
        )
        for one in found
    ]


@cache
def _sections(locale: str) -> tuple[GuideSection, ...]:
    return tuple(
        GuideSection(
            f"/help/{key}#section-{nth}",
            guide.title,
            section.heading,
            words,
            search_form(f"{section.heading} {words}"),
        )
        for key in GUIDES
        for guide in (read_guide(key, locale),)
        for nth, section in enumerate(guide.sections, 1)
        for words in (_words(section),)
    )


def _words(section: Section) -> str:
    cells = (cell for block in section.blocks for line in block.lines for cell in line)
    return " ".join(cell.striptags() for cell in cells)
