"""Days and moments in words: the day first, in the language of the page and the network's zone."""

import re
from datetime import date, datetime
from functools import lru_cache

from flask_babel import ngettext

from portal.clock import NETWORK_ZONE
from portal.language.calendar import read_names
from portal.language.i18n import gettext, language
from portal.language.locales import DEFAULT_LOCALE

DAY_FORMAT = "d MMM y"
DAY_IN_TEXT = "d MMMM y"
TIME_FORMAT = "HH:mm"
MOMENT_FORMAT = f"{DAY_FORMAT}, {TIME_FORMAT}"
MOMENT_OF_THIS_YEAR = f"d MMM, {TIME_FORMAT}"
_PARTS = re.compile("y|MMMM?|EEEE?|d")


def say_date(day: date, pattern: str = DAY_FORMAT, locale: str = "") -> str:
    """Return a day in the language of the page, or in `locale`; a moment's day is the network's."""
    if isinstance(day, datetime):
        return say_moment(day, pattern, locale)
    return _date(locale or language(), day, pattern)


def say_moment(moment: datetime, pattern: str = MOMENT_FORMAT, locale: str = "") -> str:
    """Return a moment in the network's zone, in the language of the page or in `locale`."""
    # A page tells dozens of moments on a few days, and a time is written alike in all languages.
    local = moment.astimezone(NETWORK_ZONE)
    day_pattern = pattern.removesuffix(TIME_FORMAT)
    day = _date(locale or language(), local.date(), day_pattern) if day_pattern else ""
    return day if day_pattern == pattern else f"{day}{local:%H:%M}"


def say_day(day: date, today: date, locale: str = "") -> str:
    """Return a day with its weekday, and with its year where it is not this one."""
    return _day(locale or language(), day, day.year == today.year)


def say_since(day: date, today: date, locale: str = "") -> str:
    """Return how long something has waited, in days."""
    return _since(locale or language(), (today - day).days)


def say_due(day: date, today: date, locale: str = "") -> str:
    """Return a due date with the days that are left or gone."""
    return _due(locale or language(), day, today)


@lru_cache(maxsize=8192)
def _date(locale: str, day: date, pattern: str) -> str:
    names = read_names()[locale or DEFAULT_LOCALE]

    def write(part: re.Match[str]) -> str:
        match part[0]:
            case "y":
                return str(day.year)
            case "d":
                return str(day.day)
            case month if month.startswith("M"):
                return names[month][day.month - 1]
            case weekday:
                return names[weekday][day.weekday()]

    return _PARTS.sub(write, pattern)


@lru_cache(maxsize=8192)
def _day(locale: str, day: date, is_this_year: bool) -> str:  # noqa: FBT001
    # The pattern is a message: Khmer writes days in full, for one of their short forms is no word.
    return say_date(day, gettext("EEE d MMM") if is_this_year else gettext("EEE d MMM y"), locale)


@lru_cache(maxsize=8192)
def _since(_locale: str, days: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", days)) if days > 0 else gettext("today")


@lru_cache(maxsize=8192)
def _due(locale: str, day: date, today: date) -> str:
    shown, days = say_day(day, today, locale), (day - today).days
    if days < 0:
        late = ngettext(
            "%(day)s (%(num)d day late)", "%(day)s (%(num)d days late)", -days, day=shown
        )
        return str(late)
    if days == 0:
        return str(gettext("%(day)s (today)", day=shown))
    left = ngettext("%(day)s (%(num)d day left)", "%(day)s (%(num)d days left)", days, day=shown)
    return str(left)
