"""Removes sessions that have ended by themselves."""

from portal.accounts import sweeping
from workers.celery_app import celery


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def sweep_sessions() -> int:
    """Remove what is left of sessions that nobody used for too long; return how many."""
    return sweeping.sweep_sessions()
