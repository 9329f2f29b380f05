"""Forms of events: what an event is, its days, its agenda, and a copy of it."""

from datetime import date, timedelta

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.events.planning.areas import area_field
from portal.events.planning.details import (
    MOST_EVENT_DAYS,
    AgendaEntry,
    DayHours,
    EventCount,
    EventPlan,
    PlannedDay,
)
from portal.events.planning.kinds import ITEM_TITLES, ItemKind
from portal.http.request_values import (
    HasLetter,
    IntegerField,
    TimeField,
    TokenMixin,
    VersionField,
    at_most,
    whole,
)
from portal.language.dates import say_date
from portal.language.locales import DEFAULT_LOCALE, LOCALES
from portal.language.text import tidy, tidy_line
from portal.merging import MergedForm
from portal.projects.forms import WithinReason

NOT_DAYS = lazy_gettext("Enter a number from 1 to 15.")
NO_TIME = lazy_gettext("Enter a time, such as 08:30.")
NO_TITLE = lazy_gettext("Enter a title.")


def _line(label: str, longest: int, missing: str = "") -> StringField:
    asked = [DataRequired(missing)] if missing else []
    return StringField(label, [*asked, at_most(longest)], filters=[tidy_line])


def _number(label: str) -> IntegerField:
    said = lazy_gettext("Enter a number from 0 to 10,000.")
    return IntegerField(label, [Optional(), NumberRange(0, 10_000, said)])


def _title() -> TextAreaField:
    checks = [DataRequired(NO_TITLE), HasLetter(NO_TITLE), at_most(200)]
    return TextAreaField(lazy_gettext("Title"), checks, filters=[tidy_line])


def _text(label: str) -> TextAreaField:
    return TextAreaField(label, [at_most(4000)], filters=[tidy])


def _held_on(label: str) -> DateField:
    return DateField(label, [InputRequired(lazy_gettext("Enter the day.")), WithinReason()])


class PlanMixin:
    """What an event is."""

    kind = SelectField(
        lazy_gettext("Kind of event"),
        choices=[
            SelectChoice(kind.value, lazy_gettext(KIND_TITLES[kind])) for kind in WorkshopKind
        ],
    )
    title = _title()
    purpose = _text(lazy_gettext("Purpose"))
    locale = SelectField(
        lazy_gettext("Language of the event"),
        choices=[SelectChoice(code, lazy_gettext(one.title)) for code, one in LOCALES.items()],
        default=DEFAULT_LOCALE,
    )
    area = area_field(lazy_gettext("Province or district"))
    venue = _line(lazy_gettext("Venue"), 120)
    organiser = _line(
        lazy_gettext("Organiser"), 80, lazy_gettext("Name the organisation that runs it.")
    )
    funder = _line(lazy_gettext("Funder"), 40)

    def plan(self) -> EventPlan:
        """Return what was written, once the form is valid."""
        return EventPlan(
            kind=self.kind.data,
            title=self.title.data,
            purpose=self.purpose.data or "",
            locale=self.locale.data,
            area=self.area.data or "",
            venue=self.venue.data or "",
            organiser=self.organiser.data,
            funder=self.funder.data or "",
        )


class HoursMixin:
    """The hours of a day: a morning, an afternoon, or both."""

    morning_from = TimeField(lazy_gettext("Morning from"))
    morning_to = TimeField(lazy_gettext("Morning to"))
    afternoon_from = TimeField(lazy_gettext("Afternoon from"))
    afternoon_to = TimeField(lazy_gettext("Afternoon to"))

    def validate_morning_to(self, field: TimeField) -> None:
        """Refuse a morning that is half said, ends before it starts, or a day without hours."""
        _check_part(self.morning_from, field)
        parts = (self.morning_from, field, self.afternoon_from, self.afternoon_to)
        if not any(part.data or part.errors for part in parts):
            raise ValidationError(
                lazy_gettext("Enter the hours of the morning, the afternoon or both.")
            )

    def validate_afternoon_from(self, field: TimeField) -> None:
        """Refuse an afternoon that starts before the morning ends."""
        if field.data and self.morning_to.data and field.data < self.morning_to.data:
            raise ValidationError(lazy_gettext("The afternoon starts before the morning ends."))

    def validate_afternoon_to(self, field: TimeField) -> None:
        """Refuse an afternoon that is half said or ends before it starts."""
        _check_part(self.afternoon_from, field)

    def hours_on(self, held_on: date) -> DayHours:
        """Return a day with these hours, once the form is valid."""
        return DayHours(
            held_on,
            self.morning_from.data,
            self.morning_to.data,
            self.afternoon_from.data,
            self.afternoon_to.data,
        )


def _check_part(start: TimeField, end: TimeField) -> None:
    if start.errors or end.errors:
        return
    if (start.data is None) != (end.data is None):
        raise ValidationError(lazy_gettext("Enter both times, or neither."))
    if start.data and start.data >= end.data:
        raise ValidationError(lazy_gettext("The end is not after the start."))


class NewEventForm(TokenMixin, PlanMixin, HoursMixin, FlaskForm):
    """An event that is not planned yet, with as many days as it takes, one after the other."""

    starts_on = _held_on(lazy_gettext("First day"))
    length = IntegerField(
        lazy_gettext("Number of days"),
        [InputRequired(NOT_DAYS), NumberRange(1, MOST_EVENT_DAYS, NOT_DAYS)],
        default=1,
    )

    def days(self) -> list[DayHours]:
        """Return its days, once the form is valid."""
        return [
            self.hours_on(self.starts_on.data + timedelta(days=number))
            for number in range(self.length.data)
        ]


class EventEditForm(PlanMixin, MergedForm):
    """An event that others may be editing too."""

    version = VersionField(validators=[InputRequired()])


class EventCountForm(MergedForm):
    """How many came to an event, as the network counted them there."""

    counted_organisations = _number(lazy_gettext("Organisations"))
    counted_people = _number(lazy_gettext("Participants"))
    counted_women = _number(lazy_gettext("Women among them"))
    version = VersionField(validators=[InputRequired()])

    def validate_counted_women(self, field: IntegerField) -> None:
        """Refuse more women than people."""
        if field.data is not None and field.data > (self.counted_people.data or 0):
            raise ValidationError(lazy_gettext("This is more than all the people."))

    def count(self) -> EventCount:
        """Return what was written, once the form is valid."""
        return EventCount(
            self.counted_organisations.data, self.counted_people.data, self.counted_women.data
        )


class NewDayForm(HoursMixin, FlaskForm):
    """One more day."""

    held_on = _held_on(lazy_gettext("Day"))


class EventDayForm(HoursMixin, MergedForm):
    """A day that others may be editing too."""

    held_on = _held_on(lazy_gettext("Day"))
    version = VersionField(validators=[InputRequired()])


class EntryMixin:
    """What happens at a time of a day."""

    day_id = SelectField(lazy_gettext("Day"), coerce=whole)
    starts_at = TimeField(lazy_gettext("Starts at"), [InputRequired(NO_TIME)])
    ends_at = TimeField(lazy_gettext("Ends at"), [InputRequired(NO_TIME)])
    title = _title()
    kind = SelectField(
        lazy_gettext("Kind of item"),
        choices=[SelectChoice(kind.value, lazy_gettext(ITEM_TITLES[kind])) for kind in ItemKind],
        default=ItemKind.TALK.value,
    )
    led_by = _line(lazy_gettext("Facilitator's role"), 120)
    leader = _line(lazy_gettext("Facilitator's name"), 120)
    questions = _text(lazy_gettext("Guiding questions"))

    def on_days_of(self, days: list[PlannedDay]) -> None:
        """Offer the days of an event."""
        said = [(one.id, say_date(one.hours.held_on)) for one in days]
        self.day_id.choices = [SelectChoice(key, day) for key, day in said]

    def validate_ends_at(self, field: TimeField) -> None:
        """Refuse an end that is not after the start."""
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(lazy_gettext("The end is not after the start."))

    def entry(self) -> AgendaEntry:
        """Return what was written, once the form is valid."""
        return AgendaEntry(
            day_id=self.day_id.data,
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            title=self.title.data,
            kind=self.kind.data,
            led_by=self.led_by.data or "",
            leader=self.leader.data or "",
            questions=self.questions.data or "",
        )


class NewItemForm(TokenMixin, EntryMixin, FlaskForm):
    """An agenda item that is not on the agenda yet."""


class AgendaItemForm(EntryMixin, MergedForm):
    """An agenda item that others may be editing too."""

    version = VersionField(validators=[InputRequired()])


class CopyForm(TokenMixin, FlaskForm):
    """The first day of an event like an earlier one."""

    starts_on = _held_on(lazy_gettext("First day"))
