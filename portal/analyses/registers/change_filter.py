"""What a reader of the register asks for; all of it is in the address, none of it is words."""

from functools import cache
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField
from wtforms.validators import Optional, ValidationError

from portal.analyses import labels
from portal.analyses.registers.changes import ChangeFilter
from portal.analyses.rows.forms import NOT_A_DATE
from portal.analyses.vocabulary import ChangeKind
from portal.language.i18n import gettext, language

PROVED_CHOICE, LACKING_CHOICE = "proved", "lacking"


class _Day(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NOT_A_DATE) from error


class RegisterForm(FlaskForm):
    """Kind, days and proof of the changes to be shown."""

    class Meta:
        """A form that changes nothing needs no token."""

        csrf = False

    kind = SelectField(lazy_gettext("Kind of change"), [Optional()], default="")
    proof = SelectField(lazy_gettext("Status"), [Optional()], default="")
    since = _Day(lazy_gettext("First day"), [Optional()])
    until = _Day(lazy_gettext("Last day"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            ("", gettext("All kinds")),
            *((value, gettext(said)) for value, said in labels.CHANGE_KINDS),
        ]
        self.proof.choices = [
            ("", gettext("All")),
            (PROVED_CHOICE, gettext("Complete")),
            (LACKING_CHOICE, gettext("Incomplete")),
        ]

    def validate_until(self, field: DateField) -> None:
        """Refuse a time that ends before it begins."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(gettext("The last day is before the first."))

    def wanted(self, project_id: int | None) -> ChangeFilter:
        """Return what is asked for, of one project or of all."""
        return ChangeFilter(
            project_id=project_id,
            kind=ChangeKind(self.kind.data) if self.kind.data else None,
            since=self.since.data,
            until=self.until.data,
            is_proved=self.proof.data == PROVED_CHOICE if self.proof.data else None,
        )

    def asked(self) -> dict[str, str]:
        """Return what is asked for as the address says it."""
        return {
            field.name: str(field.data)
            for field in (self.kind, self.proof, self.since, self.until)
            if field.data
        }


def read_form(sent: MultiDict[str, str]) -> tuple[RegisterForm, bool]:
    """Return the form and whether it is blank, which is then one and the same for all requests."""
    if not sent.keys() & {"kind", "proof", "since", "until"}:
        return _blank(language()), True
    return RegisterForm(sent), False


@cache
def _blank(_language: str) -> RegisterForm:
    form = RegisterForm(MultiDict())
    form.validate()
    return form
