"""Forms of coordinators: due times, assignments, organisations, the network's people."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Regexp

from portal.permissions import NETWORK_ROLES

REQUIRED = InputRequired(lazy_gettext("Please fill this in."))
ROLE_CHOICES = [
    ("coach", lazy_gettext("Coach")),
    ("leadership", lazy_gettext("Leadership: reads the programme")),
    ("coordinator", lazy_gettext("Coordinator: reads the programme and assigns coaches")),
    ("administrator", lazy_gettext("Administrator: also invites the network's people")),
]


class DueTimeForm(FlaskForm):
    """How many days one milestone may take."""

    days = IntegerField(
        lazy_gettext("Days"),
        [NumberRange(1, 1000, lazy_gettext("Please give a whole number from 1 to 1000."))],
    )


class AssignmentForm(FlaskForm):
    """Which coach a project gets."""

    coach = SelectField(lazy_gettext("Coach"), coerce=int)


class OrganisationForm(FlaskForm):
    """A new organisation and the address of its first manager."""

    acronym = StringField(
        lazy_gettext("Acronym"),
        [
            REQUIRED,
            Regexp(
                r"^[A-Za-z0-9-]{2,20}$",
                message=lazy_gettext("Please use 2 to 20 Latin letters, digits or hyphens."),
            ),
        ],
    )
    name = StringField(lazy_gettext("Full name"), [REQUIRED, Length(max=200)])
    email = EmailField(
        lazy_gettext("E-mail address of the first manager"),
        [REQUIRED, Email(lazy_gettext("Please give a whole e-mail address."))],
    )


class NetworkInvitationForm(FlaskForm):
    """Somebody to work for the network."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        [REQUIRED, Email(lazy_gettext("Please give a whole e-mail address."))],
    )
    role = RadioField(
        lazy_gettext("Role"),
        choices=[SelectChoice(value, label) for value, label in ROLE_CHOICES],
        default="coach",
    )


assert {value for value, _ in ROLE_CHOICES} == set(NETWORK_ROLES)  # noqa: S101  one list, twice
