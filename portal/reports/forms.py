"""The form that asks for a report."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from portal import clock
from portal.projects.forms import WithinReason
from portal.reports.period import PRESET_TITLES, Period, Preset, ready_made

AN_ID = re.compile(r"[0-9]{1,18}")
LONGEST_PERIOD = timedelta(days=5 * 366)


class NeededForOwn:
    """Asks for a day when own dates were chosen; whatever else stands there is then left alone."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: "ReportRequestForm", field: DateField) -> None:
        """Raise StopValidation, with words when a day of one's own dates is missing."""
        is_blank = not any(str(raw).strip() for raw in field.raw_data or [])
        if not form.is_own() or is_blank:
            field.errors = []
            raise StopValidation(self.message if form.is_own() else "")


class ReportRequestForm(FlaskForm):
    """A period, and the newest report that the page knew of: it makes two clicks one report."""

    preset = RadioField(
        lazy_gettext("Which period?"),
        choices=[
            SelectChoice(preset.value, lazy_gettext(title))
            for preset, title in PRESET_TITLES.items()
        ],
        default=Preset.THIS_QUARTER.value,
    )
    starts_on = DateField(
        lazy_gettext("First day"),
        [NeededForOwn(lazy_gettext("Enter the first day of the period.")), WithinReason()],
    )
    ends_on = DateField(
        lazy_gettext("Last day"),
        [NeededForOwn(lazy_gettext("Enter the last day of the period.")), WithinReason()],
    )
    funder = SelectField(lazy_gettext("Work in this report"), default="")
    seen = HiddenField()

    def __init__(self, funders: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        all_of_it = SelectChoice("", lazy_gettext("All the work of your organisation"))
        self.funder.choices = [all_of_it, *(SelectChoice(one, one) for one in funders)]
        if not funders:
            del self.funder

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse a last day before the first, and a period of more than five years."""
        if not (self.starts_on.data and field.data):
            return
        if field.data < self.starts_on.data:
            raise ValidationError(lazy_gettext("The last day is before the first."))
        if field.data - self.starts_on.data > LONGEST_PERIOD:
            raise ValidationError(lazy_gettext("Choose five years at most."))

    def is_own(self) -> bool:
        """Tell whether own dates were chosen."""
        return bool(self.preset.data == Preset.OWN)

    def period(self) -> Period:
        """Return the period that was asked for, once the form is valid."""
        if self.is_own():
            return Period(self.starts_on.data, self.ends_on.data)
        return ready_made(Preset(self.preset.data), clock.today())

    def chosen_funder(self) -> str:
        """Return the funder whose work is asked for, empty for all of it."""
        return str(self.funder.data or "") if "funder" in self else ""

    def newest_seen(self) -> int:
        """Return the id of the newest report that the page knew of, 0 for what is no id."""
        said = str(self.seen.data or "")
        return int(said) if AN_ID.fullmatch(said) else 0
