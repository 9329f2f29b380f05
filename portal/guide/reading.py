"""Reads a guide: the few forms of Markdown that the guides use, each piece escaped."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup, escape

from portal.language.locales import guide_ending

GUIDES_FOLDER = Path(__file__).parents[2] / "docs" / "guide"
GUIDES = ("ngo", "coach", "coordinator")
MARKDOWN_LINK = re.compile(r"\s*!?\[[^\]]*\]\([^)]*\)")
MARKDOWN_STRONG = re.compile(r"\*\*(.+?)\*\*")
KEY_OF_KEYBOARD = re.compile(r"`(.+?)`")
BLOCK_KINDS = (("table", "| "), ("steps", tuple("123456789")), ("list", "- "))


class Block(NamedTuple):
    """A paragraph, a list, numbered steps or a table; a table's first row names its columns."""

    kind: str
    lines: tuple[tuple[Markup, ...], ...]


class Section(NamedTuple):
    """What stands below one heading."""

    heading: str
    blocks: tuple[Block, ...]


class Guide(NamedTuple):
    """A guide: its title, what it is about in a sentence or two, its sections."""

    title: str
    lead: Markup
    sections: tuple[Section, ...]


@cache
def read_guide(key: str, locale: str) -> Guide:
    """Return a guide in a language; pictures and links are for readers of the files."""
    head, *parts = MARKDOWN_LINK.sub(
        "", (GUIDES_FOLDER / f"{key}{guide_ending(locale)}").read_text("utf-8")
    ).split("\n## ")
    title, _, lead = head.partition("\n")
    return Guide(title.removeprefix("# "), _inline(lead.strip()), tuple(map(_section, parts)))


def _section(part: str) -> Section:
    heading, _, body = part.partition("\n")
    return Section(heading, tuple(_blocks(body)))


def _blocks(body: str) -> Iterator[Block]:
    lines = [line for line in body.splitlines() if not line.startswith("|---")]
    for kind, found in groupby(lines, _kind):
        if kind:
            yield Block(kind, tuple(_cells(kind, line) for line in found))


def _kind(line: str) -> str:
    if not line:
        return ""
    return next((kind for kind, start in BLOCK_KINDS if line.startswith(start)), "text")


def _cells(kind: str, line: str) -> tuple[Markup, ...]:
    if kind == "table":
        return tuple(_inline(cell.strip()) for cell in line.strip("|").split("|"))
    return (_inline(line if kind == "text" else line.partition(" ")[2]),)


def _inline(words: str) -> Markup:
    marked = MARKDOWN_STRONG.sub(r"<strong>\1</strong>", str(escape(words)))
    return Markup(KEY_OF_KEYBOARD.sub(r"<kbd>\1</kbd>", marked))  # noqa: S704 - escaped before it is marked
