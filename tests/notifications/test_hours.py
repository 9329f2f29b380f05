"""Digests reach people by day."""

import dataclasses
from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.clock import NETWORK_ZONE
from portal.notifications.hours import is_open, next_opening


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-24 03:00", "2026-11-24 07:00"),  # a Tuesday, at night
        ("2026-11-24 06:59", "2026-11-24 07:00"),
        ("2026-11-24 07:00", "2026-11-24 07:00"),
        ("2026-11-24 17:59", "2026-11-24 17:59"),
        ("2026-11-24 18:00", "2026-11-25 07:00"),
        ("2026-11-28 18:00", "2026-11-30 07:00"),  # Saturday evening: not on Sunday
        ("2026-11-29 10:00", "2026-11-30 07:00"),
    ],
)
def test_the_next_hours_begin_in_the_zone_of_the_network(
    app: Flask, moment: str, opening: str
) -> None:
    asked = datetime.fromisoformat(moment).replace(tzinfo=NETWORK_ZONE).astimezone(UTC)
    told = datetime.fromisoformat(opening).replace(tzinfo=NETWORK_ZONE)
    with app.app_context():
        assert next_opening(asked) == told
        assert is_open(asked) == (moment == opening)
        assert is_open(told) is True


@pytest.mark.parametrize(
    ("moment", "hour", "weekday", "opening"),
    [
        ("2026-11-24 03:00", 9, None, "2026-11-24 09:00"),
        ("2026-11-24 09:00", 9, None, "2026-11-24 09:00"),
        ("2026-11-24 09:01", 9, None, "2026-11-25 09:00"),
        ("2026-11-28 10:00", 9, None, "2026-11-30 09:00"),  # a Saturday: not on Sunday
        ("2026-11-24 10:00", None, 2, "2026-11-24 10:00"),  # a Tuesday, in the hours
        ("2026-11-24 18:00", None, 2, "2026-12-01 07:00"),
        ("2026-11-24 10:00", None, 5, "2026-11-27 07:00"),
        ("2026-11-24 10:00", 9, 2, "2026-12-01 09:00"),
        ("2026-11-24 10:00", 14, 5, "2026-11-27 14:00"),
        ("2026-11-24 10:00", 22, None, "2026-11-24 17:00"),  # never at night
        ("2026-11-24 03:00", 2, None, "2026-11-24 07:00"),
        ("2026-11-24 03:00", None, 7, "2026-11-24 07:00"),  # never on Sunday: on any day
    ],
)
def test_a_person_chooses_an_hour_and_a_day(
    app: Flask, moment: str, hour: int | None, weekday: int | None, opening: str
) -> None:
    asked = datetime.fromisoformat(moment).replace(tzinfo=NETWORK_ZONE)
    told = datetime.fromisoformat(opening).replace(tzinfo=NETWORK_ZONE)
    with app.app_context():
        assert next_opening(asked.astimezone(UTC), hour, weekday) == told


def test_a_network_sets_its_own_hours(app: Flask) -> None:
    sunday = datetime(2026, 11, 29, 23, 59, tzinfo=NETWORK_ZONE)
    whole = app.extensions["settings"]
    open_always = dataclasses.replace(whole, digest_days=range(1, 8), digest_hours=range(24))
    with app.app_context():
        assert not is_open(sunday)
        app.extensions["settings"] = open_always
        try:
            assert is_open(sunday)
        finally:
            app.extensions["settings"] = whole
