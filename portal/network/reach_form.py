"""The form of one line of what the network reached."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.http.request_values import IntegerField, VersionField
from portal.merging import MergedForm
from portal.network.reach import ReachLine
from portal.projects.forms import NotInFuture, WithinReason

LARGEST_FIGURE = 1_000_000


def _count(label: str) -> IntegerField:
    said = lazy_gettext("Enter a number from 0 to 1,000,000, or leave it empty.")
    return IntegerField(label, [Optional(), NumberRange(0, LARGEST_FIGURE, said)])


class ReachForm(MergedForm):
    """How many organisations and people, how many of them women, and when."""

    organisations = _count(lazy_gettext("Organisations"))
    people = _count(lazy_gettext("Participants"))
    women = _count(lazy_gettext("Of whom women"))
    first_day = DateField(lazy_gettext("First day"), [Optional(), WithinReason(), NotInFuture()])
    last_day = DateField(lazy_gettext("Last day"), [Optional(), WithinReason(), NotInFuture()])

    seen = VersionField(default=0)

    def validate_women(self, field: IntegerField) -> None:
        """Refuse more women than people."""
        if field.data and field.data > (self.people.data or 0):
            raise ValidationError(lazy_gettext("This is more than the total number of people."))

    def validate_last_day(self, field: DateField) -> None:
        """Refuse a last day before the first."""
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise ValidationError(lazy_gettext("The last day is before the first."))

    def reach(self) -> ReachLine:
        """Return what was written, once the form is valid."""
        written: dict[str, Any] = {name: self[name].data for name in ReachLine._fields}
        return ReachLine(**written)
