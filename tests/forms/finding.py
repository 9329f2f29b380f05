"""Looks for a value that was sent: among the rows that changed, and on a page."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tests.forms.crawl import Followed
from tests.forms.kept import Row
from tests.forms.pages import WORDS, Control

TICKS = {"y": True, "on": True, "1": True}
DAY, MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d")


def is_in_rows(control: Control, value: str, rows: Iterable[tuple[str, Row]]) -> bool:
    """Tell whether a row that changed holds a value, in the column of that name if it has one."""
    name = control.stem.rpartition("-")[2]
    held = [row for _, row in rows]
    own = [row[one] for row in held for one in (name, f"{name}_id") if one in row]
    if any(_equals(one, value) for one in own):
        return True
    if control.kind in WORDS:
        return any(value in one for row in held for one in _texts(row))
    # A number may stand anywhere for something else, but in a list.
    others = [] if own else [one for row in held for one in row.values()]
    return any(
        _equals(one, value) for one in others if isinstance(one, list) or not value.isdecimal()
    )


def is_on_page(control: Control, value: str, found: Followed, before: Followed | None) -> str:
    """Return where a page shows a value, "" where it does not: in its "words" or in a "field"."""
    words = plain(found.page.words)
    for told in _told(control, value):
        if _count(told, words) > (_count(told, plain(before.page.words)) if before else 0):
            return "words"
    stands = any(
        one.says(value)
        for form in found.page.forms
        for one in form.controls
        if one.stem == control.stem and one.kind != "hidden"
    )
    return "field" if stands else ""


def plain(words: str) -> str:
    """Return words without the signs at which Khmer lines may break."""
    return words.replace("\u200b", "")


def _told(control: Control, value: str) -> Iterator[str]:
    if control.choices:
        for words in (plain(words) for key, words in control.choices if key == value):
            # What stands behind a colon explains the word before it.
            yield from (one for one in (words, words.partition(":")[0]) if one)
    elif DAY.fullmatch(value):
        day = date.fromisoformat(value)
        yield f"{day.day} {day:%b}"
    elif MONTH.fullmatch(value):
        yield f"{date.fromisoformat(f'{value}-01'):%b %Y}"
    elif value:
        yield value


def _count(told: str, words: str) -> int:
    if told.isdecimal():
        return len(re.findall(rf"(?<![\d.,]){told}(?![\d.,]\d)", words))
    return words.count(told)


def _equals(held: Any, value: str) -> bool:
    if isinstance(held, bool):
        return held is TICKS.get(value, False)
    if isinstance(held, list):
        return value in map(str, held)
    # Of a day its month or its year may be all that is told, of a time its hour and minute.
    is_beginning = isinstance(held, str) and held.startswith((f"{value}-", f"{value}:"))
    return held is not None and (str(held) == value or is_beginning)


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list):
        for one in held.values() if isinstance(held, dict) else held:
            yield from _texts(one)
