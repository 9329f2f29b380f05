"""Brings the files of evidence and their storage together again."""

from flask import current_app

from portal.files import sweeping
from workers.celery_app import celery


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def sweep_files() -> int:
    """Forget what was removed long ago and find what is lost; return how many were put right."""
    return sweeping.sweep(current_app.extensions["file_storage"]).total
