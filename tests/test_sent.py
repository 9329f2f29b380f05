"""What forms carry comes back as it was given."""

import ast

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.http.request_values import (
    LARGEST_COUNT,
    LARGEST_ID,
    IntegerField,
    VersionField,
    fingerprint,
)
from tests.architecture.test_code import PYTHON


class Versioned(Form):
    """A form that carries a version."""

    version = VersionField()


@pytest.mark.parametrize("text", ["", "One question.", *map(str, range(40))])
def test_a_fingerprint_is_read_as_it_was_given(text: str) -> None:
    given = fingerprint(text)
    read = Versioned(MultiDict({"version": str(given)}))
    assert read.version.data == given <= LARGEST_COUNT


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9" * 400, LARGEST_ID),
        ("-" + "9" * 400, -LARGEST_ID),
        (" 12 ", 12),
        ("9" * 5000, None),
        ("1e3", None),
        ("", None),
    ],
)
def test_a_number_is_one_that_can_be_compared_and_kept(typed: str, read: int | None) -> None:
    class Counting(Form):
        count = IntegerField()

    assert Counting(MultiDict({"count": typed})).count.data == read


def test_every_form_reads_whole_numbers_so() -> None:
    taken = [
        path.name
        for path in PYTHON
        for found in ast.walk(ast.parse(path.read_text()))
        if isinstance(found, ast.ImportFrom) and (found.module or "").startswith("wtforms")
        if "IntegerField" in {name.name for name in found.names}
    ]
    assert taken == []
