"""Opens the scope of whoever acts in the demo's story, at the day when they act."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from sqlalchemy import func, select

from portal import clock
from portal.demo.days import today
from portal.extensions import db
from portal.tenancy import ReaderScope, Side, leave_network_role, open_scope

MORNING_TIME = time(10)


@contextmanager
def at(day: date) -> Iterator[None]:
    """Hold the clock at mid-morning of a day; of today, at this moment."""
    morning = datetime.combine(day, MORNING_TIME, clock.NETWORK_ZONE).astimezone(UTC)
    clock.hold(morning if day < today() else datetime.now(UTC))  # noqa: TID251  it ends today
    try:
        yield
    finally:
        clock.hold(None)


def as_member(person_id: int, organisation_id: int) -> None:
    """Act as somebody of an organisation."""
    _open(ReaderScope(person_id, organisation_id, Side.MEMBER))


def as_coach(person_id: int) -> None:
    """Act as a coach, who reads the projects they are assigned to."""
    _open(ReaderScope(person_id, None, Side.COACH))


def as_worker() -> None:
    """Act as a background task."""
    _open(ReaderScope(None, None, Side.WORKER))


def as_coordinator() -> None:
    """Take the coordinators' database role."""
    role = func.set_config("role", "portal_coordinator", True)  # noqa: FBT003
    db.session.execute(select(role))


def _open(scope: ReaderScope) -> None:
    # One transaction holds the whole story, so each act takes off what the last one wore.
    leave_network_role(db.session)
    open_scope(db.session, scope)
