"""The day of a workshop in words, as exactly as it is known."""

from datetime import date

import pytest
from flask import Flask

from portal.events.display import day_known
from portal.language.i18n import speak

HELD = date(2018, 7, 1)


@pytest.mark.parametrize(
    ("known_to", "locale", "said"),
    [
        ("day", "en", "1 Jul 2018"),
        ("month", "en", "Jul 2018"),
        ("year", "en", "2018"),
        ("day", "km", "1 កក្កដា 2018"),
        ("month", "km", "កក្កដា 2018"),
        ("year", "km", "2018"),
    ],
)
def test_no_more_is_said_than_is_known(app: Flask, known_to: str, locale: str, said: str) -> None:
    with app.app_context(), speak(locale):
        assert day_known(HELD, known_to) == said


def test_what_no_day_can_be_known_to_is_a_fault() -> None:
    with pytest.raises(ValueError, match="century"):
        day_known(HELD, "century")
