"""A look at several dividers and connectors on one day, as a form or a story tells it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from portal.tracking.models import Trend


class Seen(NamedTuple):
    """How one factor is, and what was noticed."""

    trend: Trend
    note: str = ""


class Visit(NamedTuple):
    """One visit to several factors: the day, as what the observer looked, what was seen by id."""

    observed_on: date
    observer: str
    seen: Mapping[int, Seen]
