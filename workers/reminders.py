"""Reminds people of what waits for them."""

from portal.projects import reminders
from workers.celery_app import celery


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def write_digests() -> int:
    """Write the digests that are due; sending them is the outbox's work. Return how many."""
    return reminders.write_digests()
