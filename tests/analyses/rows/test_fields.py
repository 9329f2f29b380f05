"""The fields of a form: values as a form sends them, and what may be chosen in words."""

import pytest
from flask import Flask

from portal.analyses.kinds import KINDS
from portal.analyses.rows.fields import NamedField, choices_of, controls_of, fields_on_form
from portal.language.i18n import speak
from tests.analyses.rows.plain import make_row, make_rows

DIVIDER = ("divider", make_row("divider", 4, title="Fees"))
CONNECTOR = ("connector", make_row("connector", 4, title="Shared meals"))
NAMED = NamedField(
    make_rows(DIVIDER, CONNECTOR),
    {("divider", 4): "Fees", ("connector", 4): "Shared meals", ("divider", 7): "ថ្លៃត្រា"},
    {"divider": [make_row("divider", 7, title="ថ្លៃត្រា")]},
)


def test_a_value_is_shown_as_a_form_sends_it() -> None:
    row = make_row("divider", 4, title="Fees", rank=2, evidence=None)
    shown = {one.name: one.value for one in controls_of(KINDS["divider"], row, NAMED)}
    assert (shown["title"], shown["rank"], shown["evidence"]) == ("Fees", "2", "")


def test_a_nought_is_no_empty_field() -> None:
    row = make_row("test", 1, effect=0)
    shown = {one.name: one.value for one in controls_of(KINDS["test"], row, NAMED)}
    assert shown["effect"] == "0"
    assert controls_of(KINDS["test"], make_row("test", 1), NAMED)[2].value == ""


def test_a_form_offers_what_may_be_chosen_and_what_was() -> None:
    row = make_row("chain", 1, factor_id=7, sign="worse")
    shown = {one.name: one for one in controls_of(KINDS["chain"], row, NAMED)}
    assert [value for value, _ in shown["factor_id"].choices] == ["", "4", "4", "7"]
    assert [value for value, _ in shown["sign"].choices] == ["worse", "better"]
    assert shown["explanation"].choices == ()


def test_what_has_a_button_of_its_own_is_not_on_the_form() -> None:
    on_form = {field.name for field in fields_on_form(KINDS["option"])}
    assert on_form.isdisjoint({"state", "parent_id", "failed_because"})
    assert {"description", "chain_id", "backup"} <= on_form


def test_a_list_begins_with_a_blank_and_pills_do_not() -> None:
    kind = KINDS["chain"]
    assert choices_of(kind.field["pattern"], "", NAMED)[0] == ("", "Choose")
    assert choices_of(kind.field["message_tag"], "", NAMED)[0] == ("", "None of these")
    assert choices_of(kind.field["sign"], "", NAMED) == (("worse", "Worse"), ("better", "Better"))


def test_a_link_names_its_kind_where_there_are_several() -> None:
    found = choices_of(KINDS["chain"].field["factor_id"], "", NAMED)
    assert found == (("", "Choose"), ("4", "Divider: Fees"), ("4", "Connector: Shared meals"))
    detail = make_row("detail", 9, choice="Pay")
    named = NamedField(make_rows(("detail", detail)), {("detail", 9): "Pay"}, {})
    assert choices_of(KINDS["chain"].field["detail_id"], "", named)[1:] == (("9", "Pay"),)


def test_a_row_without_a_title_can_be_chosen_all_the_same() -> None:
    named = NamedField(make_rows(("detail", make_row("detail", 9))), {("detail", 9): ""}, {})
    found = choices_of(KINDS["chain"].field["detail_id"], "", named)
    assert found[1:] == (("9", "Untitled"),)


@pytest.mark.parametrize(
    ("chosen", "is_there"), [("7", True), ("4", False), ("", False), (None, False)]
)
def test_a_removed_row_stays_where_it_was_chosen_and_nowhere_else(
    chosen: str | None, *, is_there: bool
) -> None:
    found = dict(choices_of(KINDS["chain"].field["factor_id"], chosen, NAMED))
    assert found.get("7") == ("Removed: ថ្លៃត្រា" if is_there else None)


def test_a_blank_link_of_a_test_is_the_own_staff() -> None:
    found = choices_of(KINDS["test"].field["factor_id"], "", NAMED)
    assert found[0] == ("", "Your own staff")


def test_words_of_a_list_are_those_of_each_reader(app: Flask) -> None:
    field = KINDS["chain"].field["sign"]
    with app.app_context():
        said = []
        for locale in ("en", "km", "en"):
            with speak(locale):
                said.append(dict(choices_of(field, "", NAMED))["worse"])
    assert said[0] == said[2] == "Worse"
    assert said[1] != "Worse"
