"""What is asked of the register of changes, as an address says it: days in order, known kinds."""

from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.analyses.registers.change_filter import RegisterForm, read_form
from portal.analyses.registers.changes import COUNTED_WITHIN, ChangeFilter
from portal.analyses.vocabulary import ChangeKind
from portal.language.i18n import speak


def read(app: Flask, locale: str = "en", **sent: str) -> tuple[RegisterForm, bool]:
    """Return the form of an address and whether it is blank."""
    with app.test_request_context("/changes"), speak(locale):
        form, is_blank = read_form(MultiDict(sent))
        form.validate()
        return form, is_blank


def faults(form: RegisterForm) -> dict[str, list[str]]:
    return {name: list(map(str, found)) for name, found in form.errors.items()}


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({}, ChangeFilter(7)),
        ({"kind": ""}, ChangeFilter(7)),
        ({"kind": "plan"}, ChangeFilter(7, kind=ChangeKind.PLAN)),
        ({"proof": "proved"}, ChangeFilter(7, is_proved=True)),
        ({"proof": "lacking"}, ChangeFilter(7, is_proved=False)),
        (
            {"since": "2026-02-28", "until": "2026-02-28"},
            ChangeFilter(7, since=date(2026, 2, 28), until=date(2026, 2, 28)),
        ),
    ],
    ids=["nothing", "blank", "kind", "proved", "lacking", "one day"],
)
def test_what_is_asked_for_is_what_is_wanted(
    app: Flask, sent: dict[str, str], wanted: ChangeFilter
) -> None:
    form, _ = read(app, **sent)
    assert (form.wanted(7), faults(form)) == (wanted, {})


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"since": "2026-03-01", "until": "2026-02-28"}, "until"),
        ({"since": "2026-02-30"}, "since"),
        ({"until": "<script>"}, "until"),
        ({"kind": "everything"}, "kind"),
        ({"proof": "maybe"}, "proof"),
    ],
    ids=["backwards", "no such day", "hostile", "no such kind", "no such proof"],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    app: Flask, sent: dict[str, str], field: str
) -> None:
    form, _ = read(app, **sent)
    assert set(faults(form)) == {field}


@pytest.mark.parametrize("sent", [{"since": "2026-03-01"}, {"until": "2026-03-01"}])
def test_one_end_of_a_time_may_be_open(app: Flask, sent: dict[str, str]) -> None:
    form, _ = read(app, **sent)
    assert (faults(form), form.asked()) == ({}, sent)


def test_pages_carry_on_what_was_asked_and_nothing_blank(app: Flask) -> None:
    form, is_blank = read(app, kind="plan", proof="", since="2026-01-02", page="3", x="<b>")
    assert form.asked() == {"kind": "plan", "since": "2026-01-02"}
    assert not is_blank


def test_what_is_no_part_of_the_filter_leaves_it_blank(app: Flask) -> None:
    form, is_blank = read(app, page="2", project="5")
    assert is_blank
    assert form.asked() == {}


def test_the_blank_form_speaks_the_language_of_each_reader(app: Flask) -> None:
    said = [str(read(app, locale)[0].kind.choices[0][1]) for locale in ("en", "km", "en")]
    assert said[0] == said[2] == "All kinds"
    assert said[1] != "All kinds"


def test_noughts_are_asked_for_and_only_what_is_none_is_not() -> None:
    wanted = ChangeFilter(is_proved=False, since=date(2026, 1, 1))
    assert wanted.asked(("is_proved", "kind")) == {"is_proved": False}
    assert wanted.asked(COUNTED_WITHIN) == {"since": date(2026, 1, 1)}
    assert ChangeFilter().asked(COUNTED_WITHIN) == {}
