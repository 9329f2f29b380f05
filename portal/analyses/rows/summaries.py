"""Short words beside the heading of a closed row: what one wants to know without opening it."""

from collections.abc import Callable, Mapping
from datetime import date

from portal.analyses import labels
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.language.dates import say_date
from portal.language.i18n import gettext
from portal.language.khmer import shorten

LONGEST_SUMMARY = 60
Numbers = Mapping[int, int]


def notes_of(kind: str, row: RowDict, numbers: Numbers) -> list[str]:
    """Return the notes of a row; `numbers` are the numbers of the rows of its kind on the page."""
    return [note for note in _NOTES.get(kind, _nothing)(row, numbers) if note]


def _nothing(_row: RowDict, _numbers: Numbers) -> list[str]:
    return []


def _groups(row: RowDict, _numbers: Numbers) -> list[str]:
    return [shorten(row["groups"], LONGEST_SUMMARY)]


def _detail(row: RowDict, _numbers: Numbers) -> list[str]:
    return [_chosen("detail", "detail_key", row)]


def _limit(row: RowDict, _numbers: Numbers) -> list[str]:
    return [shorten(row["criterion"], LONGEST_SUMMARY)]


def _chain(row: RowDict, _numbers: Numbers) -> list[str]:
    pattern = labels.SHORT_PATTERNS.get(row["pattern"], "")
    return [_chosen("chain", "sign", row), gettext(pattern) if pattern else ""]


def _option(row: RowDict, numbers: Numbers) -> list[str]:
    parent = numbers.get(row["parent_id"] or 0)
    made_from = gettext("made from option %(number)s", number=parent) if parent else ""
    return [_chosen("option", "state", row), made_from]


def _test(row: RowDict, _numbers: Numbers) -> list[str]:
    return [_chosen("test", "effect", row)]


def _change(row: RowDict, _numbers: Numbers) -> list[str]:
    return [_chosen("change", "kind", row)]


def _rating(row: RowDict, _numbers: Numbers) -> list[str]:
    uncounted = "" if row["evidence"] else gettext("does not count: no evidence yet")
    day = say_date(date.fromisoformat(row["rated_on"])) if row["rated_on"] else ""
    return [_chosen("rating", "level", row), day, uncounted]


def _learning(row: RowDict, _numbers: Numbers) -> list[str]:
    return [_chosen("learning", "kind", row), _chosen("learning", "level", row)]


def _influence(row: RowDict, _numbers: Numbers) -> list[str]:
    return [_chosen("influence", "effect", row), _chosen("influence", "source", row)]


def _chosen(kind: str, name: str, row: RowDict) -> str:
    field = next(field for field in KINDS[kind].fields if field.name == name)
    value = "" if row[name] is None else str(row[name])
    label = dict(field.choices).get(value, "")
    return gettext(label) if label else ""


_NOTES: dict[str, Callable[[RowDict, Numbers], list[str]]] = {
    "divider": _groups,
    "connector": _groups,
    "detail": _detail,
    "constraint": _limit,
    "chain": _chain,
    "option": _option,
    "test": _test,
    "change": _change,
    "rating": _rating,
    "learning": _learning,
    "influence": _influence,
}
