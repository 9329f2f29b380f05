"""Setting up an app that shows codes: the picture stays the same until a code of it was right."""

from flask import current_app, flash, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import auth_required
from markupsafe import Markup

from portal.accounts.second_step.forms import CodeForm
from portal.extensions import security
from portal.language.i18n import gettext

SECRET_IN_SESSION = "tf_totp_secret"  # noqa: S105 - the name in the session; its value is encrypted
SETUP_PAGE = "/account/second-step"


@auth_required(
    "session",
    within=lambda: current_app.config["SECURITY_FRESHNESS"],
    grace=lambda: current_app.config["SECURITY_FRESHNESS_GRACE_PERIOD"],
)
def set_up_app() -> ResponseReturnValue:
    """Show the picture and the key of a new secret; keep it once the app has shown a right code."""
    secret = session.get(SECRET_IN_SESSION) or security.totp_factory.generate_totp_secret()
    session[SECRET_IN_SESSION] = secret
    form = CodeForm(formdata=request.form if request.method == "POST" else None)
    form.user = current_user
    form.primary_method = "authenticator"
    form.tf_totp_secret = secret
    form.is_setup = True
    if request.method == "POST" and form.validate():
        return _keep(secret)
    values = security.totp_factory.fetch_setup_values(secret, current_user)
    picture = Markup(values["image"])  # noqa: S704 - drawn by us
    shown: ResponseReturnValue = security.render_template(
        "accounts/app.html", form=form, picture=picture, key=values["key"]
    )
    return shown


def _keep(secret: str) -> ResponseReturnValue:
    del session[SECRET_IN_SESSION]
    person = current_user._get_current_object()  # noqa: SLF001  Flask's documented way
    security.datastore.tf_set(person, "authenticator", totp_secret=secret)
    flash(gettext("App added. From now on you are asked for a code when you sign in."))
    return redirect(SETUP_PAGE)
