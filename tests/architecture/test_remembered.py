"""A remembered piece of a page is made of its parts and the language, and of nothing else."""

import re
from dataclasses import dataclass
from pathlib import Path

import flask_babel
import pytest
from flask import Flask
from jinja2 import meta
from jinja2.environment import Template
from markupsafe import Markup

from portal.remembered import render_piece

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CALL = re.compile(r"\bremembered\((\w+)")
IMPORT = re.compile(r'{%-? from "([^"]+)" import ([^%]+?) -?%}')
# Names that say the same for everybody who reads one language.
SAME_FOR_ALL = {
    *("_", "gettext", "ngettext", "day_words", "due_words", "locale", "asset", "range"),
    "token_place",  # the token itself is put in after the page is made
    *("coach_title", "stage_title", "state_title", "label_of"),
}


def pieces() -> set[str]:
    """Return the files whose macros are remembered somewhere."""
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        came_from = {
            name.strip().split(" as ")[-1]: file
            for file, names in IMPORT.findall(text)
            for name in names.split(",")
        }
        found |= {came_from[name] for name in CALL.findall(text)}
    return found


def imported(file: str) -> set[str]:
    """Return a file and all that it imports macros from; such macros see globals alone."""
    text = (TEMPLATES / file).read_text()
    return {file}.union(*(imported(other) for other, _names in IMPORT.findall(text)))


def test_pieces_see_nothing_of_the_request(app: Flask) -> None:
    files = set().union(*(imported(file) for file in pieces()))
    assert files
    of_the_request = set(app.jinja_env.globals) - SAME_FOR_ALL
    assert {"request", "session", "csrf_token", "today"} <= of_the_request
    for file in files:
        tree = app.jinja_env.parse((TEMPLATES / file).read_text())
        assert (file, meta.find_undeclared_variables(tree) & of_the_request) == (file, set())


@dataclass(frozen=True)
class Word:
    text: str


def template(app: Flask) -> Template:
    return app.jinja_env.from_string(
        "{% macro piece(one) %}<b>{{ one.text or one }}</b>{{ _('Error:') }}{% endmacro %}"
    )


def test_a_piece_is_told_apart_by_markup_and_by_language(app: Flask) -> None:
    with app.test_request_context("/"):
        macro = template(app).module.piece  # type: ignore[attr-defined]
        shown = [render_piece(macro, "en", one) for one in ("<i>", Markup("<i>"), "<i>")]
        assert shown == [
            "<b>&lt;i&gt;</b>Error:",
            "<b><i></b>Error:",
            "<b>&lt;i&gt;</b>Error:",
        ]
        with flask_babel.force_locale("km"):
            assert render_piece(macro, "km", "<i>") != shown[0]


@pytest.mark.parametrize(
    "part", [(Markup("<i>"),), (("a", Markup("<i>")),), Word(Markup("<i>")), (Word(Markup("a")),)]
)
def test_markup_inside_a_part_is_refused(app: Flask, part: object) -> None:
    with app.test_request_context("/"):
        macro = template(app).module.piece  # type: ignore[attr-defined]
        with pytest.raises(TypeError):
            render_piece(macro, "en", part)
