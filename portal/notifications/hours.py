"""The hours in which a digest may reach people: by default by day, never at night or on Sundays."""

from datetime import datetime, timedelta

from flask import current_app

from config.settings import Settings
from portal.clock import NETWORK_ZONE


def is_open(moment: datetime) -> bool:
    """Tell whether `moment` lies in the hours of its day in the network's zone."""
    return next_opening(moment) == moment


def next_opening(moment: datetime) -> datetime:
    """Return `moment` itself when it lies in the hours, else the start of the next ones."""
    settings: Settings = current_app.extensions["settings"]
    hours = settings.digest_hours
    local = moment.astimezone(NETWORK_ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for days in range(8):
        day = midnight + timedelta(days=days)
        if day.isoweekday() not in settings.digest_days:
            continue
        opens, closes = day + timedelta(hours=hours.start), day + timedelta(hours=hours.stop)
        if local < closes:
            return max(moment, opens)
    raise ValueError("no hours at all")
