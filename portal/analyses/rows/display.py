"""Rows in words, for those who read and do not write."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.analyses.kind import Field, Kind, Widget
from portal.analyses.labels import OPTION_STATES, STATE_TITLES
from portal.analyses.queries import RowDict
from portal.analyses.rows.titles import Headings, say_blank
from portal.language.dates import DAY_IN_TEXT, say_date
from portal.language.i18n import gettext


def option_title(state: str) -> str:
    """Return where an option stands, still to be translated."""
    return _OPTION_TITLES[state]


_OPTION_TITLES: dict[str, str] = dict(OPTION_STATES)


def state_title(state: str) -> str:
    """Return what a state of the review is called, still to be translated."""
    return STATE_TITLES[state]


def read_row(kind: Kind, row: RowDict, headings: Headings) -> list[dict[str, str]]:
    """Return the written fields of a row, but for the one that is its heading, in words."""
    heading = headings.get((kind.name, row["id"]))
    lines = (
        {"label": gettext(field.label), "value": read_value(field, row[field.name], headings)}
        for field in kind.fields
        if row[field.name] != heading
    )
    return [line for line in lines if line["value"]]


def read_value(field: Field, value: Any, headings: Headings) -> str:  # noqa: ANN401
    """Return the value of one field in words; links show the heading of what they point at."""
    if field.widget is Widget.LINK:
        return _read_link(field, value, headings)
    if value is None or value == "":
        return ""
    if field.choices:
        return _read_choice(dict(field.choices), str(value))
    if isinstance(value, date) or field.widget is Widget.DATE:
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return say_date(day, DAY_IN_TEXT)
    return str(value)


def _read_link(field: Field, value: int | None, headings: Headings) -> str:
    if value is None:
        return say_blank(field)
    found = (headings.get((kind, value), "") for kind in field.targets)
    return next(filter(None, found), "")


def _read_choice(choices: Mapping[str, str], value: str) -> str:
    return str(gettext(choices[value])) if value in choices else ""
