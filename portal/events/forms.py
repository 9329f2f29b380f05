"""Forms of workshops: recording one, correcting one, removing one."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from portal import clock
from portal.events.details import WorkshopDetails
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.projects.forms import LONGEST, TokenMixin, WithinReason, one_line, tidy

MOST_PEOPLE, MOST_DAYS = 1000, 60


def _people(label: str) -> IntegerField:
    said = lazy_gettext("Write a number from 0 to 1,000.")
    return IntegerField(label, [InputRequired(said), NumberRange(0, MOST_PEOPLE, said)], default=0)


class WorkshopForm(FlaskForm):
    """What an organisation says of a workshop."""

    kind = SelectField(
        lazy_gettext("Kind of workshop"),
        choices=[
            SelectChoice(kind.value, lazy_gettext(KIND_TITLES[kind])) for kind in WorkshopKind
        ],
    )
    held_on = DateField(
        lazy_gettext("First day"),
        [InputRequired(lazy_gettext("Give the day on which it began.")), WithinReason()],
    )
    days = IntegerField(
        lazy_gettext("Number of days"),
        [
            InputRequired(lazy_gettext("Write a number from 1 to 60.")),
            NumberRange(1, MOST_DAYS, lazy_gettext("Write a number from 1 to 60.")),
        ],
        default=1,
    )
    given_by = StringField(
        lazy_gettext("Given by"),
        [
            DataRequired(lazy_gettext("Name the organisation that gave it.")),
            Length(max=80, message=lazy_gettext("Please keep it below 80 letters.")),
        ],
        filters=[one_line],
    )
    funder = StringField(
        lazy_gettext("Funder"),
        [Length(max=40, message=lazy_gettext("Please keep it below 40 letters."))],
        filters=[one_line],
    )
    women = _people(lazy_gettext("Women"))
    men = _people(lazy_gettext("Men"))
    undisclosed = _people(lazy_gettext("Prefer not to say"))

    def validate_held_on(self, field: DateField) -> None:
        """Refuse a day that has not come yet."""
        if field.data and field.data > clock.today():
            raise ValidationError(
                lazy_gettext("This day has not come yet. Record the workshop after it was held.")
            )

    def validate_undisclosed(self, field: IntegerField) -> None:
        """Refuse a workshop in which nobody took part."""
        if not (self.women.data or self.men.data or field.data):
            raise ValidationError(lazy_gettext("At least one person took part."))

    def details(self) -> WorkshopDetails:
        """Return what was written, once the form is valid."""
        return WorkshopDetails(
            kind=self.kind.data,
            held_on=self.held_on.data,
            days=self.days.data,
            given_by=self.given_by.data,
            funder=self.funder.data or "",
            women=self.women.data,
            men=self.men.data,
            undisclosed=self.undisclosed.data,
        )


class NewWorkshopForm(TokenMixin, WorkshopForm):
    """A workshop that is not on record yet."""


class CorrectionForm(WorkshopForm):
    """A workshop on record that others may be correcting too; `seen` marks what was shown."""

    seen = HiddenField()


class RemovalForm(FlaskForm):
    """Why a workshop is taken off the record."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [
            DataRequired(lazy_gettext("Write the reason in a sentence.")),
            Length(max=LONGEST, message=lazy_gettext("Please keep it below 4,000 letters.")),
        ],
        filters=[tidy],
    )
