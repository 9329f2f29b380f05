"""Days of the demo's stories: of the calendar where they are history, else counted from today."""

import re
from datetime import UTC, date, datetime, timedelta

from portal import clock

COUNTED_DAY = re.compile(r"(?:in (?P<coming>\d+) days|(?P<gone>\d+) days ago|today)")


def today() -> date:
    """Return the day on which the stories end, whatever moment the clock is held at."""
    return clock.day_of(datetime.now(UTC))  # noqa: TID251  the stories end today


def day_of(told: str | date) -> date:
    """Return the day that a story means; ValueError for what is no day."""
    if isinstance(told, date):
        return told
    found = COUNTED_DAY.fullmatch(told)
    if found is None:
        raise ValueError(told)
    return today() + timedelta(days=int(found["coming"] or 0) - int(found["gone"] or 0))
