"""Flask-Security bound to people; its links go into the outbox, its commits wait for entry's."""

from http import HTTPStatus
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import Security
from flask_security.forms import Form
from flask_security.signals import reset_password_instructions_sent

from portal.accounts.datastore import Datastore, NamedPasskeys
from portal.accounts.devices import known_devices, session_hooks
from portal.accounts.forms import ForgotForm, PasswordForm, ResetForm, SignInForm
from portal.accounts.guessing import rate_limits
from portal.accounts.models import NetworkRole, Passkey, Person
from portal.accounts.paths import local_path
from portal.accounts.second_step import hooks
from portal.accounts.second_step.codes import HashedRecoveryCodes, LateTotp
from portal.accounts.second_step.forms import (
    CodeForm,
    ConfirmationForm,
    MethodForm,
    NoRescueForm,
    PasskeyAnswerForm,
    PasskeyForm,
    RecoveryForm,
)
from portal.accounts.services import normalise, queue_reset
from portal.extensions import AddressReader, db
from portal.language.i18n import gettext


def init_security(app: Flask) -> None:
    """Set up sign-in, sign-out, reset and change of password."""
    security = Security(
        app,
        Datastore(db, Person, NetworkRole, Passkey),  # type: ignore[arg-type]
        mail_util_cls=AddressReader,
        mf_recovery_codes_util_cls=HashedRecoveryCodes,
        totp_cls=LateTotp,  # type: ignore[arg-type]  # it stands for one
        webauthn_util_cls=NamedPasskeys,
        login_form=SignInForm,
        forgot_password_form=ForgotForm,
        reset_password_form=ResetForm,
        change_password_form=PasswordForm,
        verify_form=ConfirmationForm,
        two_factor_verify_code_form=CodeForm,
        two_factor_rescue_form=NoRescueForm,
        two_factor_select_form=MethodForm,
        mf_recovery_form=RecoveryForm,
        wan_register_form=PasskeyForm,
        wan_signin_response_form=PasskeyAnswerForm,
        render_template=show,  # type: ignore[arg-type]  # a whole answer
    )
    # A session is the one way in: no token in a query, a header or a body is looked at.
    app.login_manager.request_loader(None)  # type: ignore[attr-defined]
    security.want_json(lambda _request: False)
    rate_limits.init_app(app)
    app.before_request(lead_on)
    session_hooks.init_app(app)
    known_devices.init_app(app)
    hooks.init_app(app)
    reset_password_instructions_sent.connect(put_in_outbox, app)
    # Entry puts its own loader in the place of the library's, and needs that for its pages.
    app.extensions["account_loader"] = app.login_manager.user_callback  # type: ignore[attr-defined]


def lead_on() -> ResponseReturnValue | None:
    """Lead whoever signed in meanwhile, in another tab, to the page that they wanted."""
    if request.endpoint != "security.login" or not current_user.is_authenticated:
        return None
    named = request.form.get("email", "")
    if named and normalise(named) != current_user.email:
        signed_in_as = gettext(
            "You are signed in as %(email)s. To use another account, sign out first.",
            email=current_user.email,
        )
        flash(signed_in_as)
    wanted = request.form.get("next") or request.args.get("next", "")
    return redirect(local_path(wanted), HTTPStatus.SEE_OTHER)


def load_account(uniquifier: str) -> Person | None:
    """Return the person of a session as the library's own pages need them, None when gone."""
    person: Person | None = current_app.extensions["account_loader"](uniquifier)
    return person


def show(template: str, **context: Any) -> Response:  # noqa: ANN401
    """Return one of the library's pages; 422 when its form has errors, 429 for a guess too soon."""
    forms = [value for value in context.values() if isinstance(value, Form)]
    has_errors = any(form.errors for form in forms)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK
    is_trial = not current_app.extensions["settings"].is_production
    page = make_response(render_template(template, is_trial=is_trial, **context), status)
    for guess in (getattr(form, "guess", None) for form in forms):
        if guess and guess.wait:
            page.status_code = HTTPStatus.TOO_MANY_REQUESTS
            page.headers["Retry-After"] = str(guess.wait)
    return page


def put_in_outbox(_app: Flask, user: Person, token: str, **_details: object) -> None:
    """Queue the mail with a reset link: the library makes the token and sends nothing itself."""
    queue_reset(user, token)
