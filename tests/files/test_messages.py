"""Every reason why a file is not kept has words, and they tell the limits as they are."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.files.formats import LARGEST_FILE, LARGEST_PHOTO, MEGABYTE, MOST_ON_ROW
from portal.files.messages import PROBLEMS
from portal.language.i18n import gettext
from portal.language.locales import LOCALES

FILES = Path("portal/files")


def words_in(module: Path, name: str) -> set[str]:
    """Return the words that calls of `name` or values called `problem` have in a module."""
    return {
        one.value
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
        for argument in node.args
        for one in ast.walk(argument)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def test_every_reason_has_words_and_all_words_a_reason() -> None:
    raised = set[str]().union(
        *(words_in(module, "UnfitFile") for module in FILES.rglob("*.py")),
        *({"unknown", "heic", "old_office", "encrypted"},),  # told by what a file begins with
        *({"too_heavy", "damaged"},),  # told by the process that cleans
    )
    assert raised - {"missing"} == set(PROBLEMS) - {"missing"}


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
    with app.test_request_context("/"), force_locale(locale):
        told = gettext(PROBLEMS[problem])
    assert [int(one) for one in re.findall(r"\d+", told)] == numbers


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_words_say_what_to_do_in_khmer_too(app: Flask, problem: str) -> None:
    with app.test_request_context("/"), force_locale("km"):
        told = gettext(PROBLEMS[problem])
    assert re.search("[ក-៹]", told)
    assert told != PROBLEMS[problem]
