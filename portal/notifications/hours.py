"""The hours in which a digest may reach people: by day, never at night, not on Sundays."""

from datetime import datetime, time, timedelta

from portal.clock import NETWORK_ZONE

_DAY = (time(7), time(18))
# By the weekday's number, Monday first; there is no Sunday in it.
HOURS: dict[int, tuple[time, time]] = dict.fromkeys(range(6), _DAY)


def is_open(moment: datetime) -> bool:
    """Tell whether `moment` lies in the hours of its day in the network's zone."""
    return next_opening(moment) == moment


def next_opening(moment: datetime) -> datetime:
    """Return `moment` itself when it lies in the hours, else the start of the next ones."""
    local = moment.astimezone(NETWORK_ZONE)
    for days in range(8):
        day = local.date() + timedelta(days=days)
        if day.weekday() not in HOURS:
            continue
        opens, closes = (datetime.combine(day, hour, NETWORK_ZONE) for hour in HOURS[day.weekday()])
        if local < closes:
            return max(moment, opens)
    raise ValueError("no hours at all")
