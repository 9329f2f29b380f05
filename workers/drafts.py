"""Forgets what was written in forms that nobody came back to."""

from portal.drafts import sweeping
from workers.celery_app import celery


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def sweep_drafts() -> int:
    """Forget the old drafts of everybody; return how many."""
    return sweeping.sweep()
