"""Two texts of one row side by side, when two people wrote it at the same time."""

from typing import Any, NamedTuple

from portal.analyses.kind import TEXT_WIDGETS, Field, Kind, Widget
from portal.analyses.rows.display import read_value
from portal.analyses.rows.fields import fields_on_form
from portal.analyses.rows.forms import RowForm


class FieldConflict(NamedTuple):
    """One field that differs: values as a form sends them, and the words for people.

    `both` is the two texts after one another, empty where a field holds one value only.
    """

    name: str
    label: str
    mine: str
    theirs: str
    mine_words: str
    their_words: str
    both: str


def lay_side_by_side(kind: Kind, form: RowForm, theirs: dict[str, Any]) -> list[FieldConflict]:
    """Return the fields in which what was sent differs from what is saved."""
    mine = form.values(kind)
    return [
        _pair(field, form, mine[field.name], theirs[field.name])
        for field in fields_on_form(kind)
        if field.name in theirs and mine[field.name] != theirs[field.name]
    ]


def keep_words(kind: Kind, form: RowForm) -> list[FieldConflict]:
    """Return what was sent for a row that could not be saved, field by field."""
    mine = form.values(kind)
    fields = [field for field in fields_on_form(kind) if mine.get(field.name) not in (None, "")]
    return [_pair(field, form, mine[field.name], None) for field in fields]


def read_sent(values: dict[str, Any]) -> dict[str, str]:
    """Return values as a form sends them."""
    return {name: as_sent(value) for name, value in values.items()}


def as_sent(value: Any) -> str:  # noqa: ANN401  what a column holds
    """Return one value as a form sends it."""
    return "" if value is None else str(value)


def _pair(field: Field, form: RowForm, mine: Any, theirs: Any) -> FieldConflict:  # noqa: ANN401
    joins = field.widget in TEXT_WIDGETS and mine and theirs
    between = " / " if field.widget is Widget.LINE else "\n\n"
    return FieldConflict(
        name=field.name,
        label=str(form[field.name].label.text),
        mine=as_sent(mine),
        theirs=as_sent(theirs),
        mine_words=_words(field, form, mine),
        their_words=_words(field, form, theirs),
        both=f"{theirs}{between}{mine}" if joins else "",
    )


def _words(field: Field, form: RowForm, value: Any) -> str:  # noqa: ANN401
    if field.widget is Widget.LINK:
        return str(dict(form[field.name].choices).get(as_sent(value), ""))
    return read_value(field, value, {})
