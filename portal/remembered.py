"""Pieces of pages that say the same for the same parts: rendered once, then remembered.

A piece is a macro of a component file. It sees its parts and the language, nothing of the request,
so whoever is shown a remembered piece has brought every word of it themselves.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TypeAlias

from jinja2.runtime import Macro
from markupsafe import Markup
from sqlalchemy import Row

PIECES = 1024
COMPOUND = (tuple, frozenset, Row)
PLAIN = {str, int, bool, type(None)}  # most of what is looked at
Part: TypeAlias = object


@lru_cache(maxsize=PIECES, typed=True)
def render_piece(macro: Macro, _language: str, *parts: Part) -> str:
    """Return what `macro` puts out for `parts`, which are hashable.

    Raises TypeError for markup inside a part: it equals the same words without being it.
    """
    if any(_holds_markup(inner) for part in parts for inner in _inside(part)):
        raise TypeError(macro.name)
    return str(macro(*parts))


def _inside(part: Part) -> Iterable[Part]:
    if isinstance(part, COMPOUND):
        return part
    if is_dataclass(part):
        return (getattr(part, field.name) for field in fields(part))
    return ()


def _holds_markup(part: Part) -> bool:
    if type(part) in PLAIN:
        return False
    return isinstance(part, Markup) or any(_holds_markup(inner) for inner in _inside(part))
