"""Forms of workshops: recording one, correcting one, and how long a kind of them must be."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)

from portal.events.details import SEXES, PeopleCounts, WorkshopDetails
from portal.events.kinds import KIND_TITLES, KNOWN_TO_TITLES, KnownTo, WorkshopKind
from portal.http.request_values import IntegerField, TokenMixin, VersionField, at_most
from portal.language.text import tidy_line
from portal.merging import MergedForm
from portal.projects.forms import NotInFuture, WithinReason

MOST_PEOPLE, MOST_DAYS = 1000, 60
NOT_DAYS = lazy_gettext("Enter a number from 1 to 60.")


def _people(label: str, *first: Optional) -> IntegerField:
    said = lazy_gettext("Enter a number from 0 to 1,000.")
    checks = [*(first or (InputRequired(said),)), NumberRange(0, MOST_PEOPLE, said)]
    return IntegerField(label, checks, default=0)


def first_day() -> DateField:
    """Return a field for the day on which a workshop began."""
    early = lazy_gettext("This day has not come yet. Record the workshop after it has taken place.")
    missing = lazy_gettext("Enter the day it began.")
    checks = [InputRequired(missing), WithinReason(), NotInFuture(early)]
    return DateField(lazy_gettext("First day"), checks)


class PeopleMixin:
    """How many of an organisation's people took part."""

    women = _people(lazy_gettext("Women"))
    men = _people(lazy_gettext("Men"))
    undisclosed = _people(lazy_gettext("Prefer not to say"))
    unrecorded = _people(lazy_gettext("Sex not recorded"), Optional())
    is_uncounted = BooleanField(lazy_gettext("No one recorded how many took part"))

    def validate_unrecorded(self, _field: IntegerField) -> None:
        """Refuse a workshop in which nobody took part."""
        if not self.is_uncounted.data and not any(self.people()):
            raise ValidationError(
                lazy_gettext(
                    "At least one person took part. If no one recorded how many, say so below."
                )
            )

    def validate_is_uncounted(self, field: BooleanField) -> None:
        """Refuse numbers of people whom nobody counted."""
        if field.data and any(self.people()[: len(SEXES)]):
            raise ValidationError(
                lazy_gettext("There are numbers above. Write 0 in each of them, or untick this.")
            )

    def people(self) -> PeopleCounts:
        """Return the numbers as they were written."""
        return PeopleCounts(
            self.women.data or 0,
            self.men.data or 0,
            self.undisclosed.data or 0,
            self.unrecorded.data or 0,
            self.is_uncounted.data,
        )


class WorkshopForm(PeopleMixin, FlaskForm):
    """What an organisation says of a workshop."""

    kind = SelectField(
        lazy_gettext("Kind of workshop"),
        choices=[
            SelectChoice(kind.value, lazy_gettext(KIND_TITLES[kind])) for kind in WorkshopKind
        ],
    )
    held_on = first_day()
    known_to = SelectField(
        lazy_gettext("How exact is the date?"),
        choices=[SelectChoice(one.value, lazy_gettext(KNOWN_TO_TITLES[one])) for one in KnownTo],
        default=KnownTo.DAY.value,
    )
    days = IntegerField(
        lazy_gettext("Number of days"),
        [Optional(), NumberRange(1, MOST_DAYS, NOT_DAYS)],
    )
    given_by = StringField(
        lazy_gettext("Organiser"),
        [
            DataRequired(lazy_gettext("Name the organisation that ran it.")),
            at_most(80),
        ],
        filters=[tidy_line],
    )
    funder = StringField(
        lazy_gettext("Funder"),
        [at_most(40)],
        filters=[tidy_line],
    )

    def details(self) -> WorkshopDetails:
        """Return what was written, once the form is valid."""
        return WorkshopDetails(
            kind=self.kind.data,
            held_on=self.held_on.data,
            days=self.days.data,
            known_to=self.known_to.data,
            given_by=self.given_by.data,
            funder=self.funder.data or "",
            **self.people()._asdict(),
        )


class NewWorkshopForm(TokenMixin, WorkshopForm):
    """A workshop that is not on record yet."""


class CorrectionForm(MergedForm, WorkshopForm):
    """A workshop on record that others may be correcting too; `seen` marks what was shown."""

    seen = HiddenField()

    def corrected(self, _saved: WorkshopDetails) -> WorkshopDetails:
        """Return all that it says now."""
        return self.details()


class PartForm(PeopleMixin, FlaskForm):
    """An organisation's part in an event of the network: its people alone."""


class PartCorrectionForm(PeopleMixin, MergedForm):
    """A part on record that others may be correcting too; the rest is said by its event."""

    seen = HiddenField()

    def corrected(self, saved: WorkshopDetails) -> WorkshopDetails:
        """Return what is saved with the people that it says now."""
        return saved._replace(**self.people()._asdict())


class LengthForm(MergedForm):
    """Fewest and most days of a kind of workshop that completes a milestone."""

    least_days = IntegerField(
        lazy_gettext("Minimum days"), [InputRequired(NOT_DAYS), NumberRange(1, MOST_DAYS, NOT_DAYS)]
    )
    most_days = IntegerField(
        lazy_gettext("Maximum days"), [Optional(), NumberRange(1, MOST_DAYS, NOT_DAYS)]
    )
    seen = VersionField(default=0)

    def validate_most_days(self, field: IntegerField) -> None:
        """Refuse fewer days at most than at least."""
        if field.data and field.data < (self.least_days.data or 0):
            raise ValidationError(
                lazy_gettext(
                    "This is less than the minimum. Enter a higher number, or leave it empty."
                )
            )

    def days(self) -> tuple[int, int | None]:
        """Return the fewest and the most days, once the form is valid."""
        return self.least_days.data or 1, self.most_days.data
