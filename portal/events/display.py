"""The day of a workshop in words, as exactly as it is known."""

from collections.abc import Mapping
from datetime import date

from portal.events.kinds import KnownTo
from portal.language.dates import DAY_FORMAT, say_date

DAY_FORMATS: Mapping[KnownTo, str] = {
    KnownTo.DAY: DAY_FORMAT,
    KnownTo.MONTH: "MMM y",
    KnownTo.YEAR: "y",
}


def day_known(held_on: date, known_to: str) -> str:
    """Return the day, its month or its year in the language of the request."""
    return say_date(held_on, DAY_FORMATS[KnownTo(known_to)])
