"""The stretch of time that a report is about, and the ready-made ones."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from portal.clock import NETWORK_ZONE
from portal.language.i18n import N_

MONTHS_IN_A_QUARTER = 3


class Preset(StrEnum):
    """Periods that can be asked for without writing dates."""

    THIS_QUARTER = "this_quarter"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    OWN = "own"


PRESET_TITLES: dict[Preset, str] = {
    Preset.THIS_QUARTER: N_("This quarter"),
    Preset.LAST_MONTH: N_("Last month"),
    Preset.THIS_YEAR: N_("This year"),
    Preset.OWN: N_("Other dates"),
}


class Period(NamedTuple):
    """From one day to another, both included, in the network's zone."""

    starts_on: date
    ends_on: date

    def so_far(self, today: date) -> "Period":
        """Return the part that is over on `today`, which has no day when the period is to come."""
        return Period(self.starts_on, min(self.ends_on, today))

    @property
    def starts_at(self) -> datetime:
        """The first moment that belongs to the period."""
        return datetime.combine(self.starts_on, time.min, NETWORK_ZONE)

    @property
    def ends_before(self) -> datetime:
        """The first moment that no longer belongs to the period."""
        return datetime.combine(self.ends_on + timedelta(days=1), time.min, NETWORK_ZONE)


def ready_made(preset: Preset, today: date) -> Period:
    """Return the whole period that `preset` means on `today`; ValueError for own dates."""
    if preset is Preset.LAST_MONTH:
        return month_before(today)
    if preset is Preset.THIS_YEAR:
        return Period(date(today.year, 1, 1), date(today.year, 12, 31))
    if preset is Preset.THIS_QUARTER:
        return _quarter(today)
    raise ValueError(preset)


def month_before(today: date) -> Period:
    """Return the calendar month before the one of `today`."""
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def _quarter(today: date) -> Period:
    first = today.month - (today.month - 1) % MONTHS_IN_A_QUARTER
    return Period(today.replace(month=first, day=1), _last_day(today.year, first + 2))


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
