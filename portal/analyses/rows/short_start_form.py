"""The form of the four questions."""

from typing import Self

from flask_babel import LazyString, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from portal.analyses.rows.fields import LONGEST_ANSWER
from portal.analyses.rows.forms import LONGEST_TITLE
from portal.analyses.rows.lists import read_lines
from portal.analyses.rows.short_start import MOST_LINES, FourAnswers
from portal.http.request_values import HasLetter, TokenMixin, at_most
from portal.language.i18n import gettext
from portal.language.text import tidy, tidy_line

_NO_NAME = lazy_gettext("Enter a name for this work.")
_NO_PLACE = lazy_gettext("Name the province, district or village.")
_NO_DIVIDER = lazy_gettext("Name one thing people argue about.")
_NO_CONNECTOR = lazy_gettext("Name one thing people do together.")


class HasLines:
    """Refuses an answer without a line that says something, and more lines than are drawn."""

    def __init__(self, message: LazyString) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError for no line, or for too many."""
        lines = read_lines(field.data or "")
        if not lines:
            raise ValidationError(self.message)
        if len(lines) > MOST_LINES:
            raise ValidationError(
                gettext(
                    "Write at most %(many)s lines here; you can add more once the picture is "
                    "drawn. All your lines are still here.",
                    many=MOST_LINES,
                )
            )


class FourQuestions(TokenMixin, FlaskForm):
    """What is asked of a work before its first picture."""

    title = StringField(
        lazy_gettext("What do you call this work?"),
        [
            *(DataRequired(_NO_NAME), HasLetter(_NO_NAME)),
            at_most(LONGEST_TITLE),
        ],
        filters=[tidy_line],
    )
    place = StringField(
        lazy_gettext("Where is it?"),
        [
            *(DataRequired(_NO_PLACE), HasLetter(_NO_PLACE)),
            at_most(LONGEST_TITLE),
        ],
        filters=[tidy_line],
    )
    divides = TextAreaField(
        lazy_gettext("What makes people there argue or drift apart?"),
        [
            *(DataRequired(_NO_DIVIDER), HasLines(_NO_DIVIDER)),
            at_most(LONGEST_ANSWER),
        ],
        filters=[tidy],
    )
    connects = TextAreaField(
        lazy_gettext("What do they still do together?"),
        [
            *(DataRequired(_NO_CONNECTOR), HasLines(_NO_CONNECTOR)),
            at_most(LONGEST_ANSWER),
        ],
        filters=[tidy],
    )

    way = StringField(default="")

    @classmethod
    def holding(cls, answers: FourAnswers, token: str) -> Self:
        """Return the form of answers that were given, with the token of what they made."""
        return cls(formdata=None, data=answers._asdict() | {"token": token})

    def answers(self) -> FourAnswers:
        """Return what was answered, once the form is valid."""
        return FourAnswers(
            self.title.data or "",
            self.place.data or "",
            "\n".join(read_lines(self.divides.data or "")),
            "\n".join(read_lines(self.connects.data or "")),
        )
