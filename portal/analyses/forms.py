"""Forms of an analysis and of its rows, made from the table of steps."""

import unicodedata
from datetime import date
from typing import Any
from uuid import uuid4

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import Field as FormField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.analyses import words
from portal.analyses.queries import RowDict, Rows
from portal.analyses.steps import KINDS, STEPS, Field, Kind, Widget

LONGEST = 10_000
TOO_LONG = lazy_gettext("This is too long: at most 10,000 letters. Your words are still here.")
NOT_A_DATE = lazy_gettext("Please give a date, such as 2026-11-24.")
NOT_A_NUMBER = lazy_gettext("Please give a whole number from 1 to 99.")
NOT_ON_LIST = lazy_gettext("Please choose one from the list.")


def tidy(text: str | None) -> str:
    """Return text trimmed and in one form of Unicode, with its zero-width spaces kept."""
    return unicodedata.normalize("NFC", text or "").replace("\x00", "").strip()


class RowForm(FlaskForm):
    """One row; nothing is required here, because a draft may be unfinished."""

    version = HiddenField()
    token = HiddenField(default=lambda: str(uuid4()))

    def values(self, kind: Kind) -> dict[str, Any]:
        """Return what was written, ready for the columns of `kind`."""
        return {field.name: _value(field, self[field.name].data) for field in kind.fields}


class AnalysisForm(FlaskForm):
    """What an analysis looks at, and which steps it takes."""

    token = HiddenField(default=lambda: str(uuid4()))
    version = HiddenField()
    title = StringField(
        lazy_gettext("What is it about, in a few words?"),
        [InputRequired(lazy_gettext("Please give it a name.")), Length(max=200, message=TOO_LONG)],
        filters=[tidy],
    )
    scope = RadioField(lazy_gettext("How much of your work do you look at?"), default="project")
    steps = SelectMultipleField(
        lazy_gettext("Which steps do you want to take?"),
        [InputRequired(lazy_gettext("Please choose at least one step."))],
        coerce=int,
        default=[step.number for step in STEPS],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.scope.choices = _translated(words.REACHES)
        self.steps.choices = [
            (step.number, f"{step.number}. {gettext(step.title)}") for step in STEPS
        ]


def row_form(kind: Kind, targets: Rows, row: RowDict | None = None) -> RowForm:
    """Return the form of one row, filled from `row` and limited to links within the analysis."""
    form: RowForm = _FORMS[kind.name](data=_shown(kind, row) if row else None)
    for field in kind.fields:
        if field.widget is Widget.LINK:
            form[field.name].choices = _links(field, targets, row)
        elif field.choices:
            blank = [("", gettext("Choose"))] if field.widget is Widget.SELECT else []
            form[field.name].choices = blank + _translated(field.choices)
        form[field.name].label.text = gettext(field.label)
    return form


def title_of(kind: str, row: RowDict) -> str:
    """Return the words by which a row is known in lists."""
    return str(row[_TITLES[kind]] or "")


_TITLES = {
    "context": "area",
    "divider": "title",
    "connector": "title",
    "detail": "choice",
    "chain": "explanation",
    "option": "description",
    "test": "note",
    "change": "after",
}


def _make(field: Field) -> FormField:
    if field.widget is Widget.DATE:
        return _Date(field.name, [Optional()])
    if field.widget is Widget.NUMBER:
        return _Number(field.name, [Optional(), NumberRange(1, 99, message=NOT_A_NUMBER)])
    if field.widget in (Widget.SELECT, Widget.LINK):
        return _Select(field.name, [Optional()], validate_choice=True, default="")
    if field.widget is Widget.PILLS:
        return _Radio(field.name, [Optional()], default="")
    return TextAreaField(field.name, [Length(max=LONGEST, message=TOO_LONG)], filters=[tidy])


class _Select(SelectField):
    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401
        if self.data and str(self.data) not in {str(key) for key, _ in self.choices}:
            raise ValidationError(NOT_ON_LIST)


class _Radio(RadioField):
    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401
        if self.data and str(self.data) not in {str(key) for key, _ in self.choices}:
            raise ValidationError(NOT_ON_LIST)


class _Date(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NOT_A_DATE) from error


class _Number(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NOT_A_NUMBER) from error


def _value(field: Field, written: Any) -> Any:  # noqa: ANN401
    if field.widget in (Widget.LINE, Widget.TEXT, Widget.DATE, Widget.NUMBER):
        return written
    is_number = field.widget is Widget.LINK or field.name == "effect"
    if is_number:
        return int(written) if written else None
    return written or _DEFAULTS.get(field.name, "")


_DEFAULTS = {"state": "idea"}


def _shown(kind: Kind, row: RowDict) -> RowDict:
    shown = dict(row)
    for field in kind.fields:
        value = row[field.name]
        if field.widget is Widget.DATE:
            shown[field.name] = date.fromisoformat(value) if value else None
        elif field.widget in (Widget.LINK, Widget.PILLS, Widget.SELECT):
            shown[field.name] = "" if value is None else str(value)
    return shown


def _links(field: Field, targets: Rows, row: RowDict | None) -> list[tuple[str, str]]:
    itself = row["id"] if row else None
    found = [
        (str(target["id"]), _short(title_of(name, target)) or gettext(KINDS[name].title))
        for name in field.targets
        for target in targets.get(name, [])
        if not (field.name == "parent_id" and target["id"] == itself)
    ]
    return [("", gettext("Choose")), *found]


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _translated(choices: words.Choices) -> list[tuple[str, str]]:
    return [(str(value), gettext(label)) for value, label in choices]


_FORMS: dict[str, type[RowForm]] = {
    kind.name: type(
        f"{kind.name.title()}Form",
        (RowForm,),
        {field.name: _make(field) for field in kind.fields},
    )
    for kind in KINDS.values()
}
