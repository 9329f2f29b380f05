"""Forms of a story: its cover, and the sentences of one section."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from portal.http.request_values import VersionField, at_most
from portal.language.text import tidy
from portal.merging import CARRIED_FIELDS, MergedForm, digest, read_marks
from portal.story.labels import AUDIENCE_TITLES
from portal.story.queries import EditedSentence

LONGEST_SENTENCE = 20_000
LONGEST_TITLE = 300
MOST_PHOTOS = 6


class CoverForm(MergedForm):
    """The title, for whom the story is, and which photos it shows."""

    version = VersionField(default=0)
    title = TextAreaField(
        lazy_gettext("Title"),
        [at_most(LONGEST_TITLE)],
        filters=[tidy],
    )
    audience = RadioField(
        lazy_gettext("Audience"),
        [InputRequired()],
        choices=[
            SelectChoice(value, lazy_gettext(title)) for value, title in AUDIENCE_TITLES.items()
        ],
    )
    photos = SelectMultipleField(
        lazy_gettext("Photos"),
        [Length(max=MOST_PHOTOS, message=lazy_gettext("Choose at most six photos."))],
        coerce=int,
        option_widget=CheckboxInput(),
    )

    def __init__(self, photos: Sequence[tuple[int, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.photos.choices = [SelectChoice(*one) for one in photos]


class SentencesForm(MergedForm):
    """The sentences of one section, each a field; made by `sentences_form`.

    `made` has marks of what the rows told when it was shown.
    """

    version = VersionField(default=0)
    made = HiddenField("")
    carried: ClassVar[frozenset[str]] = CARRIED_FIELDS | {"made"}


def changed_fields(form: MergedForm) -> set[str]:
    """Return the names of the fields that the person changed from what they were shown."""
    marks = read_marks(form.was.data)
    return {name for name, value in form.values().items() if digest(value) != marks.get(name)}


def sentences_form(labels: Mapping[str, str]) -> type[SentencesForm]:
    """Return the form with a field for each key, in order, under its label."""
    fields = {
        key: TextAreaField(
            label,
            [at_most(LONGEST_SENTENCE)],
            filters=[tidy],
        )
        for key, label in labels.items()
    }
    return type("SectionForm", (SentencesForm,), fields)


def sent_keys(known: Iterable[str]) -> set[str]:
    """Return those of the known keys for which the request brings words."""
    return set(request.form.keys()) & set(known)


def edited(made: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, EditedSentence]:
    """Return texts with what their rows tell now; of a row that is gone nothing is told."""
    return {key: EditedSentence(made.get(key, ""), text) for key, text in texts.items()}


def seen_only(made: Mapping[str, str], form: SentencesForm) -> dict[str, str]:
    """Return what rows tell where the person was shown it, so that another sentence is asked for.

    One that is left out stays so, whatever its row tells.
    """
    marks = read_marks(form.made.data)
    return {
        key: told
        for key, told in made.items()
        if marks.get(key) == digest(told) or (key in form and not form[key].data)
    }
