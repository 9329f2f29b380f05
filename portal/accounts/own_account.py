"""The page of one's own account: name, language, and the ways on to the rest."""

from flask import Blueprint, current_app, flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select, update
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from config.settings import Settings
from portal.accounts.devices.routes import own_devices
from portal.accounts.models import Person
from portal.extensions import db
from portal.gate import signed_in
from portal.http.request_values import HasLetter, at_most
from portal.language.calendar import read_names
from portal.language.i18n import gettext, language
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
            at_most(120),
        ],
        filters=[tidy_line],
    )


def _as_number(value: object) -> int | None:
    return int(str(value)) if value else None


class OwnAccountForm(NameMixin, FlaskForm):
    """What people say of themselves."""

    locale = RadioField(
        lazy_gettext("Language of pages and emails"),
        [DataRequired(lazy_gettext("Choose a language."))],
        choices=[SelectChoice(code, language.name) for code, language in LOCALES.items()],
    )
    digest_hour = SelectField(
        lazy_gettext("Time of emails about your tasks"),
        [Optional()],
        coerce=_as_number,
    )
    digest_day = SelectField(
        lazy_gettext("Day of emails about your tasks"), [Optional()], coerce=_as_number
    )

    def __init__(self, *given: object, **more: object) -> None:
        """Offer the hours and days in which the network sends such mails."""
        super().__init__(*given, **more)
        settings: Settings = current_app.extensions["settings"]
        hours, days = settings.digest_hours, settings.digest_days
        self.digest_hour.choices = [
            (
                "",
                gettext(
                    "Any time, %(first)d:00 to %(last)d:00",
                    first=hours.start,
                    last=hours.stop,
                ),
            ),
            *((str(hour), f"{hour}:00") for hour in hours),
        ]
        names = read_names()[language()]["EEEE"]
        self.digest_day.choices = [
            ("", gettext("Any day")),
            *((str(day), names[day - 1]) for day in days),
        ]


@blueprint.get("")
@signed_in
def show() -> str:
    """Show one's own account."""
    asked = (Person.name, Person.locale, Person.digest_hour, Person.digest_day)
    found = db.session.execute(select(*asked).where(Person.id == current_user.id))
    known = dict(found.mappings().one())
    return _page(OwnAccountForm(formdata=None, data=known))


@blueprint.post("")
@signed_in
def save() -> ResponseReturnValue:
    """Save name and language, used from the next page on, and the times of mails."""
    form = OwnAccountForm()
    if not form.validate_on_submit():
        return _page(form), 422
    db.session.execute(
        update(Person)
        .where(Person.id == current_user.id)
        .values(
            name=form.name.data,
            locale=form.locale.data,
            digest_hour=form.digest_hour.data,
            digest_day=form.digest_day.data,
        )
    )
    session["locale"] = form.locale.data
    flash(gettext("Your account is saved."))
    return redirect("/account", 303)


def _page(form: OwnAccountForm) -> str:
    return render_template(
        "accounts/account.html", form=form, devices=own_devices(), here=current_user.session_id
    )
