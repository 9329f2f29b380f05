"""Wakes a worker after a commit; when nobody hears, the schedule does the work a little later."""

from flask import current_app
from werkzeug.utils import import_string


def nudge(task: str) -> None:
    """Ask a worker to run `task` now, best effort; never raises, never waits long."""
    path = current_app.config.get("NUDGE")
    if path:
        import_string(path)(task)
