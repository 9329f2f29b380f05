"""The fields of a row as its form shows them: from what is saved, or from what was sent."""

from functools import lru_cache
from typing import NamedTuple

from portal.analyses.kind import Field, Kind, Widget
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import Headings
from portal.language.i18n import gettext, language

LONGEST_ANSWER = 10_000
# Other languages and kinds than are there at once are never needed.
CHOICE_LISTS_KEPT = 256
Choice = tuple[str, str]


class NamedField(NamedTuple):
    """Rows that fields may link to, by kind: those that are there, their names, those removed."""

    rows: Rows
    headings: Headings
    gone: Rows


class Control(NamedTuple):
    """One field of a form: `value` and the keys of `choices` as a form sends them."""

    field: Field
    value: str
    choices: tuple[Choice, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name under which the form sends the field."""
        return self.field.name

    @property
    def longest(self) -> int:
        """Return how many letters may be written."""
        return LONGEST_ANSWER


Controls = tuple[Control, ...]


def controls_of(kind: Kind, row: RowDict, named: NamedField) -> Controls:
    """Return the fields of a row as they are saved."""
    return tuple(_control(field, _value(row[field.name]), named) for field in fields_on_form(kind))


@lru_cache
def fields_on_form(kind: Kind) -> tuple[Field, ...]:
    """Return the fields of a kind that its form has; the others have a button of their own."""
    return tuple(field for field in kind.fields if not field.apart)


def choices_of(field: Field, chosen: str | None, named: NamedField) -> tuple[Choice, ...]:
    """Return what a field may be, in words; a link to a removed row stays."""
    if field.widget is Widget.LINK:
        return _links(field, chosen, named)
    return _words(language(), field)


def _control(field: Field, value: str, named: NamedField) -> Control:
    return Control(field, value, choices_of(field, value, named))


def _value(saved: object) -> str:
    return "" if saved is None else str(saved)


@lru_cache(maxsize=CHOICE_LISTS_KEPT)
def _words(_language: str, field: Field) -> tuple[Choice, ...]:
    blank = [("", gettext(field.blank))] if field.widget is Widget.SELECT else []
    return (*blank, *((str(value), gettext(label)) for value, label in field.choices))


def _links(field: Field, chosen: str | None, named: NamedField) -> tuple[Choice, ...]:
    found = [
        (str(target["id"]), _link_words(field, name, named.headings.get((name, target["id"]), "")))
        for name in field.targets
        for target in named.rows.get(name, ())
    ]
    removed = [
        (
            str(target["id"]),
            gettext("Removed: %(title)s", title=named.headings.get((name, target["id"]), "")),
        )
        for name in field.targets
        for target in named.gone.get(name, ())
        if str(target["id"]) == str(chosen)
    ]
    return (("", gettext(field.blank)), *found, *removed)


def _link_words(field: Field, kind: str, heading: str) -> str:
    title = heading or gettext("Untitled")
    return f"{gettext(KINDS[kind].title)}: {title}" if len(field.targets) > 1 else title
