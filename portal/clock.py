"""The only place that asks what time it is, so that tests can hold it still."""

from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnExpressionArgument, Date, cast, func
from sqlalchemy.sql.elements import ColumnElement

NETWORK_ZONE = ZoneInfo("Asia/Phnom_Penh")

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return the present moment in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """Return the date in the network's zone: due dates are dates there."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the date of a moment in the network's zone."""
    return moment.astimezone(NETWORK_ZONE).date()


def day_in_sql(moment: ColumnExpressionArgument[datetime]) -> ColumnElement[date]:
    """Return the date of a column of moments in the network's zone."""
    return cast(func.timezone(NETWORK_ZONE.key, moment), Date)


def hold(moment: datetime | None) -> None:
    """Hold the clock at `moment`, or let it go with None."""
    _held.set(moment)
