"""Every reason why a file is not kept has words, and they tell the limits as they are."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.files.formats import LARGEST_FILE, LARGEST_PHOTO, MEGABYTE, MOST_ON_ROW
from portal.files.messages import FILE_PROBLEMS
from portal.language.i18n import gettext, speak
from portal.language.locales import LOCALES

MODULES = [one.read_text() for one in Path("portal").rglob("*.py")]
NODES = [node for one in MODULES if "UnfitFile" in one for node in ast.walk(ast.parse(one))]


def test_every_reason_has_words() -> None:
    raised = {
        argument.value
        for node in NODES
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "UnfitFile"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    assert {"empty", "links", "full_row", "infected"} <= raised <= set(FILE_PROBLEMS)


def test_no_words_are_without_a_reason() -> None:
    said = {node.value for node in NODES if isinstance(node, ast.Constant)}
    assert [problem for problem in FILE_PROBLEMS if problem not in said] == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("problem", "numbers"),
    [
        ("too_large", [LARGEST_FILE // MEGABYTE, LARGEST_PHOTO // MEGABYTE]),
        ("full_row", [MOST_ON_ROW]),
    ],
)
def test_limits_are_told_as_they_are(
    app: Flask, locale: str, problem: str, numbers: list[int]
) -> None:
    with app.test_request_context("/"), speak(locale):
        told = gettext(FILE_PROBLEMS[problem])
    assert [int(one) for one in re.findall(r"\d+", told)] == numbers


@pytest.mark.parametrize("problem", FILE_PROBLEMS)
def test_the_words_say_what_to_do_in_khmer_too(app: Flask, problem: str) -> None:
    with app.test_request_context("/"), speak("km"):
        told = gettext(FILE_PROBLEMS[problem])
    assert re.search("[ក-៹]", told)
    assert told != FILE_PROBLEMS[problem]
