"""A look at several dividers and connectors on one day, as a form or a story tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.tracking.models import Trend


@dataclass(frozen=True)
class Seen:
    """How one factor is, and what was noticed."""

    trend: Trend
    note: str = ""


@dataclass(frozen=True)
class Visit:
    """One visit to several factors: the day, as what the observer looked, what was seen by id."""

    observed_on: date
    observer: str
    seen: Mapping[int, Seen]
