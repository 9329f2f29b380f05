"""Forms of projects: what is said of one, and the words that a move asks for."""

from datetime import date

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Form, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from portal import clock
from portal.http.request_values import HasLetter, TokenMixin, VersionField, at_most
from portal.language.text import tidy, tidy_line
from portal.merging import MergedForm
from portal.projects.details import ProjectDetails
from portal.projects.journey import SCOPE_TITLES, STAGE_TITLES, STAGES, Scope, Stage

EARLIEST_DAY, LATEST_DAY = date(1980, 1, 1), date(2100, 1, 1)
LONGEST_STATEMENT = 4000


class WithinReason:
    """Refuses a date that can only be a slip of the hand."""

    def __call__(self, _form: Form, field: DateField) -> None:
        """Raise ValidationError for a date outside the lifetime of any project."""
        if field.data and not EARLIEST_DAY <= field.data <= LATEST_DAY:
            raise ValidationError(lazy_gettext("Check the year."))


class NotInFuture:
    """Refuses, for something that happened, a day that has not come yet in the network's zone."""

    def __init__(self, message: str = "") -> None:
        self.message = message or lazy_gettext("This day has not come yet.")

    def __call__(self, _form: Form, field: DateField) -> None:
        """Raise ValidationError for a day after today."""
        if field.data and field.data > clock.today():
            raise ValidationError(self.message)


def statement_field(label: str, missing: str | None = None) -> TextAreaField:
    """Return a field of a few paragraphs; one that must be filled in says `missing`."""
    asked = [] if missing is None else [DataRequired(missing)]
    checks = [*asked, at_most(LONGEST_STATEMENT)]
    return TextAreaField(label, checks, filters=[tidy])


class ProjectForm(FlaskForm):
    """What an organisation says of its project."""

    title = TextAreaField(
        lazy_gettext("Project name"),
        [
            DataRequired(lazy_gettext("Enter a name for the project.")),
            HasLetter(lazy_gettext("Enter a name for the project.")),
            at_most(200),
        ],
        filters=[tidy_line],
    )
    place = TextAreaField(
        lazy_gettext("Place"),
        [
            DataRequired(lazy_gettext("Name the province, district or village.")),
            HasLetter(lazy_gettext("Name the province, district or village.")),
            at_most(200),
        ],
        filters=[tidy_line],
    )
    starts_on = DateField(
        lazy_gettext("First day"),
        [InputRequired(lazy_gettext("Enter its first day.")), WithinReason()],
    )
    ends_on = DateField(lazy_gettext("Last day"), [Optional(), WithinReason()])
    scope = SelectField(
        lazy_gettext("How big is this piece of work?"),
        choices=[SelectChoice(scope.value, lazy_gettext(SCOPE_TITLES[scope])) for scope in Scope],
        default=Scope.PROJECT.value,
    )
    funder = StringField(
        lazy_gettext("Funder"),
        [at_most(40)],
        filters=[tidy_line],
    )

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse a last day before the first."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(lazy_gettext("The last day is before the first."))

    def details(self) -> ProjectDetails:
        """Return what was written, once the form is valid."""
        return ProjectDetails(
            title=self.title.data,
            place=self.place.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            funder=self.funder.data or "",
            scope=self.scope.data,
        )


class NewProjectForm(TokenMixin, ProjectForm):
    """A project that does not exist yet."""


class EditProjectForm(MergedForm, ProjectForm):
    """A project that others may be editing too."""

    version = VersionField(validators=[InputRequired()])


class StatementForm(FlaskForm):
    """The words by which a manager meets a milestone."""

    statement = statement_field(lazy_gettext("Your text"), lazy_gettext("Write a sentence or two."))


class ReasonForm(FlaskForm):
    """Why something is done; the words stay on record with it."""

    reason = statement_field(
        lazy_gettext("Reason"), lazy_gettext("Write the reason in a sentence.")
    )


class StageForm(ReasonForm):
    """The stage that a project shall go to; going back needs a reason."""

    stage = SelectField(
        lazy_gettext("New stage"),
        choices=[SelectChoice(stage.value, lazy_gettext(STAGE_TITLES[stage])) for stage in Stage],
    )
    reason = statement_field(lazy_gettext("Reason"))

    def judge(self, here: Stage) -> bool:
        """Tell whether it was sent and is complete for a project that is in the stage `here`."""
        if not self.validate_on_submit():
            return False
        is_back = STAGES.index(Stage(self.stage.data)) < STAGES.index(here)
        if is_back and not self.reason.data:
            self.reason.errors = [lazy_gettext("Write the reason in a sentence.")]
        return not self.reason.errors
