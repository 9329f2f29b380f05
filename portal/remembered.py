"""Pieces of pages that say the same for the same parts: rendered once, then remembered.

A piece is a macro of a component file. It sees its parts and the language, nothing of the request,
so whoever is shown a remembered piece has brought every word of it themselves.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from sys import getsizeof
from typing import TypeAlias

from jinja2.runtime import Macro
from markupsafe import Markup
from sqlalchemy import Row

from portal.shelf import Bounded

COMPOUND = (tuple, frozenset, Row)
PLAIN = 64  # bytes of a part that is no text
Part: TypeAlias = object
# By bytes: a page of the longest rows that one may write takes a thousand times a common one.
KEPT: Bounded[str] = Bounded(32_000_000)


def render_piece(macro: Macro, language: str, *parts: Part) -> str:
    """Return what `macro` puts out for `parts`, which are hashable.

    Raises TypeError for markup inside a part: it equals the same words without being it.
    """
    key = (macro, language, parts, tuple(map(type, parts)))
    piece = KEPT.find(key)
    if piece is None:
        size = sum(map(weigh, parts))  # they are kept with the piece, which may not show them
        piece = str(macro(*parts))
        KEPT.keep(key, piece, size + getsizeof(piece))
    return piece


def weigh(part: Part) -> int:
    """Return about how many bytes a part takes; TypeError for markup inside it."""
    if isinstance(part, str):
        return getsizeof(part)
    size = PLAIN
    for inner in _inside(part):
        if isinstance(inner, Markup):
            raise TypeError(inner)
        size += weigh(inner)
    return size


def _inside(part: Part) -> Iterable[Part]:
    if isinstance(part, COMPOUND):
        return part
    if is_dataclass(part):
        return (getattr(part, field.name) for field in fields(part))
    return ()
