"""The names of months and weekdays in each language, of Unicode's tables (CLDR).

Babel reads all that it knows of a language, 5 MB of memory, to name one month. So
`make translations` writes the few names down with Babel, and a process reads those.
"""

import json
from functools import cache
from pathlib import Path
from typing import Literal

from portal.language.locales import LOCALES

CALENDAR_FILE = Path(__file__).with_name("calendar.json")


@cache
def read_names() -> dict[str, dict[str, list[str]]]:
    """Return by language and part of a pattern (`MMM`, `EEEE`) the names, January or Monday first.

    Errors: a language without names is a `KeyError`; `make translations` adds them.
    """
    names: dict[str, dict[str, list[str]]] = json.loads(CALENDAR_FILE.read_text())
    return names


def write_names() -> None:
    """Write the names of all languages down, as Babel has them."""
    from babel.dates import get_day_names, get_month_names  # noqa: PLC0415  not for a web process

    def months(width: Literal["abbreviated", "wide"]) -> list[str]:
        return [get_month_names(width, locale=code)[month] for month in range(1, 13)]

    def weekdays(width: Literal["abbreviated", "wide"]) -> list[str]:
        return [get_day_names(width, locale=code)[weekday] for weekday in range(7)]

    names = {}
    for code in LOCALES:
        names[code] = {"MMM": months("abbreviated"), "MMMM": months("wide")}
        names[code] |= {"EEE": weekdays("abbreviated"), "EEEE": weekdays("wide")}
    CALENDAR_FILE.write_text(json.dumps(names, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write_names()
