"""Pages on which one asks for another address for one's account, and confirms it."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import EmailField, Field
from wtforms.validators import DataRequired, Length, ValidationError

from portal.accounts.devices.user_sessions import end_others
from portal.accounts.forms import look_like_an_address
from portal.accounts.freshness import ask_for_password, is_fresh
from portal.accounts.new_address import services
from portal.errors import NotFound
from portal.extensions import limiter
from portal.gate import signed_in
from portal.language.i18n import gettext

ADDRESS_PATH = "/account/address"
blueprint = Blueprint("new_address", __name__, url_prefix=ADDRESS_PATH)


class NewAddressForm(FlaskForm):
    """Which address somebody wants."""

    email = EmailField(
        lazy_gettext("New email address"),
        [
            DataRequired(lazy_gettext("Enter an email address such as name@example.org.")),
            Length(max=254, message=lazy_gettext("This address is too long.")),
            look_like_an_address,
        ],
    )

    def validate_email(self, field: Field) -> None:
        """Refuse the address that the account has."""
        if field.data == current_user.email:
            raise ValidationError(lazy_gettext("This is your address already. Enter another one."))


@blueprint.get("")
@signed_in
def ask() -> ResponseReturnValue:
    """Show the form, and which address waits for its link; the password comes first."""
    if not is_fresh():
        return ask_for_password(ADDRESS_PATH)
    return _page(NewAddressForm(formdata=None))


@blueprint.post("")
@signed_in
@limiter.limit("10 per hour", key_func=lambda: str(current_user.id))
def send_link() -> ResponseReturnValue:
    """Send a link to the new address and a notice to the present one, whoever has the new one."""
    if not is_fresh():
        return ask_for_password(ADDRESS_PATH)
    form = NewAddressForm()
    if not form.validate_on_submit():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    services.ask_for_address(current_user.id, current_user.email, form.email.data or "")
    return redirect(ADDRESS_PATH, HTTPStatus.SEE_OTHER)


@blueprint.post("/removal")
@signed_in
def forget() -> ResponseReturnValue:
    """Keep the present address: the link no longer works."""
    services.forget_wanted(current_user.id)
    flash(gettext("Your address stays as it is. The link no longer works."))
    return redirect("/account", HTTPStatus.SEE_OTHER)


@blueprint.get("/<token>")
@signed_in
def show_link(token: str) -> ResponseReturnValue:
    """Show what a link would change; only a button does it, for scanners of mails open links."""
    try:
        wanted = services.find_by_token(current_user.id, token)
    except NotFound:
        return _ended()
    return render_template("accounts/new_address.html", wanted=wanted, token=token)


@blueprint.post("/<token>")
@signed_in
def confirm(token: str) -> ResponseReturnValue:
    """Use the new address; the person stays signed in here, and nowhere else."""
    try:
        session["_user_id"] = services.confirm_address(current_user.id, token)
    except NotFound:
        return _ended()
    end_others(current_user.id, session["session_token"])
    flash(gettext("Your new address is saved. All other devices are signed out."))
    return redirect("/account", HTTPStatus.SEE_OTHER)


def _page(form: NewAddressForm) -> str:
    wanted = services.find_wanted(current_user.id)
    return render_template("accounts/address.html", form=form, wanted=wanted)


def _ended() -> tuple[str, HTTPStatus]:
    return render_template("accounts/new_address.html", wanted=None), HTTPStatus.NOT_FOUND
