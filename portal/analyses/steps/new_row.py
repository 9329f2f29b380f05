"""A row that is not there yet: its form, which becomes the row with its first letter."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from portal.analyses.kind import Field, Widget
from portal.analyses.rows.access import Values
from portal.analyses.rows.fields import Controls
from portal.analyses.rows.forms import fault_in
from portal.analyses.rows.merging import marks_of
from portal.analyses.steps.page import RowCard, StepPage


class NewRow(NamedTuple):
    """`marks` tell later what its form showed; `left` and `number` are as those of a card."""

    controls: Controls
    marks: str
    number: int
    left: str


def open_new_row(page: StepPage, given: Mapping[str, str]) -> NewRow:
    """Return the form of a new row; `given` has values of fields which are known already."""
    kind, number = page.kind, len(page.cards) + 1
    row: Values = {field.name: _given(field, given) for field in kind.fields}
    card = RowCard(row | {"id": 0}, number, page)
    return NewRow(page.controls_of(card), marks_of(kind, row), number, card.left)


def starts_open(page: StepPage) -> bool:
    """Tell whether the form of a first row is open before anybody asks for it."""
    # Ratings are begun each at its criterion.
    return not page.rows[page.kind.name] and page.kind.name != "rating"


def _given(field: Field, given: Mapping[str, str]) -> str | date | None:
    written = given.get(field.name, "")
    if field.widget is Widget.DATE:
        return _day(written)
    is_known = bool(field.choices) and not fault_in(field, written)
    return written if is_known else _nothing(field)


def _nothing(field: Field) -> str | None:
    return None if field.widget in (Widget.LINK, Widget.NUMBER) else ""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
