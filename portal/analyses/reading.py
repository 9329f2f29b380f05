"""Rows in words, for those who read and do not write."""

from datetime import date
from typing import Any

from flask_babel import format_date, gettext

from portal.analyses.forms import RowForm
from portal.analyses.queries import RowDict
from portal.analyses.steps import Field, Widget
from portal.analyses.vocabulary import State
from portal.wording import N_

STATE_TITLES: dict[str, str] = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("With your coach"),
    State.IN_REVIEW: N_("Being reviewed"),
    State.CHANGES_REQUESTED: N_("Changes asked for"),
    State.ACCEPTED: N_("Accepted"),
}


def state_title(state: str) -> str:
    """Return what a state of the review is called, still to be translated."""
    return STATE_TITLES[state]


def read_value(field: Field, row: RowDict, form: RowForm) -> str:
    """Return one field of a row in words; links show what they point at."""
    value: Any = row[field.name]
    if value in (None, ""):
        return ""
    if field.choices:
        return str(gettext(dict(field.choices)[str(value)]))
    if field.widget is Widget.LINK:
        return str(dict(form[field.name].choices).get(str(value), ""))
    if field.widget is Widget.DATE:
        return str(format_date(date.fromisoformat(value), "long"))
    return str(value)
