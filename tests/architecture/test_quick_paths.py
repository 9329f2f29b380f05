"""What is done in a shorter way than by default says the same as by default."""

import flask_babel
import pytest
from flask import Flask, render_template_string
from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape
from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.language import i18n
from portal.reading import asks_for_columns
from portal.rendering import put


@pytest.mark.parametrize(
    "value", ["<b> & 'x' \"y\"", Markup("<b>"), 5, 5.5, None, True, "", ["<i>"], Markup("")]
)
def test_what_is_put_out_is_what_escape_says(value: object) -> None:
    assert put(value) == str(escape(value))


def test_templates_escape_words_and_leave_markup(app: Flask) -> None:
    source = (
        "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}"
        "{% set kept %}<i>{{ word }}</i>{% endset %}{{ word }}{{ bold(word) }}"
        "{{ kept }}{{ word ~ kept }}"
    )
    with app.test_request_context("/"):
        shown = render_template_string(source, word="<&>")
    word = "&lt;&amp;&gt;"
    assert shown == f"{word}<b>{word}</b><i>{word}</i>{word}<i>{word}</i>"


def test_functions_are_given_what_they_want(app: Flask) -> None:
    @pass_context
    def in_context(context: Context, name: str) -> object:
        return context[name]

    @pass_eval_context
    def in_place(place: EvalContext, word: str) -> str:
        return f"{word} {place.autoescape}"

    @pass_environment
    def around(environment: Environment) -> str:
        return type(environment).__name__

    class Thing:
        def __call__(self, word: str) -> str:
            return word.upper()

    asked = {"plain": "-".join, "own": lambda word, end="": word + end, "thing": Thing()}
    asked |= {"in_context": in_context, "in_place": in_place, "around": around}
    source = (
        "{% for x in [1] %}{% set y = x %}{{ plain(['a', 'b']) }} {{ own('c', end='d') }} "
        "{{ thing('e') }} {{ in_context('y') }} {{ in_place('f') }} {{ around() }}{% endfor %}"
    )
    with app.test_request_context("/"):
        shown = render_template_string(source, **asked)
    assert shown == "a-b cd E 1 f True QuickEnvironment"


def test_only_columns_go_past_the_orm() -> None:
    other = aliased(Person)
    names = select(Person.name).subquery()
    assert asks_for_columns(select(Person.id, other.name, func.count(), literal("x")))
    assert asks_for_columns(select(names))
    assert asks_for_columns(union_all(select(Person.id), select(other.id)))
    assert not asks_for_columns(select(Person))
    assert not asks_for_columns(select(Person.id, other))
    assert not asks_for_columns(union_all(select(Person), select(other)))


@pytest.mark.parametrize("locale", ["en", "km"])
def test_remembered_words_are_those_of_the_catalogue(app: Flask, locale: str) -> None:
    for message in ("Saved.", "Step %(number)s", "no message at all"):
        with app.test_request_context("/"), flask_babel.force_locale(locale):
            assert i18n.gettext(message) == flask_babel.gettext(message)
            assert i18n.gettext(message, number=3) == flask_babel.gettext(message, number=3)
