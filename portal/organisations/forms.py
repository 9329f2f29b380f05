"""The forms of invitations and roles."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, Form, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from portal.accounts.forms import look_like_an_address
from portal.accounts.guessing.common_passwords import refuse_common
from portal.accounts.messages import SHORTEST_PASSWORD
from portal.accounts.own_account import NameMixin
from portal.http.request_values import TokenMixin
from portal.language.locales import DEFAULT_LOCALE, LOCALES, TRANSLATED
from portal.language.text import tidy_line
from portal.permissions import Role

LOCALE_NAMES = [SelectChoice(code, LOCALES[code].name) for code in (*TRANSLATED, DEFAULT_LOCALE)]
ROLE_CHOICES = [
    SelectChoice(Role.WRITER.value, lazy_gettext("Writer: writes analyses and answers the coach")),
    SelectChoice(Role.VIEWER.value, lazy_gettext("Reader: reads everything, changes nothing")),
    SelectChoice(
        Role.MANAGER.value,
        lazy_gettext("Manager: also writes, starts projects, requests reports, invites people"),
    ),
]


class LanguageMixin:
    """In which language an invitation is written, and the page behind its link."""

    locale = RadioField(
        lazy_gettext("Language of the invitation"),
        [DataRequired(lazy_gettext("Choose a language."))],
        choices=LOCALE_NAMES,
        default=LOCALE_NAMES[0].value,
    )


class InviteForm(TokenMixin, LanguageMixin, FlaskForm):
    """Whom to invite, as what."""

    email = EmailField(
        lazy_gettext("Email address"),
        [
            DataRequired(lazy_gettext("Enter an email address such as name@example.org.")),
            Length(max=254, message=lazy_gettext("This address is too long.")),
            look_like_an_address,
        ],
        filters=[tidy_line],
    )
    role = RadioField(
        lazy_gettext("What will this person do?"),
        [DataRequired(lazy_gettext("Choose a role."))],
        choices=ROLE_CHOICES,
        default=Role.WRITER.value,
    )


class RoleForm(FlaskForm):
    """Which role a member shall have."""

    role = RadioField(
        lazy_gettext("Role"),
        [DataRequired(lazy_gettext("Choose a role."))],
        choices=ROLE_CHOICES,
    )


class AcceptForm(NameMixin, FlaskForm):
    """What a new person says of themself."""

    password = PasswordField(
        lazy_gettext("Choose a password"),
        [
            DataRequired(lazy_gettext("Choose a password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=128,
                message=lazy_gettext(
                    "Choose a password of %(min)d to %(max)d characters.",
                    min=SHORTEST_PASSWORD,
                    max=128,
                ),
            ),
            refuse_common,
        ],
    )


class AdministratorForm(Form):
    """What the command for a first administrator is given, held to what the forms ask."""

    email = InviteForm.email
    name = AcceptForm.name
    password = AcceptForm.password
