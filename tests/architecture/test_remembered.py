"""A remembered piece of a page is made of its parts and the language, and of nothing else."""

import re
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import flask_babel
import pytest
from flask import Flask
from jinja2 import Environment, nodes
from jinja2.environment import Template
from markupsafe import Markup

from portal.remembered import KEPT, render_piece

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
ALONE = re.compile(r'\brender_macro\(\s*"([^"]+)", "([^"]+)"')
CALLED = "remembered"
Macro: TypeAlias = tuple[str, str]  # file and name
# Names that say the same for everybody who reads one language.
SAME_FOR_ALL = {
    *("_", "gettext", "ngettext", "day_words", "due_words", "locale", "asset", "dict", "range"),
    *("token_place", "later_token"),  # tokens themselves are put in after the page is made
    *("coach_title", "stage_title", "state_title", "label_of"),
    *("effect_title", "option_title"),
    "grants",  # what roles may do; the roles are a part
}


class File:
    """The macros of a template file, and where those come from that it borrows."""

    def __init__(self, environment: Environment, name: str) -> None:
        self.tree = environment.parse((TEMPLATES / name).read_text())
        self.macros = {one.name: one for one in self.tree.find_all(nodes.Macro)}
        self.origins: dict[str, Macro] = {one: (name, one) for one in self.macros}
        for borrowed in self.tree.find_all(nodes.FromImport):
            for one in borrowed.names:
                original, here = one if isinstance(one, tuple) else (one, one)
                self.origins[here] = (borrowed.template.value, original)


def pieces(environment: Environment) -> set[Macro]:
    """Return the macros that are remembered, or rendered alone to be kept."""
    code = (path.read_text() for path in (ROOT / "portal").rglob("*.py"))
    found = {(file, name) for text in code for file, name in ALONE.findall(text)}
    for path in TEMPLATES.rglob("*.html"):
        file = File(environment, str(path.relative_to(TEMPLATES)))
        for call in file.tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == CALLED:
                found.add(file.origins[call.args[0].name])
    return found


def globals_in(environment: Environment, macro: Macro) -> set[str]:
    """Return the globals that a macro asks, itself or through macros that it calls."""
    file = File(environment, macro[0])
    seen = list(file.macros[macro[1]].find_all(nodes.Name))
    own = {one.name for one in seen if one.ctx != "load"}
    names = {one.name for one in seen} - own
    called = [file.origins[name] for name in names if name in file.origins]
    deeper = (globals_in(environment, one) for one in called if one != macro)
    return (names & set(environment.globals)).union(*deeper)


def test_pieces_see_nothing_of_the_request(app: Flask) -> None:
    found = pieces(app.jinja_env)
    assert ("coaching/_queue.html", "analyses") in found
    assert ("coaching/_compared.html", "what_changed") in found
    asked = {macro: globals_in(app.jinja_env, macro) - SAME_FOR_ALL for macro in found}
    assert {macro: names for macro, names in asked.items() if names} == {}


def test_what_a_piece_asks_of_the_request_is_found(app: Flask) -> None:
    asked = globals_in(app.jinja_env, ("components/page.html", "next_action"))
    assert asked == {"_", "token_place"}


def test_pieces_are_borrowed_from_their_files(app: Flask) -> None:
    # A macro of the page itself would see what the page sees, and be made anew each time.
    pages = {path for path in TEMPLATES.rglob("*.html") if "{% extends" in path.read_text()}
    assert {TEMPLATES / file for file, _name in pieces(app.jinja_env)} & pages == set()


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


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_longest_words_cannot_fill_the_memory(app: Flask, is_shown: bool) -> None:  # noqa: FBT001
    made = "{% macro piece(one) %}" + ("{{ one.text }}" if is_shown else "") + "{% endmacro %}"
    with app.test_request_context("/"):
        macro = app.jinja_env.from_string(made).module.piece  # type: ignore[attr-defined]
        KEPT.clear()
        tracemalloc.start()
        for number in range(60):
            render_piece(macro, "km", Word(f"{number}" + "\u1780" * 500_000))
        kept, _most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert kept < KEPT.most
    KEPT.clear()


def test_a_piece_larger_than_its_share_is_shown_and_not_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        macro = template(app).module.piece  # type: ignore[attr-defined]
        KEPT.clear()
        long = "x" * KEPT.most
        assert long in render_piece(macro, "en", long)
    assert KEPT.size == 0
