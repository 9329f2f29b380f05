"""Forms of an analysis and of its rows, made from the table of steps."""

from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

import wtforms
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.core import Field as FormField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from portal import clock
from portal.analyses import labels
from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION, Framework
from portal.analyses.kind import Field, Kind, Widget, is_number
from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import Values
from portal.analyses.rows.fields import LONGEST_ANSWER as LONGEST_ANSWER
from portal.analyses.rows.fields import Control, Controls, NamedField, choices_of, fields_on_form
from portal.analyses.rows.lists import read_lines
from portal.http.request_values import IntegerField, TokenMixin, at_most, too_long
from portal.language.i18n import gettext
from portal.language.text import has_letter, tidy, tidy_line
from portal.merging import MergedForm
from portal.projects.forms import NotInFuture, WithinReason
from portal.projects.journey import Scope

LONGEST_TITLE = 200
LONGEST_NUMBER = 9
NOT_A_DATE = lazy_gettext("Enter a date, such as 2026-11-24.")
NOT_A_NUMBER = lazy_gettext("Enter a whole number from 1 to 99.")
NOT_ON_LIST = lazy_gettext("Choose one from the list.")


# Templates know a control by the name of its class, so these two keep theirs.
class SelectField(wtforms.SelectField):
    """A choice from a list that refuses what is not on it, in our own words."""

    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401
        _refuse_unlisted(self)


class RadioField(wtforms.RadioField):
    """One of a few pills; no choice is an answer too."""

    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401
        _refuse_unlisted(self)


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


class VersionedForm(FlaskForm):
    """A form that knows upon which version it was written; its token tells a doubled click."""

    # An empty label: for none, WTForms would look for its own words at each form.
    version = HiddenField("")
    token = HiddenField("", default=lambda: str(uuid4()))

    @property
    def base_version(self) -> int:
        """Return the version that was written upon; 0, which nothing has, if unreadable."""
        written = str(self.version.data or "")
        return int(written) if written.isdecimal() and len(written) <= LONGEST_NUMBER else 0


class RowForm(VersionedForm):
    """One row; nothing is required here, because a draft may be unfinished."""

    was = HiddenField("")

    def values(self, kind: Kind) -> Values:
        """Return the fields that were sent, and only those, ready for the columns of `kind`."""
        return {
            field.name: _value(kind, field, self[field.name].data)
            for field in fields_on_form(kind)
            if self[field.name].raw_data
        }


class ReviewDayForm(FlaskForm):
    """On which day an option is looked at again; possible in every state of the review."""

    review_on = _Date(lazy_gettext("When will you check again?"), [Optional(), WithinReason()])

    def judge(self, saved: date | None) -> bool:
        """Tell whether it is complete; a day that has passed is refused, unless it stands there."""
        is_valid, day = self.validate(), self.review_on.data
        if is_valid and day and day < clock.today() and day != saved:
            self.review_on.errors = [gettext("This day has passed. Choose a later one.")]
        return not self.review_on.errors


class PastedList(TokenMixin, FlaskForm):
    """A list that was written elsewhere; each of its lines becomes a row.

    The field has no greatest length, for a browser would cut what is pasted there.
    """

    lines = TextAreaField("")

    @cached_property
    def titles(self) -> list[str]:
        """Return what the lines say."""
        return read_lines(str(self.lines.data or ""))

    def validate_lines(self, _field: Any) -> None:  # noqa: ANN401
        """Refuse a list without a line, and a line that is longer than a row can hold."""
        titles = self.titles
        if not titles:
            raise ValidationError(gettext("Paste or write at least one line."))
        for number, title in enumerate(titles, 1):
            if len(title) > LONGEST_ANSWER:
                raise ValidationError(
                    gettext(
                        "Line %(number)s is too long: at most 10,000 characters. Nothing was "
                        "added, and your list is still here.",
                        number=number,
                    )
                )

    def refuse_more(self, room: int) -> None:
        """Say of a list which does not fit how many rows there is room for."""
        self.lines.errors = [
            gettext(
                "Your list has %(many)s lines, and there is room for %(room)s. Nothing was added, "
                "and your list is still here.",
                many=len(self.titles),
                room=room,
            )
        ]


class AnalysisForm(MergedForm, VersionedForm):
    """What an analysis looks at, and which steps it takes."""

    title = TextAreaField(
        lazy_gettext("Title, in a few words"),
        [
            InputRequired(lazy_gettext("Enter a name.")),
            at_most(LONGEST_TITLE),
        ],
        filters=[tidy_line],
    )
    scope = RadioField(
        lazy_gettext("How big is this piece of work?"),
        [DataRequired(NOT_ON_LIST)],
        default=Scope.PROJECT.value,
    )
    steps = SelectMultipleField(
        lazy_gettext("Which steps do you want to do?"),
        [InputRequired(lazy_gettext("Choose at least one step."))],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    framework = HiddenField("")

    def __init__(
        self,
        known: Framework = FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(**kwargs)
        self.known = known
        self.framework.data = known.version
        self.scope.choices = _translated(labels.ANALYSIS_SCOPES)
        self.steps.choices = [
            (step.number, f"{step.number}. {gettext(step.title)}") for step in known.steps
        ]
        if self.steps.data is None:
            self.steps.data = known.numbers

    def validate_title(self, field: Any) -> None:  # noqa: ANN401
        """Refuse a name without a letter that somebody can see."""
        if not has_letter(field.data):
            raise ValidationError(lazy_gettext("Enter a name."))

    def validate_steps(self, field: Any) -> None:  # noqa: ANN401
        """Refuse a step whose rows could link to nothing, because those steps are left out."""
        chosen = set(field.data or ())
        for number in sorted(chosen & set(self.known.numbers)):
            if missing := sorted(set(self.known.step(number).needs) - chosen):
                raise ValidationError(
                    gettext(
                        "Step %(step)s builds on step %(needed)s. Please choose that one too.",
                        step=number,
                        needed=missing[0],
                    )
                )


def row_form(kind: Kind, named: NamedField) -> RowForm:
    """Return the form of one row as it was sent, limited to links within the analysis."""
    form: RowForm = _FORMS[kind.name]()
    for field in fields_on_form(kind):
        control = form[field.name]
        if field.widget is Widget.LINK or field.choices:
            control.choices = list(choices_of(field, control.data, named))
        control.label.text = gettext(field.label)
    return form


def fault_in(field: Field, written: str) -> str:
    """Return what is wrong with the words of a field that is sent without its form, or nothing."""
    if field.choices:
        return "" if written in dict(field.choices) else str(NOT_ON_LIST)
    return str(too_long(LONGEST_ANSWER)) if len(written) > LONGEST_ANSWER else ""


def sent_controls(form: RowForm, saved: Controls) -> Controls:
    """Return the fields of a row with what was sent and what is wrong in it, the rest as saved."""
    return tuple(
        _sent(control, form[control.name]) if form[control.name].raw_data else control
        for control in saved
    )


def _make(field: Field) -> FormField:
    if field.widget is Widget.DATE:
        past = [NotInFuture()] if field.is_past else []
        return _Date(field.name, [Optional(), WithinReason(), *past])
    if field.widget is Widget.NUMBER:
        return _Number(field.name, [Optional(), NumberRange(1, 99, message=NOT_A_NUMBER)])
    if field.widget in (Widget.SELECT, Widget.LINK):
        return SelectField(field.name, [Optional()], default="")
    if field.widget is Widget.PILLS:
        return RadioField(field.name, [Optional()], default="")
    tidied = tidy_line if field.widget is Widget.LINE else tidy
    return TextAreaField(field.name, [at_most(LONGEST_ANSWER)], filters=[tidied])


def _refuse_unlisted(control: Any) -> None:  # noqa: ANN401
    if control.data and str(control.data) not in {str(key) for key, _ in control.choices}:
        raise ValidationError(NOT_ON_LIST)


def _sent(saved: Control, control: FormField) -> Control:
    is_written = saved.field.widget in (Widget.DATE, Widget.NUMBER)
    value = control.raw_data[0] if is_written else control.data
    # What is not on the list is not shown as chosen; the message says so.
    return saved._replace(value=str(value or ""), errors=tuple(map(str, control.errors)))


def _value(kind: Kind, field: Field, written: Any) -> Any:  # noqa: ANN401
    if field.widget in (Widget.DATE, Widget.NUMBER):
        return written
    if is_number(kind, field):
        return int(written) if written else None
    return written or ""


def _translated(choices: labels.Choices) -> list[tuple[str, str]]:
    return [(str(value), gettext(label)) for value, label in choices]


_FORMS: dict[str, type[RowForm]] = {
    kind.name: type(
        f"{kind.name.title()}Form",
        (RowForm,),
        {field.name: _make(field) for field in fields_on_form(kind)},
    )
    for kind in KINDS.values()
}
