"""What one has just done is confirmed once: where one looks, or at the top of the page."""

from collections.abc import Sequence
from typing import cast

from flask import flash, get_flashed_messages
from markupsafe import escape

_ABOVE = "message"  # Flask's own category


def flash_at(place: str, words: str) -> None:
    """Confirm something on the next page, in a notice in the part of it that has this id."""
    flash(words, place)


def flashed_at(place: str) -> list[str]:
    """Return what is confirmed in a part of the page."""
    return [str(words) for words in get_flashed_messages(category_filter=[place])]


def flashed_above(main: str) -> list[str]:
    """Return what is confirmed at the top: also what has no place in `main` after all."""
    found = cast("Sequence[tuple[str, str]]", get_flashed_messages(with_categories=True))
    return [
        words for place, words in found if place == _ABOVE or f"<p>{escape(words)}</p>" not in main
    ]
