"""Days and moments in words: the day first, in the language of the page and the network's zone."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime
from flask_babel import ngettext

from portal.clock import NETWORK_ZONE
from portal.language.i18n import gettext, language

DAY = "d MMM y"
DAY_IN_TEXT = "d MMMM y"
MOMENT = "d MMM y, HH:mm"
MOMENT_OF_THIS_YEAR = "d MMM, HH:mm"
TIME = "HH:mm"


def say_date(day: date, pattern: str = DAY, locale: str = "") -> str:
    """Return a day in the language of the page, or in `locale`; a moment's day is the network's."""
    if isinstance(day, datetime):
        return say_moment(day, pattern, locale)
    return _date(locale or language(), day, pattern)


def say_moment(moment: datetime, pattern: str = MOMENT, locale: str = "") -> str:
    """Return a moment in the network's zone, in the language of the page or in `locale`."""
    return _moment(locale or language(), moment, pattern)


def say_day(day: date, today: date, locale: str = "") -> str:
    """Return a day with its weekday, and with its year where it is not this one."""
    # The pattern is a message: Khmer writes days in full, for one of their short forms is no word.
    pattern = gettext("EEE d MMM") if day.year == today.year else gettext("EEE d MMM y")
    return say_date(day, pattern, locale)


def say_due(day: date, today: date, locale: str = "") -> str:
    """Return a due date with the days that are left or gone."""
    return _due(locale or language(), day, today)


@lru_cache(maxsize=8192)
def _date(locale: str, day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=locale or "en"))


@lru_cache(maxsize=8192)
def _moment(locale: str, moment: datetime, pattern: str) -> str:
    return str(format_datetime(moment, pattern, tzinfo=NETWORK_ZONE, locale=locale or "en"))


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
