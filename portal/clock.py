"""The only place that asks what time it is, so that tests can hold it still."""

from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

NETWORK_ZONE = ZoneInfo("Asia/Phnom_Penh")

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return the present moment in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """Return the date in the network's zone: due dates are dates there (design, section 5)."""
    return now().astimezone(NETWORK_ZONE).date()


def hold(moment: datetime | None) -> None:
    """Hold the clock at `moment`, or let it go with None."""
    _held.set(moment)
