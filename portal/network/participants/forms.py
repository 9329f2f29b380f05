"""The filter of the numbers of participants."""

from datetime import date

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from portal.events.kinds import KIND_TITLES
from portal.language.places import PROVINCES
from portal.network.participants.queries import Wanted, list_funders
from portal.projects.forms import WithinReason


def _all(titles: dict[str, str]) -> list[SelectChoice]:
    known = [SelectChoice(key, lazy_gettext(title)) for key, title in titles.items()]
    return [SelectChoice("", lazy_gettext("All")), *known]


def _day(label: str) -> DateField:
    return DateField(label, [Optional(), WithinReason()])


class ParticipantsFilter(FlaskForm):
    """Which records are counted; it is part of an address and changes nothing."""

    class Meta:
        """It is read, so there is nothing to guard."""

        csrf = False

    kind = SelectField(
        lazy_gettext("Kind of event"),
        choices=_all({kind.value: title for kind, title in KIND_TITLES.items()}),
        default="",
    )
    first_day = _day(lazy_gettext("First day"))
    last_day = _day(lazy_gettext("Last day"))
    funder = SelectField(
        lazy_gettext("Funder"),
        choices=lambda: [
            SelectChoice("", lazy_gettext("All")),
            *map(SelectChoice, list_funders()),
        ],
        default="",
    )
    area = SelectField(
        lazy_gettext("Province"),
        choices=_all({province.code: province.title for province in PROVINCES.values()}),
        default="",
    )

    def validate_last_day(self, field: DateField) -> None:
        """Refuse a last day before the first."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(lazy_gettext("The last day is before the first."))

    def wanted(self) -> Wanted:
        """Return what is asked for, once the form is valid."""
        return Wanted(
            kind=self.kind.data or "",
            first_day=self.first_day.data or date.min,
            last_day=self.last_day.data or date.max,
            funder=self.funder.data or "",
            area=self.area.data or "",
        )
