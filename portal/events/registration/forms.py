"""Forms of registration: who is to take part, whom to invite, how many places there are."""

import re

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput

from portal.events.planning.details import EventLimits
from portal.events.registration.details import Attendee, InvitationFilter, Invitee
from portal.events.registration.doubles import phone_key
from portal.events.registration.invitations import funders
from portal.events.registration.kinds import SEX_TITLES, Sex
from portal.http.request_values import (
    HasLetter,
    IntegerField,
    TokenMixin,
    VersionField,
    at_most,
    whole,
)
from portal.language.places import PROVINCES
from portal.language.text import tidy_line
from portal.merging import MergedForm
from portal.projects.forms import WithinReason
from portal.projects.journey import SCOPE_TITLES, STAGE_TITLES, STAGES, Scope

NO_NAME = lazy_gettext("Enter the person's name.")
NOT_PLACES = lazy_gettext("Enter a number from 1 to 10,000, or leave it empty.")
ALL = SelectChoice("", lazy_gettext("All"))
WHOLE, PART = "whole", "part"
FEWEST_DIGITS = 6
ALL_FOUND, SOME_FOUND = "all", "some"


def look_like_a_telephone(_form: FlaskForm, field: Field) -> None:
    """Refuse what is no telephone number."""
    if not re.fullmatch(r"[\d+ ().-]+", field.data) or len(phone_key(field.data)) < FEWEST_DIGITS:
        raise ValidationError(lazy_gettext("Enter a telephone number such as 012 345 678."))


class AttendeeMixin:
    """Who is to take part, and for how long."""

    name = StringField(
        lazy_gettext("Name"),
        [DataRequired(NO_NAME), HasLetter(NO_NAME), at_most(120)],
        filters=[tidy_line],
    )
    phone = StringField(
        lazy_gettext("Telephone"),
        [
            Optional(),
            at_most(30),
            look_like_a_telephone,
        ],
        filters=[tidy_line],
    )
    sex = RadioField(
        lazy_gettext("Sex"),
        [InputRequired(lazy_gettext("Choose an answer."))],
        choices=[SelectChoice(sex.value, lazy_gettext(SEX_TITLES[sex])) for sex in Sex],
    )
    stays = RadioField(
        lazy_gettext("Can this person stay for the whole event?"),
        [InputRequired(lazy_gettext("Choose an answer."))],
        choices=[
            SelectChoice(WHOLE, lazy_gettext("Yes, the whole event")),
            SelectChoice(PART, lazy_gettext("No, only part of it")),
        ],
    )

    def attendee(self) -> Attendee:
        """Return what was written, once the form is valid."""
        return Attendee(
            self.name.data, self.phone.data or "", self.sex.data, self.stays.data == WHOLE
        )


class NewAttendeeForm(TokenMixin, AttendeeMixin, FlaskForm):
    """Somebody who is not registered yet."""


class AttendeeForm(AttendeeMixin, MergedForm):
    """Somebody on record whom others may be changing too."""

    version = VersionField(validators=[InputRequired()])

    @classmethod
    def of(cls, attendee: Attendee, version: int) -> "AttendeeForm":
        """Return the form of what is on record."""
        told = {**attendee._asdict(), "stays": WHOLE if attendee.stays_whole else PART}
        return cls.showing(data={**told, "version": version})


class InvitationFilterForm(FlaskForm):
    """Which organisations are looked for; it is part of an address and changes nothing."""

    class Meta:
        """It is read, so there is nothing to guard."""

        csrf = False

    stage = SelectField(
        lazy_gettext("Stage"),
        choices=[
            ALL,
            *(SelectChoice(one.value, lazy_gettext(STAGE_TITLES[one])) for one in STAGES),
        ],
        default="",
    )
    scope = SelectField(
        lazy_gettext("Scope"),
        choices=[ALL, *(SelectChoice(one.value, lazy_gettext(SCOPE_TITLES[one])) for one in Scope)],
        default="",
    )
    province = SelectField(
        lazy_gettext("Province"),
        choices=[ALL, *(SelectChoice(p.key, lazy_gettext(p.title)) for p in PROVINCES.values())],
        default="",
    )
    funder = SelectField(
        lazy_gettext("Funder"),
        choices=lambda: [ALL, *map(SelectChoice, funders())],
        default="",
    )

    def wanted(self) -> InvitationFilter:
        """Return what is looked for, once the form is valid."""
        return InvitationFilter(
            self.stage.data or "",
            self.scope.data or "",
            self.province.data or "",
            self.funder.data or "",
        )


class EventInvitationForm(FlaskForm):
    """The organisations that are invited: all that were found, or some of them."""

    which = RadioField(
        lazy_gettext("Who is invited?"),
        [InputRequired(lazy_gettext("Choose an answer."))],
        choices=[
            SelectChoice(ALL_FOUND, lazy_gettext("All organisations on this list")),
            SelectChoice(SOME_FOUND, lazy_gettext("Only those that I tick")),
        ],
    )
    organisations = SelectMultipleField(
        lazy_gettext("Organisations"), coerce=whole, option_widget=CheckboxInput()
    )
    shown = HiddenField()

    def among(self, found: list[Invitee]) -> None:
        """Offer organisations."""
        self.organisations.choices = [
            SelectChoice(one.id, f"{one.acronym} · {one.name}") for one in found
        ]

    def validate_organisations(self, field: SelectMultipleField) -> None:
        """Refuse some that are none."""
        if self.which.data == SOME_FOUND and not field.data:
            raise ValidationError(lazy_gettext("Choose at least one organisation."))

    def chosen(self) -> list[int]:
        """Return the ids of those who are invited, once the form is valid."""
        if self.which.data == SOME_FOUND:
            return list(self.organisations.data)
        # Nobody is invited whom the page did not show.
        shown = set((self.shown.data or "").split(","))
        found = (choice.value for choice in self.organisations.choices)
        return [one for one in found if str(one) in shown]


class LimitsForm(MergedForm):
    """How many may take part, and until when one may register."""

    places = IntegerField(lazy_gettext("Places"), [Optional(), NumberRange(1, 10_000, NOT_PLACES)])
    registers_until = DateField(lazy_gettext("Last day to register"), [Optional(), WithinReason()])
    version = VersionField(validators=[InputRequired()])

    def limits(self) -> EventLimits:
        """Return what was written, once the form is valid."""
        return EventLimits(self.places.data, self.registers_until.data)
