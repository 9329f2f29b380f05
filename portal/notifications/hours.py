"""The hours in which a digest may reach people: by default by day, never at night or on Sundays."""

from datetime import datetime, timedelta

from flask import current_app

from config.settings import Settings
from portal.clock import NETWORK_ZONE


def is_open(moment: datetime) -> bool:
    """Tell whether `moment` lies in the hours of its day in the network's zone."""
    return next_opening(moment) == moment


def next_opening(moment: datetime, hour: int | None = None, weekday: int | None = None) -> datetime:
    """Return `moment` itself when it lies in the hours, else the start of the next ones.

    For whoever chose an `hour`, the next such hour from `moment` on; for a `weekday` (Monday is 1),
    on that day. What lies outside the hours of the network is taken for the nearest of them, a day
    outside its days for any of them.
    """
    settings: Settings = current_app.extensions["settings"]
    hours, days = settings.digest_hours, settings.digest_days
    if weekday is not None and weekday in days:
        days = range(weekday, weekday + 1)
    start = hours.start if hour is None else min(max(hour, hours.start), hours.stop - 1)
    local = moment.astimezone(NETWORK_ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(8):
        day = midnight + timedelta(days=ahead)
        opens, closes = day + timedelta(hours=start), day + timedelta(hours=hours.stop)
        is_ahead = local < closes if hour is None else local <= opens
        if is_ahead and day.isoweekday() in days:
            return max(moment, opens)
    raise ValueError("no hours at all")
