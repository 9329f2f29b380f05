"""Forms of sessions: recording and correcting one, what was agreed, what is done."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from portal import clock
from portal.events.details import SEXES
from portal.http.request_values import IntegerField, TokenMixin, VersionField, at_most
from portal.language.i18n import N_
from portal.language.text import tidy
from portal.merging import MergedForm
from portal.projects.agreed_actions import AgreedAction
from portal.projects.forms import NotInFuture, WithinReason, statement_field
from portal.projects.journey import Actor
from portal.sessions.details import SessionDetails
from portal.sessions.models import Mode

MODE_TITLES: dict[Mode, str] = {
    Mode.VISIT: N_("Visit"),
    Mode.CALL: N_("Telephone call"),
    Mode.ONLINE: N_("Online meeting"),
}
MOST_PEOPLE = 500
ACTION_FORMS = 3
ACTOR_CHOICES = [
    SelectChoice(Actor.ORGANISATION.value, lazy_gettext("The organisation")),
    SelectChoice(Actor.COACH.value, lazy_gettext("The coach")),
]
NOT_HOURS = lazy_gettext("Enter whole or half hours, such as 1.5, up to 24.")


def _people(label: str, *first: Optional) -> IntegerField:
    said = lazy_gettext("Enter a number from 0 to 500.")
    checks = [*(first or (InputRequired(said),)), NumberRange(0, MOST_PEOPLE, said)]
    return IntegerField(label, checks, default=0)


class HoursField(DecimalField):
    """Whole or half hours, written with a point or a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; a comma is a point."""
        super().process_formdata([value.replace(",", ".") for value in valuelist])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"


class ByWhen:
    """Asks for a day that comes where something was agreed, and for nothing where not."""

    def __call__(self, form: Form, field: DateField) -> None:
        """Raise StopValidation: with words for the person, or without where no day is needed."""
        is_given = bool(field.raw_data and field.raw_data[0].strip())
        if not form.words.data or not is_given:
            field.errors = []
            missing = lazy_gettext("Enter the day it is due.")
            raise StopValidation(missing if form.words.data else None)
        if field.data and field.data < clock.today():
            raise StopValidation(lazy_gettext("This day has passed. Choose a later one."))


class ActionForm(Form):
    """One thing that was agreed; without words it is none."""

    words = TextAreaField(
        lazy_gettext("What was agreed"),
        [at_most(500)],
        filters=[tidy],
    )
    actor = SelectField(
        lazy_gettext("Who does it"), choices=ACTOR_CHOICES, default=Actor.ORGANISATION.value
    )
    due_on = DateField(lazy_gettext("By when"), [ByWhen(), WithinReason()])

    def action(self) -> AgreedAction | None:
        """Return what was agreed, None when nothing was written."""
        if not self.words.data:
            return None
        return AgreedAction(Actor(self.actor.data), self.words.data, self.due_on.data)


class SessionForm(FlaskForm):
    """What a coach says of a session."""

    held_on = DateField(
        lazy_gettext("Session date"),
        [
            InputRequired(lazy_gettext("Enter the day of the session.")),
            WithinReason(),
            NotInFuture(
                lazy_gettext(
                    "This day has not come yet. Record the session after it has taken place."
                )
            ),
        ],
    )
    mode = RadioField(
        lazy_gettext("How you met"),
        [InputRequired(lazy_gettext("Choose how you met."))],
        choices=[SelectChoice(mode.value, lazy_gettext(MODE_TITLES[mode])) for mode in Mode],
    )
    hours = HoursField(lazy_gettext("Hours"), [InputRequired(NOT_HOURS)])
    women = _people(lazy_gettext("Women"))
    men = _people(lazy_gettext("Men"))
    undisclosed = _people(lazy_gettext("Prefer not to say"))
    unrecorded = _people(lazy_gettext("Sex not recorded"), Optional())
    summary = statement_field(
        lazy_gettext("Topics"),
        lazy_gettext("Write what you talked about; one sentence is enough."),
    )
    next_on = DateField(lazy_gettext("Next session"), [Optional(), WithinReason()])

    def validate_hours(self, field: DecimalField) -> None:
        """Refuse what is no whole or half hour."""
        twice = None if field.data is None else field.data * 2
        if twice is None or twice != twice.to_integral_value() or not 1 <= twice <= 48:
            raise ValidationError(NOT_HOURS)

    def validate_unrecorded(self, _field: IntegerField) -> None:
        """Refuse a session in which nobody took part."""
        if not any(self[sex].data for sex in SEXES):
            raise ValidationError(lazy_gettext("At least one person took part."))

    def validate_next_on(self, field: DateField) -> None:
        """Refuse a next session that is not after this one."""
        if field.data and self.held_on.data and field.data <= self.held_on.data:
            raise ValidationError(lazy_gettext("The next session must be after this one."))

    def details(self) -> SessionDetails:
        """Return what was written, once the form is valid."""
        return SessionDetails(
            held_on=self.held_on.data,
            mode=self.mode.data,
            minutes=int(self.hours.data * 60),
            women=self.women.data,
            men=self.men.data,
            undisclosed=self.undisclosed.data,
            unrecorded=self.unrecorded.data or 0,
            summary=self.summary.data,
            next_on=self.next_on.data,
        )


class NewSessionForm(TokenMixin, SessionForm):
    """A session that is not on record yet, with what was agreed in it."""

    actions = FieldList(FormField(ActionForm), min_entries=ACTION_FORMS, max_entries=ACTION_FORMS)

    def agreed(self) -> list[AgreedAction]:
        """Return what was agreed, once the form is valid."""
        found = (entry.form.action() for entry in self.actions)
        return [action for action in found if action is not None]

    def problems(self) -> list[dict[str, str]]:
        """Return all errors, those inside the actions too, for the summary on top."""
        return [
            {
                "message": f"{field.label.text}: {' '.join(map(str, field.errors))}",
                "href": f"#{field.id}",
            }
            for field in self._plain_fields()
            if field.errors
        ]

    def _plain_fields(self) -> Iterator[Field]:
        yield from (field for field in self if field is not self.actions)
        yield from (field for entry in self.actions for field in entry.form)


class SessionCorrectionForm(MergedForm, SessionForm):
    """A session on record that its coach may be correcting in another window too."""

    version = VersionField(validators=[InputRequired()])


class AgreementForm(FlaskForm, ActionForm):
    """One thing more that was agreed in a session."""

    def validate_words(self, field: TextAreaField) -> None:
        """Ask for words."""
        if not field.data:
            raise ValidationError(lazy_gettext("Write what was agreed."))


class CompletionForm(FlaskForm):
    """What shows that an agreed action is done, if there is something to say."""

    evidence = statement_field(lazy_gettext("Outcome"))


def hours_of(minutes: int) -> str:
    """Return minutes as hours: 90 is 1.5."""
    return f"{Decimal(minutes) / 60:g}"
