"""The forms of sign-in and passwords, in the portal's own words."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import session
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    ForgotPasswordForm,
    Form,
    LoginForm,
    ResetPasswordForm,
    email_required,
)
from flask_wtf import FlaskForm
from wtforms import EmailField, Field
from wtforms.validators import ValidationError

from portal.accounts.guessing.common_passwords import refuse_common
from portal.accounts.guessing.guesses import Guess, guess_at_account, guess_in_session
from portal.accounts.models import Person
from portal.accounts.queries import (
    address_of,
    find_account,
    let_go,
    nobody_at,
    return_to,
)
from portal.language.i18n import gettext
from portal.language.text import tidy_address


def look_like_an_address(_form: FlaskForm, field: Field) -> None:
    """Refuse what no mail can reach."""
    try:
        field.data = validate_email(
            tidy_address(field.data), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError:
        raise ValidationError(
            lazy_gettext("Enter an email address such as name@example.org.")
        ) from None


def relabel(form: Form, labels: dict[str, str]) -> None:
    """Give fields of the library's forms our names, in the language of the request."""
    for name, text in labels.items():
        form[name].label.text = text


class SignInForm(LoginForm):
    """Asks for address and password; nobody is remembered on a shared computer."""

    remember = None
    guess: Guess | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"email": gettext("Email address"), "password": gettext("Password")})

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Try a password against the account that is looked up, with as much work where is none."""
        address = address_of(self.email.data)
        person = find_account(address)
        self.ifield, self.user = self.email, person
        self.guess = guess_at_account(address, person)
        if self.guess.wait:
            self.form_errors.append(self.guess.too_soon())
            return False
        let_go(person)
        is_right = bool(super().validate(**kwargs))
        if is_right and person:
            self.guess.succeed()
            return_to(person)
        return is_right


class ForgotForm(ForgotPasswordForm):
    """Asks which address shall get a link."""

    form_errors: list[str]
    email = EmailField(validators=[email_required, EmailValidation(verify=False)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"email": gettext("Email address")})

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Take every address alike: one that has no account gets a link that is never sent."""
        if not Form.validate(self, **kwargs):
            self.form_errors.extend(self.email.errors)  # the library drops those of the field
            return False
        address = self.email.data or ""
        person = find_account(address)
        let_go(person)
        self.user = person or nobody_at(address)
        return True


class ResetForm(ResetPasswordForm):
    """Asks for a new password, twice."""

    user: Person | None  # whose link it is

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(
            self,
            {
                "password": gettext("New password"),
                "password_confirm": gettext("New password again"),
            },
        )

    def validate_password(self, field: Field) -> None:
        """Refuse a password that many people use."""
        refuse_common(self, field)

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Judge the new password, which is hashed next."""
        let_go(self.user)
        return bool(super().validate(**kwargs))


class PasswordForm(ChangePasswordForm):
    """Asks for the present password and for a new one, twice."""

    guess: Guess | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(
            self,
            {
                "password": gettext("Current password"),
                "new_password": gettext("New password"),
                "new_password_confirm": gettext("New password again"),
            },
        )

    def validate_new_password(self, field: Field) -> None:
        """Refuse a password that many people use."""
        refuse_common(self, field)

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Try the present password and judge the new one."""
        if not Form.validate(self, **kwargs):
            return False  # nothing was tried, so nothing is counted nor taken back
        person = current_user._get_current_object()  # noqa: SLF001  Flask's documented way
        self.guess = guess_in_session(person, session.get("session_token", ""))
        if self.guess.wait:
            self.form_errors.append(self.guess.too_soon())
            return False
        let_go(person)
        is_good = bool(super().validate(**kwargs))
        if not self.password.errors:
            self.guess.succeed()
        return is_good
