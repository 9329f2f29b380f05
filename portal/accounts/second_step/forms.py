"""The forms of the second step at sign-in, in the portal's own words."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import session
from flask_login import current_user
from flask_security import (
    MfRecoveryForm,
    TwoFactorSelectForm,
    WebAuthnRegisterForm,
    WebAuthnSigninResponseForm,
)
from flask_security.forms import (
    Form,
    RequiredLocalize,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.utils import get_message
from wtforms import StringField
from wtforms.validators import StopValidation

from portal.accounts.forms import relabel
from portal.accounts.guessing.guesses import (
    Guess,
    guess_at_code,
    guess_at_recovery_code,
    guess_in_session,
)
from portal.accounts.models import Person
from portal.accounts.queries import let_go
from portal.accounts.second_step.codes import tidy_code
from portal.accounts.second_step.second_factor import tell_of_failures
from portal.language.i18n import gettext


class ConfirmationForm(VerifyForm):
    """Asks for the present password once more, before something dear is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"password": gettext("Current password")})

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Try the present password, as often as when it is changed."""
        person = current_user._get_current_object()  # noqa: SLF001  Flask's documented way
        guess = guess_in_session(person, session.get("session_token", ""))
        if guess.wait:
            self.form_errors.append(guess.too_soon())
            return False
        let_go(person)
        is_right = bool(super().validate(**kwargs))
        if is_right:
            guess.succeed()
        return is_right


class CodeForm(TwoFactorVerifyCodeForm):
    """Asks for the code that an app shows; spaces and digits of any script are understood."""

    user: Person  # the library's view says whose code it is
    guess: Guess | None = None
    code = StringField(filters=[tidy_code], validators=[RequiredLocalize(message="CODE_MISSING")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"code": gettext("Code")})

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Try a code; one that only shows that an app is set up right is no guess."""
        if self.is_setup or not self.code.data:
            return bool(super().validate(**kwargs))
        self.guess = guess_at_code(self.user)
        return _try(self, self.guess, super().validate, kwargs)


class RecoveryForm(MfRecoveryForm):
    """Asks for one of the codes that were kept for a lost device."""

    user: Person  # the library's view says whose code it is
    guess: Guess | None = None
    code = StringField(filters=[tidy_code], validators=[RequiredLocalize(message="CODE_MISSING")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"code": gettext("Recovery code")})

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Try a recovery code."""
        if not self.code.data:
            return bool(super().validate(**kwargs))
        self.guess = guess_at_recovery_code(self.user)
        return _try(self, self.guess, super().validate, kwargs)


class MethodField(StringField):
    """One of the ways to take the second step; the library says which there are."""

    choices: ClassVar[list[tuple[str, str]]] = []

    def pre_validate(self, _form: Form) -> None:
        """Refuse a way that the person has not set up."""
        if self.data not in {name for name, _label in self.choices}:
            raise StopValidation(gettext("Choose one from the list."))


class MethodForm(TwoFactorSelectForm):
    """Asks how somebody wants to take the second step who has set up several ways."""

    which = MethodField()


class NoRescueForm(TwoFactorRescueForm):
    """Takes the place of the library's form for a help desk: the page says itself what to do."""

    help_setup = None


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """Takes what a device signed, once and where it was asked: the library would take it twice."""

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Refuse an answer to another question than the last one of this browser."""
        if session.pop("wan_challenge", None) != self.challenge:
            self.form_errors.append(get_message("WEBAUTHN_NO_VERIFY", cause="")[0])
            return False
        return bool(super().validate(**kwargs))


class PasskeyForm(WebAuthnRegisterForm):
    """Asks what a new passkey shall be called; all of them are for the second step."""

    usage = StringField(default="secondary")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        relabel(self, {"name": gettext("Passkey name")})


def _try(
    form: CodeForm | RecoveryForm,
    guess: Guess,
    validate: Callable[..., bool],
    given: dict[str, Any],
) -> bool:
    if guess.wait:
        form.form_errors.append(guess.too_soon())
        return False
    if validate(**given):
        guess.succeed()
        return True
    if guess.is_slowed():
        tell_of_failures(form.user)
    return False
