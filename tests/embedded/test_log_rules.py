"""What each rule of the log lets through, by the values at its edges."""

import json
import logging
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from config.logging import (
    ALLOWED_KEYS,
    WITHHELD_VALUE,
    UnfilledTemplate,
    choose_renderer,
    fill_safely,
    fits,
    keep_allowed,
    list_places,
    plain,
    tell_error,
    tell_safely,
    tell_value,
    unfold_trace,
)
from config.settings import Environment

LOG = logging.getLogger("portal.test")
AN_ID = UUID(int=7)
SAID = str(AN_ID)
DAY, MOMENT = date(2026, 11, 24), datetime(2026, 11, 24, 3, tzinfo=UTC)


def kept(**event: object) -> dict[str, Any]:
    """Return what is kept of an event."""
    return dict(keep_allowed(LOG, "info", {"event": "page", **event}))


@pytest.mark.parametrize(
    ("key", "value", "is_fit"),
    [
        ("event", "page.shown (once): 7 of 8, 50%!", True),
        ("event", "a" * 200, True),
        ("event", "a" * 201, False),
        ("event", "two\nlines", False),
        ("event", "ខ្មែរ", False),
        ("event", "who@test.example", False),
        ("kind", "portal.files:Name/a-b+c<d>", True),
        ("kind", "", True),
        ("kind", "a" * 120, True),
        ("kind", "a" * 121, False),
        ("kind", "two words", False),
        ("kind", "name\n", False),
        ("kind", "ក", False),
        ("kind", "who@test.example", False),
        ("user_id", 7, True),
        ("user_id", None, True),
        ("user_id", True, True),
        ("duration_ms", 1.5, True),
        ("report_id", AN_ID, True),
        ("timestamp", DAY, True),
        ("timestamp", MOMENT, True),
        ("trace", ["a.py:1 main", "b.py:2 <module>"], True),
        ("trace", ["a.py:1 main", "ខ្មែរ"], False),
        ("kind", ["a", "two words"], False),
        ("kind", [], True),
        ("kind", [["a"]], True),
        ("kind", {"a": 1}, False),
        ("kind", ("a",), False),
        ("kind", b"a", False),
        ("kind", object(), False),
    ],
)
def test_a_value_fits_its_key_or_not(key: str, value: object, *, is_fit: bool) -> None:
    assert fits(key, value) is is_fit


def test_what_does_not_fit_is_dropped_and_the_line_stays() -> None:
    assert kept(title="words", kind="two words", user_id=3) == {"event": "page", "user_id": 3}
    assert kept(event="ខ្មែរ", status=200) == {"event": "unprintable", "status": 200}


def test_what_the_library_needs_between_two_steps_stays_whatever_it_is() -> None:
    record = object()
    assert kept(_record=record, _other=record) == {"event": "page", "_record": record}


@pytest.mark.parametrize("key", ["title", "name", "email", "address", "form", "message", "note"])
def test_no_key_is_there_for_what_people_write(key: str) -> None:
    assert key not in ALLOWED_KEYS


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (AN_ID, SAID),
        (DAY, "2026-11-24"),
        (MOMENT, "2026-11-24 03:00:00+00:00"),
        (7, 7),
        (None, None),
        ("a", "a"),
        ([AN_ID, 7], [SAID, 7]),
        ([[DAY]], [["2026-11-24"]]),
    ],
)
def test_ids_and_dates_are_told_as_text(value: object, told: object) -> None:
    assert plain(value) == told


def test_a_line_in_production_is_json_that_anybody_can_read() -> None:
    (render,) = choose_renderer(Environment.PRODUCTION)
    line = render(LOG, "info", kept(report_id=AN_ID, job_id=[AN_ID], timestamp=DAY))
    assert json.loads(str(line)) == {
        "event": "page",
        "report_id": SAID,
        "job_id": [SAID],
        "timestamp": "2026-11-24",
    }
    assert len(choose_renderer(Environment.DEVELOPMENT)) == 2


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (7, 7),
        (1.5, 1.5),
        (True, True),
        (None, None),
        ("portal.files", "portal.files"),
        ("redis://10.0.0.7:6379/0", "redis://10.0.0.7:6379/0"),
        (AN_ID, SAID),
        ("two words", WITHHELD_VALUE),
        ("ខ្មែរ", WITHHELD_VALUE),
        ("a" * 121, WITHHELD_VALUE),
        (["a"], WITHHELD_VALUE),
        (ValueError("words"), "ValueError"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_a_name_or_number_of_a_library_is_told_and_nothing_else(
    value: object, told: object
) -> None:
    assert tell_value(value) == told


@pytest.mark.parametrize(
    ("template", "values", "line"),
    [
        ("ready", (), "ready"),
        ("ready", None, "ready"),
        ("100% ready", (), "100% ready"),
        ("%s of %d", ("a", 7), "a of 7"),
        ("%s", ("two words",), "..."),
        ("%r and %r", ("a", "two words"), "'a' and ..."),
        ("%(a)s: %(b)s", {"a": "x", "b": "two words"}, "x: ..."),
        ("%(a)s", {"b": "x"}, "%(a)s"),
        ("%d", ("a",), "%d"),
        ("%s %s", ("a",), "%s %s"),
        ("one\n  two\t%s\n", ("x",), "one two x"),
        ("%s", (OSError("who@test.example"),), "OSError"),
    ],
)
def test_a_template_is_filled_in_one_line_with_what_may_be_told(
    template: str, values: object, line: str
) -> None:
    assert fill_safely(template, values) == line


@pytest.mark.parametrize(
    ("logger", "message", "values", "line"),
    [
        ("alembic.runtime", "at %s", ("two words",), "at two words"),
        ("_granian", "at %s", ("a b",), "at a b"),
        ("celery.beat", "due %s", ("a b",), "due a b"),
        ("celery.worker", "at %s", ("a b",), "at ..."),
        ("kombu", "at %s", ("here",), "at here"),
        ("smtplib", "to %s", ("who",), "to %s"),
        ("alembicx.other", "at %s", ("two words",), "at two words"),
    ],
)
def test_a_library_is_trusted_by_the_beginning_of_its_name(
    logger: str, message: str, values: tuple[object, ...], line: str
) -> None:
    record = logging.LogRecord(logger, logging.INFO, "", 0, message, values, None)
    assert UnfilledTemplate().filter(record)
    assert record.getMessage() == line


def test_a_line_of_our_own_passes_with_its_values() -> None:
    record = logging.LogRecord("portal", logging.INFO, "", 0, {"event": "a"}, ("x",), None)
    assert UnfilledTemplate().filter(record)
    assert (record.msg, record.args) == ({"event": "a"}, ("x",))


class DriverError(Exception):
    """An error as a database driver raises it."""

    sqlstate = "23505"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (AttributeError("no title"), {"detail": "no title"}),
        (ImportError("no module"), {"detail": "no module"}),
        (NameError("x" * 300), {"detail": "x" * 200}),
        (TypeError("one argument"), {"detail": "one argument"}),
        (ValueError("words"), {}),
        (KeyError("words"), {}),
        (DriverError("words"), {"sqlstate": "23505"}),
        (DBAPIError("SELECT words", {}, DriverError("words")), {"sqlstate": "23505"}),
        (DBAPIError("SELECT words", {}, Exception("words")), {}),
    ],
)
def test_an_error_tells_what_is_in_the_code_alone(
    error: BaseException, told: dict[str, str]
) -> None:
    assert tell_safely(error) == told


def test_places_are_told_from_the_outermost() -> None:
    def inner() -> None:
        raise ValueError("words")

    def outer() -> None:
        inner()

    with pytest.raises(ValueError, match="words") as caught:
        outer()
    names = [place.rpartition(" ")[2] for place in list_places(caught.value)]
    assert names == ["test_places_are_told_from_the_outermost", "outer", "inner"]
    assert all(Path(__file__).name in place for place in list_places(caught.value))
    assert list_places(ValueError("never raised")) == []


def test_an_error_is_found_however_it_is_handed_on() -> None:
    error = ValueError("words")
    for info in (error, (ValueError, error, None)):
        told = tell_error(LOG, "error", {"event": "a", "exc_info": info})
        assert told == {"event": "a", "error": "ValueError", "trace": []}
    for nothing in (None, False, (None, None, None), True):
        assert tell_error(LOG, "error", {"event": "a", "exc_info": nothing}) == {"event": "a"}
    try:
        raise error
    except ValueError:
        assert sys.exception() is error
        told = tell_error(LOG, "error", {"event": "a", "exc_info": True})
    assert told["error"] == "ValueError"


def test_places_stand_on_lines_of_their_own() -> None:
    told = unfold_trace(LOG, "error", {"event": "a", "trace": ["b", "c"]})
    assert told == {"event": "a\n    b\n    c"}
    assert unfold_trace(LOG, "error", {"event": "a", "trace": []}) == {"event": "a"}
