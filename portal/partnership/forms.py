"""Forms of profiles, needs, requests, handovers, notes, ratings and events."""

import re

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from portal.events.forms import first_day
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.http.request_values import IntegerField, TokenMixin, VersionField, at_most
from portal.language.text import tidy, tidy_line
from portal.merging import MergedForm
from portal.partnership.handovers import Leaving
from portal.partnership.matching.needs import NeedsDetails
from portal.partnership.profiles import ProfileDetails
from portal.partnership.records import EventDetails
from portal.partnership.vocabulary import (
    CATEGORY_TITLES,
    HELPFUL_TITLES,
    LANGUAGES,
    PART_TITLES,
    PROVINCES,
    SECTORS,
    Helpful,
    Part,
    RequestCategory,
)
from portal.projects.forms import statement_field

MOST_PROJECTS = 100
LIST_SEPARATORS = re.compile(r"[,;\n]+")


def _several(label: str, titles: dict[str, str]) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[SelectChoice(key, lazy_gettext(title)) for key, title in titles.items()],
        option_widget=CheckboxInput(),
    )


class VersionMixin:
    """Carries the version that the page showed."""

    version = VersionField(validators=[InputRequired()], default=0)


class ProfileForm(VersionMixin, MergedForm):
    """What a coach can do and where they should not."""

    capacity = IntegerField(
        lazy_gettext("Most projects at once"),
        [
            Optional(),
            NumberRange(0, MOST_PROJECTS, lazy_gettext("Enter a number from 0 to 100.")),
        ],
    )
    languages = _several(lazy_gettext("Coaching languages"), LANGUAGES)
    sectors = _several(lazy_gettext("Known fields of work"), SECTORS)
    provinces = _several(lazy_gettext("Provinces within reach"), PROVINCES)
    organisations = statement_field(lazy_gettext("Organisations with a personal tie"))
    funders = statement_field(lazy_gettext("Funders with a personal tie"))

    def acronyms(self) -> list[str]:
        """Return the organisations as they were written, one by one."""
        return _apart(self.organisations.data)

    def details(self, known: dict[str, int]) -> ProfileDetails:
        """Return what was written; `known` gives the ids of organisations by small acronym."""
        return ProfileDetails(
            capacity=self.capacity.data,
            languages=self.languages.data or [],
            sectors=self.sectors.data or [],
            provinces=self.provinces.data or [],
            organisations=sorted({known[acronym.lower()] for acronym in self.acronyms()}),
            funders=_apart(self.funders.data),
        )


class NeedsForm(VersionMixin, MergedForm):
    """What helps to find a coach that fits."""

    languages = _several(lazy_gettext("Languages your team works in"), LANGUAGES)
    sector = SelectField(
        lazy_gettext("Field of work"),
        choices=[
            SelectChoice("", lazy_gettext("Not stated")),
            *(SelectChoice(key, lazy_gettext(title)) for key, title in SECTORS.items()),
        ],
        default="",
    )
    provinces = _several(lazy_gettext("Provinces"), PROVINCES)

    def details(self) -> NeedsDetails:
        """Return what was written."""
        return NeedsDetails(
            self.languages.data or [], self.sector.data or "", self.provinces.data or []
        )


class CoachRequestForm(TokenMixin, FlaskForm):
    """Why an organisation asks for another coach."""

    category = RadioField(
        lazy_gettext("Reason for the request"),
        [InputRequired(lazy_gettext("Choose the closest answer."))],
        choices=[
            SelectChoice(one.value, lazy_gettext(CATEGORY_TITLES[one])) for one in RequestCategory
        ],
    )
    words = statement_field(lazy_gettext("Message to the coordinator"))


class HandoverForm(VersionMixin, MergedForm):
    """What the present coach leaves to the next one."""

    summary = statement_field(lazy_gettext("Summary for the next coach"))
    hands_notes = BooleanField(lazy_gettext("Give the next coach a copy of my private notes"))
    hands_drafts = BooleanField(
        lazy_gettext("Give the next coach a copy of my unsent comments and texts")
    )

    def leaving(self) -> Leaving:
        """Return what was written and ticked."""
        return Leaving(
            self.summary.data or "",
            hands_notes=self.hands_notes.data,
            hands_drafts=self.hands_drafts.data,
        )


class NotesForm(VersionMixin, FlaskForm):
    """A coach's private notes."""

    text = TextAreaField(
        lazy_gettext("Your private notes"),
        [at_most(20_000)],
        filters=[tidy],
    )


class HelpfulnessForm(FlaskForm):
    """How helpful feedback was, and by choice a word to the coach."""

    answer = RadioField(
        lazy_gettext("Was this feedback helpful?"),
        [Optional()],
        choices=[SelectChoice(one.value, lazy_gettext(HELPFUL_TITLES[one])) for one in Helpful],
    )
    words = TextAreaField(
        lazy_gettext("Message to the coach"),
        [at_most(1000)],
        filters=[tidy],
    )
    is_sent = BooleanField(lazy_gettext("Send this message to the coach"))


class EventForm(TokenMixin, FlaskForm):
    """A workshop or forum at which a coach did something."""

    kind = SelectField(
        lazy_gettext("Kind of workshop"),
        choices=[
            SelectChoice(kind.value, lazy_gettext(KIND_TITLES[kind])) for kind in WorkshopKind
        ],
    )
    part = RadioField(
        lazy_gettext("What you did"),
        choices=[SelectChoice(part.value, lazy_gettext(PART_TITLES[part])) for part in Part],
        default=Part.LED.value,
    )
    held_on = first_day()
    days = IntegerField(
        lazy_gettext("Number of days"),
        [
            InputRequired(lazy_gettext("Enter a number from 1 to 60.")),
            NumberRange(1, 60, lazy_gettext("Enter a number from 1 to 60.")),
        ],
        default=1,
    )

    def details(self) -> EventDetails:
        """Return what was written, once the form is valid."""
        return EventDetails(self.kind.data, self.part.data, self.held_on.data, self.days.data)


class ReplyForm(FlaskForm):
    """What a coordinator answers to a request."""

    words = StringField(
        lazy_gettext("Your answer"),
        [
            InputRequired(lazy_gettext("Write your answer first.")),
            at_most(1000),
        ],
        filters=[tidy_line],
    )


def _apart(text: str | None) -> list[str]:
    found = [" ".join(part.split()) for part in LIST_SEPARATORS.split(text or "")]
    return list(dict.fromkeys(part for part in found if part))
