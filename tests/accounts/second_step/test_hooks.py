"""The way from the password to the second step: for whom it is open, and how long."""

from datetime import datetime, timedelta

import pytest
from flask import Flask, g, redirect, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.accounts.models import Person
from portal.accounts.second_step.hooks import (
    LONGEST_WAIT,
    PENDING_ENDPOINTS,
    guard,
    note_beginning,
    refuse,
)
from portal.entry import Stranger
from tests.conftest import MOMENT

CODE, SIGN_IN = "/sign-in/code", "/sign-in"
SECOND = timedelta(seconds=1)


def still_pending(app: Flask, began: datetime | None, path: str = CODE) -> bool:
    """Tell whether a second step may be taken by whoever gave their password at a moment."""
    with app.test_request_context(path, method="POST"):
        g._login_user = Stranger()
        session["tf_user_id"] = session["tf_state"] = "x"
        if began:
            session["tf_began"] = began.isoformat()
        assert guard() is None
        return "tf_user_id" in session


@pytest.mark.parametrize(
    ("began", "is_pending"),
    [
        pytest.param(MOMENT, True, id="now"),
        pytest.param(MOMENT - LONGEST_WAIT, True, id="to the second"),
        pytest.param(MOMENT - LONGEST_WAIT - SECOND, False, id="a second later"),
        pytest.param(None, False, id="never"),
    ],
)
def test_the_second_step_follows_the_password_within_some_minutes(
    app: Flask, began: datetime | None, *, is_pending: bool
) -> None:
    assert still_pending(app, began) is is_pending
    assert still_pending(app, began, "/sign-in/recovery") is is_pending


def test_other_pages_leave_the_way_as_it_is(app: Flask) -> None:
    for path in (SIGN_IN, "/", "/no/such/page", "/account/second-step/app"):
        assert still_pending(app, None, path)


def test_every_page_between_is_one_that_there_is(app: Flask) -> None:
    assert set(app.view_functions) >= PENDING_ENDPOINTS


def test_whoever_is_signed_in_is_led_home_and_not_signed_out(app: Flask) -> None:
    with app.test_request_context(CODE):
        g._login_user = Person(id=7, fs_uniquifier="x", active=True)
        session["_user_id"] = "x"
        answer = guard()
        assert isinstance(answer, Response)
        assert (answer.status_code, answer.location) == (302, "/")
        assert session["_user_id"] == "x"


@pytest.mark.parametrize(
    ("method", "path", "is_pending", "led_to", "location", "began"),
    [
        pytest.param(
            "POST", SIGN_IN, True, f"{CODE}?next=/sign-in", CODE, True, id="no page wanted"
        ),
        pytest.param(
            *("POST", f"{SIGN_IN}?next=/o/lotus/", True, f"{CODE}?next=/o/lotus/"),
            *(f"{CODE}?next=/o/lotus/", True),
            id="a page wanted",
        ),
        pytest.param("POST", SIGN_IN, True, CODE, CODE, True, id="nothing told"),
        pytest.param("POST", SIGN_IN, False, "/?a=1", "/?a=1", False, id="no second step"),
        pytest.param("GET", SIGN_IN, True, f"{CODE}?a", f"{CODE}?a", False, id="a look"),
        pytest.param("POST", "/reset", True, f"{CODE}?a", f"{CODE}?a", False, id="another form"),
    ],
)
def test_the_moment_of_the_password_is_noted_and_where_it_leads(
    app: Flask,
    method: str,
    path: str,
    led_to: str,
    location: str,
    *,
    is_pending: bool,
    began: bool,
) -> None:
    with app.test_request_context(path, method=method):
        if is_pending:
            session["tf_user_id"] = "x"
        answer = note_beginning(app.make_response(redirect(led_to)))
        assert answer.location == location
        assert session.get("tf_began") == (MOMENT.isoformat() if began else None)


def test_an_answer_that_leads_nowhere_stays(app: Flask) -> None:
    with app.test_request_context(SIGN_IN, method="POST"):
        session["tf_user_id"] = "x"
        answer = note_beginning(app.make_response("words"))
        assert (answer.location, session["tf_began"]) == (None, MOMENT.isoformat())


@pytest.mark.parametrize("endpoint", ["two_factor_setup_validate", "two_factor_rescue"])
def test_pages_of_the_library_that_pass_ours_by_are_not_there(app: Flask, endpoint: str) -> None:
    assert app.view_functions[f"security.{endpoint}"] is refuse
    with pytest.raises(NotFound):
        refuse(part="x")
