"""Forms of a coach's view: a word on a step, words on the whole, a tick, a question to keep."""

from typing import Self
from uuid import NAMESPACE_OID, uuid4, uuid5

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired

from portal.coaching.pages.forms import LONGEST_COMMENT
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.review.rounds import RoundWords
from portal.coaching.review.verdicts import VerdictWords
from portal.http.request_values import IntegerField, VersionField, at_most
from portal.language.text import tidy
from portal.merging import CARRIED_FIELDS, MergedForm

LONGEST_WORDS = 1_000


class WordsForm(MergedForm):
    """What a coach says of the whole; the hidden fields tell which page the words come from."""

    strength = TextAreaField(
        lazy_gettext("One strength"),
        [at_most(LONGEST_WORDS)],
        filters=[tidy],
    )
    next_step = TextAreaField(
        lazy_gettext("One next step"),
        [at_most(LONGEST_WORDS)],
        filters=[tidy],
    )
    text = TextAreaField(
        lazy_gettext("What should change"),
        [at_most(LONGEST_COMMENT)],
        filters=[tidy],
    )
    version = VersionField(default=0)
    number = VersionField(default=0)
    seen = VersionField(default=0)
    carries = VersionField(default=0)
    kind = HiddenField(default=ReviewKind.OWN.value, validators=[AnyOf(list(ReviewKind))])
    carried = CARRIED_FIELDS | {"kind"}

    @classmethod
    def holding(cls, words: RoundWords) -> Self:
        """Return the form of words that are kept, with their marks."""
        told = {"strength": words.strength, "next_step": words.next_step, "text": words.note}
        return cls.showing(data=told | {"version": words.version})

    @property
    def words(self) -> RoundWords:
        """Return what was written."""
        return RoundWords(self.strength.data or "", self.next_step.data or "", self.text.data or "")

    @property
    def said(self) -> VerdictWords:
        """Return what comes with a verdict."""
        numbers = (self.carries.data or 0, self.number.data or 0)
        return VerdictWords(self.words, self.version.data or 0, self.review_kind, *numbers)

    @property
    def review_kind(self) -> ReviewKind:
        """Return whose words they are."""
        return ReviewKind(self.kind.data)


class StepRatingForm(FlaskForm):
    """A coach's word on one step."""

    step = IntegerField(validators=[InputRequired()])
    level = StringField(validators=[AnyOf(list(StepLevel))])
    back = StringField(default="")


class QuestionForm(FlaskForm):
    """A question that a coach keeps."""

    token = HiddenField("", default=lambda: str(uuid4()))
    text = TextAreaField(
        lazy_gettext("Question to save"),
        [
            DataRequired(lazy_gettext("Write the question first.")),
            at_most(LONGEST_WORDS),
        ],
        filters=[tidy],
    )

    def own_token(self) -> str:
        """Return the token in the length of its column."""
        return str(uuid5(NAMESPACE_OID, str(self.token.data)))
