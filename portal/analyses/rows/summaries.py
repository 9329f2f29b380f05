"""Short words beside the heading of a closed row: what one wants to know without opening it."""

from collections.abc import Mapping
from datetime import date

from portal.analyses.kind import Field, Widget
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.language.dates import say_date
from portal.language.i18n import gettext
from portal.language.khmer import shorten

LONGEST_SUMMARY = 60
Numbers = Mapping[int, int]


def notes_of(kind: str, row: RowDict, numbers: Numbers) -> list[str]:
    """Return the notes of a row; `numbers` are the numbers of the rows of its kind on the page."""
    known = KINDS[kind]
    notes = (
        note(row, numbers) if callable(note) else _said(known.field[note], row[note])
        for note in known.summary
    )
    return [note for note in notes if note]


def _said(field: Field, value: str | int | None) -> str:
    written = "" if value is None else str(value)
    if field.choices:
        label = dict(field.choices).get(written)
        return gettext(label) if label else ""
    if field.widget is Widget.DATE:
        return say_date(date.fromisoformat(written)) if written else ""
    return shorten(written, LONGEST_SUMMARY)
