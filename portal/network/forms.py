"""Forms of coordinators: due times, assignments, organisations, the network's people."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Regexp, ValidationError

from portal.accounts.forms import look_like_an_address
from portal.http.request_values import HasLetter, IntegerField, TokenMixin, at_most
from portal.language.text import tidy_line
from portal.organisations.forms import LanguageMixin
from portal.permissions import Role

ROLE_CHOICES = [
    SelectChoice(Role.COACH.value, lazy_gettext("Coach: reads assigned projects")),
    SelectChoice(Role.LEADERSHIP.value, lazy_gettext("Leadership: reads the programme")),
    SelectChoice(
        Role.COORDINATOR.value,
        lazy_gettext("Coordinator: reads the programme, assigns coaches, adds organisations"),
    ),
    SelectChoice(
        Role.ADMINISTRATOR.value,
        lazy_gettext("Administrator: coordinates, and invites people to the network"),
    ),
]
# An address below /network/organisations/ that is a page of its own.
RESERVED_SLUGS = frozenset({"new"})
NOT_AN_ADDRESS = lazy_gettext("Enter an email address such as name@example.org.")
NOT_DAYS = lazy_gettext("Enter a whole number of days from 1 to 1000.")


def _be_free(_form: FlaskForm, field: Field) -> None:
    if (field.data or "").lower() in RESERVED_SLUGS:
        raise ValidationError(lazy_gettext("Choose another acronym; this one is reserved."))


class DueTimeForm(FlaskForm):
    """How many days one milestone may take."""

    days = IntegerField(lazy_gettext("Days"), [NumberRange(1, 1000, NOT_DAYS)])


class OrganisationForm(TokenMixin, LanguageMixin, FlaskForm):
    """A new organisation and the address of its first manager."""

    acronym = StringField(
        lazy_gettext("Acronym"),
        [
            DataRequired(lazy_gettext("Enter the acronym.")),
            Regexp(
                r"^[A-Za-z0-9][A-Za-z0-9-]{0,18}[A-Za-z0-9]$",
                message=lazy_gettext(
                    "Use 2 to 20 Latin letters, digits or hyphens. Begin and end with a letter or "
                    "a digit."
                ),
            ),
            _be_free,
        ],
        filters=[tidy_line],
    )
    name = StringField(
        lazy_gettext("Full name"),
        [
            DataRequired(lazy_gettext("Enter the full name.")),
            HasLetter(lazy_gettext("Enter the full name.")),
            at_most(200),
        ],
        filters=[tidy_line],
    )
    email = EmailField(
        lazy_gettext("First manager's email address"),
        [DataRequired(NOT_AN_ADDRESS), look_like_an_address],
        filters=[tidy_line],
    )


class AddressForm(TokenMixin, FlaskForm):
    """Who is meant, by their address."""

    email = EmailField(
        lazy_gettext("Email address"),
        [DataRequired(NOT_AN_ADDRESS), look_like_an_address],
        filters=[tidy_line],
    )


class ManagerForm(LanguageMixin, AddressForm):
    """Whom to invite as the manager of an organisation that has none."""


class LostDeviceForm(AddressForm):
    """Whose second step an administrator takes away."""


class NetworkInvitationForm(ManagerForm):
    """Somebody to work for the network."""

    role = RadioField(
        lazy_gettext("What will this person do?"),
        [DataRequired(lazy_gettext("Choose a role."))],
        choices=ROLE_CHOICES,
        default=Role.COACH.value,
    )
