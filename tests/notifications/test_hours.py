"""Digests reach people by day."""

from datetime import UTC, datetime

import pytest

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
def test_the_next_hours_begin_in_the_zone_of_the_network(moment: str, opening: str) -> None:
    asked = datetime.fromisoformat(moment).replace(tzinfo=NETWORK_ZONE).astimezone(UTC)
    told = datetime.fromisoformat(opening).replace(tzinfo=NETWORK_ZONE)
    assert next_opening(asked) == told
    assert is_open(asked) == (moment == opening)
    assert is_open(told) is True
