"""A revision as it is read: one card for each row, its fields in words, nothing to be changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.analyses.steps import KINDS, STEP_OF, Field, Widget
from portal.wording import N_

Row = dict[str, Any]
Titles = dict[tuple[str, int], str]
TITLES = {
    "context": "area",
    "divider": "title",
    "connector": "title",
    "detail": "choice",
    "chain": "explanation",
    "option": "description",
    "test": "option_id",
    "change": "after",
}
OWN_STAFF = N_("Your own staff")


@dataclass(frozen=True)
class Fact:
    """One field of a row; `is_marked` values are the portal's own words, to be translated."""

    name: str
    label: str
    value: str = ""
    day: date | None = None
    is_marked: bool = False


@dataclass(frozen=True)
class Card:
    """One row; `number` counts within its kind, `kind_title` is marked for translation."""

    kind: str
    id: int
    number: int
    kind_title: str
    title: str
    facts: tuple[Fact, ...]

    @property
    def anchor(self) -> str:
        """Return the name by which addresses and comments point at this row."""
        return f"{self.kind}-{self.id}"


def cards_of(snapshot: dict[str, Any], step: int) -> list[Card]:
    """Return the rows of one step of a snapshot, in order."""
    titles = _titles(snapshot["rows"])
    return [
        _card(kind, number, row, titles)
        for kind in kinds_of(step)
        for number, row in enumerate(snapshot["rows"].get(kind, []), 1)
    ]


def count_rows(snapshot: dict[str, Any], step: int) -> int:
    """Return how many rows a step of a snapshot has."""
    return sum(len(snapshot["rows"].get(kind, [])) for kind in kinds_of(step))


def kinds_of(step: int) -> list[str]:
    """Return the kinds of rows that are read with a step; changes go with the last one."""
    return [kind for kind, number in STEP_OF.items() if number == step]


def label_of(kind: str, name: str) -> str:
    """Return the label of a field, marked for translation; empty for an unknown one."""
    known = KINDS.get(kind)
    return next((field.label for field in known.fields if field.name == name), "") if known else ""


def _titles(rows: dict[str, list[Row]]) -> Titles:
    found = {
        (kind, row["id"]): str(row.get(TITLES[kind]) or "")
        for kind, of_kind in rows.items()
        for row in of_kind
    }
    for row in rows.get("chain", []):
        ends = (found.get(end, "") for end in (_cause(row), *_factors(row)))
        found["chain", row["id"]] = " → ".join(end for end in ends if end)
    for row in rows.get("test", []):
        found["test", row["id"]] = found.get(("option", row["option_id"]), "")
    return found


def _cause(row: Row) -> tuple[str, int]:
    return "detail", row["detail_id"]


def _factors(row: Row) -> list[tuple[str, int]]:
    return [("divider", row["factor_id"]), ("connector", row["factor_id"])]


def _card(kind: str, number: int, row: Row, titles: Titles) -> Card:
    known = KINDS[kind]
    shown = [field for field in known.fields if field.name != TITLES[kind] or kind == "chain"]
    return Card(
        kind=kind,
        id=row["id"],
        number=number,
        kind_title=known.title,
        title=titles[kind, row["id"]],
        facts=tuple(_fact(field, row, titles) for field in shown),
    )


def _fact(field: Field, row: Row, titles: Titles) -> Fact:
    value = row.get(field.name)
    if field.widget is Widget.LINK:
        return _link(field, row, titles)
    if value in (None, ""):
        return Fact(field.name, field.label)
    if field.choices:
        chosen = {str(key): words for key, words in field.choices}.get(str(value), "")
        return Fact(field.name, field.label, chosen, is_marked=True)
    if field.widget is Widget.DATE:
        return Fact(field.name, field.label, day=date.fromisoformat(value))
    return Fact(field.name, field.label, str(value))


def _link(field: Field, row: Row, titles: Titles) -> Fact:
    # A test without a divider or connector is a test on the people who do the work (domain 1.7).
    if row[field.name] is None and "option_id" in row and field.name == "factor_id":
        return Fact(field.name, field.label, OWN_STAFF, is_marked=True)
    found = [titles.get((kind, row[field.name]), "") for kind in field.targets]
    return Fact(field.name, field.label, next(filter(None, found), ""))
