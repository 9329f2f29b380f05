"""The page of one's own account: name, language, and the ways on to the rest."""

from flask import Blueprint, flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import update
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from portal.accounts.models import Person
from portal.extensions import db
from portal.gate import signed_in
from portal.http.request_values import HasLetter
from portal.language.i18n import gettext
from portal.language.locales import LOCALES
from portal.language.text import tidy_line

blueprint = Blueprint("own_account", __name__, url_prefix="/account")


class NameMixin:
    """What a person is called."""

    name = StringField(
        lazy_gettext("Your name, as others will see it"),
        [
            DataRequired(lazy_gettext("Enter your name.")),
            HasLetter(lazy_gettext("Enter your name.")),
            Length(max=120, message=lazy_gettext("Please use at most 120 characters.")),
        ],
        filters=[tidy_line],
    )


class OwnAccountForm(NameMixin, FlaskForm):
    """What people say of themselves."""

    locale = RadioField(
        lazy_gettext("Language of pages and mails"),
        [DataRequired(lazy_gettext("Choose a language."))],
        choices=[SelectChoice(code, language.name) for code, language in LOCALES.items()],
    )


@blueprint.get("")
@signed_in
def show() -> str:
    """Show one's own account."""
    known = {"name": current_user.name, "locale": current_user.locale}
    return render_template("accounts/account.html", form=OwnAccountForm(formdata=None, data=known))


@blueprint.post("")
@signed_in
def save() -> ResponseReturnValue:
    """Save name and language; both are used from the next page on."""
    form = OwnAccountForm()
    if not form.validate_on_submit():
        return render_template("accounts/account.html", form=form), 422
    db.session.execute(
        update(Person)
        .where(Person.id == current_user.id)
        .values(name=form.name.data, locale=form.locale.data)
    )
    session["locale"] = form.locale.data
    flash(gettext("Your account is saved."))
    return redirect("/account", 303)
