"""Removes the rows of analyses that hold nothing."""

from portal.analyses.rows import sweeping
from workers.celery_app import celery


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def sweep_empty_rows() -> int:
    """Remove rows without a word from drafts; return how many."""
    return sweeping.sweep_empty_rows()
