"""The password is asked for once more where it was given too long ago."""

import time
from datetime import timedelta

import pytest
from flask import Flask, session

from portal.accounts.freshness import ask_for_password, is_fresh
from portal.language.i18n import gettext

MINUTE = 60


def fresh(app: Flask, minutes: float | None) -> bool:
    """Tell whether a session is fresh whose password was given so many minutes ago."""
    with app.test_request_context("/"):
        if minutes is not None:
            session["fs_paa"] = time.time() - minutes * MINUTE
        return is_fresh()


@pytest.mark.parametrize(
    ("minutes", "is_so"),
    [(0, True), (14.9, True), (15.1, False), (60 * 24, False), (None, False)],
)
def test_a_session_is_fresh_for_a_quarter_of_an_hour(
    app: Flask, monkeypatch: pytest.MonkeyPatch, minutes: float | None, *, is_so: bool
) -> None:
    monkeypatch.setitem(app.config, "SECURITY_FRESHNESS_GRACE_PERIOD", timedelta(0))
    assert fresh(app, minutes) is is_so


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("/account/second-step", "/account/confirmation?next=/account/second-step"),
        ("/", "/account/confirmation?next=/"),
    ],
)
def test_one_is_led_to_the_password_and_back(app: Flask, back: str, location: str) -> None:
    with app.test_request_context("/"):
        answer = ask_for_password(back)
        assert (answer.status_code, answer.location) == (303, location)
        ((_, told),) = session["_flashes"]
        assert told == gettext("Enter your password again to continue.")
