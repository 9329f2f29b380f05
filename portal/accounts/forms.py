"""The forms of sign-in and passwords, in the portal's own words."""

from typing import Any

from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    Form,
    LoginForm,
    ResetPasswordForm,
)

from portal.wording import gettext


def relabel(form: Form, labels: dict[str, str]) -> None:
    """Give fields of the library's forms our names, in the language of the request."""
    for name, text in labels.items():
        form[name].label.text = text


class SignInForm(LoginForm):
    """Asks for address and password; nobody is remembered on a shared computer."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"email": gettext("E-mail address"), "password": gettext("Password")})


class ForgotForm(ForgotPasswordForm):
    """Asks which address shall get a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"email": gettext("E-mail address")})


class ResetForm(ResetPasswordForm):
    """Asks for a new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(
            self,
            {
                "password": gettext("New password"),
                "password_confirm": gettext("The new password once more"),
            },
        )


class PasswordForm(ChangePasswordForm):
    """Asks for the present password and for a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(
            self,
            {
                "password": gettext("Present password"),
                "new_password": gettext("New password"),
                "new_password_confirm": gettext("The new password once more"),
            },
        )
