"""Sends what waits in the outbox."""

from portal.notifications import sending, sweeping
from portal.organisations import undelivered
from workers.celery_app import celery


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def send_waiting() -> int:
    """Send every mail whose time has come, tell of those that fail; return how many were sent."""
    sent = sending.send_waiting()
    undelivered.tell_failures()
    return sent


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def sweep_failures() -> int:
    """Forget the failed mails that no page shows any more; return how many."""
    return sweeping.sweep_failures()
