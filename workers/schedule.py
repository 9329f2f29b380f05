"""When which task runs and why: the fourth of the kernel tables."""

from datetime import timedelta
from typing import Any, NamedTuple

from celery.schedules import crontab


class Due(NamedTuple):
    """One line of the table; a task must do no harm when it runs twice or late."""

    task: str
    when: timedelta | crontab
    why: str


SWEEP_INTERVAL = timedelta(seconds=30)
HOUR_SECONDS = 3600.0
# Nobody starts these by the clock: a request asks for them, and one of the sweeps above does the
# same work when the asking was not heard.
NUDGED_ONLY: frozenset[str] = frozenset({"workers.reports.compile_report"})

SCHEDULE: tuple[Due, ...] = (
    Due(
        "workers.notifications.send_waiting",
        SWEEP_INTERVAL,
        "Mails whose nudge was lost, whose last try failed, whose hours have come.",
    ),
    Due(
        "workers.reminders.write_digests",
        timedelta(minutes=5),
        "Rows of the ledger that came near or past their date, or that were opened since.",
    ),
    Due(
        "workers.reports.sweep_reports",
        SWEEP_INTERVAL,
        "Reports whose nudge was lost, whose worker has gone, whose last try failed.",
    ),
    Due(
        "workers.reports.request_monthly_reports",
        crontab(minute="0", hour="6", day_of_month="1-7"),
        "Last month's report of each organisation at work; a week, in case one is missed or fails.",
    ),
    Due(
        "workers.files.sweep_files",
        crontab(minute="30", hour="2"),
        "Bytes without a row and rows without bytes, and files that were removed a month ago.",
    ),
    Due(
        "workers.drafts.sweep_drafts",
        crontab(minute="15", hour="3"),
        "What was written in a form two weeks ago, was never saved, and nobody came back to.",
    ),
    Due(
        "workers.rows.sweep_empty_rows",
        crontab(minute="30", hour="3"),
        "Rows of drafts that hold nothing for a day: buttons made them before words did.",
    ),
    Due(
        "workers.notifications.sweep_failures",
        crontab(minute="0", hour="3"),
        "Mails that failed a month ago: no page shows them, and nobody can do anything about them.",
    ),
    Due(
        "workers.sessions.sweep_sessions",
        crontab(minute="45", hour="2"),
        "Sessions that nobody used for so long that they have ended: where and when is private.",
    ),
)


def modules() -> list[str]:
    """Return the modules that hold the scheduled tasks."""
    return sorted({due.task.rpartition(".")[0] for due in SCHEDULE})


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the table as Celery's beat reads it; a message nobody took in time is thrown away."""
    return {
        due.task: {"task": due.task, "schedule": due.when, "options": {"expires": _patience(due)}}
        for due in SCHEDULE
    }


def _patience(due: Due) -> float:
    # A run that comes late is as good as a new one, so a worker that was away finds no heap.
    return due.when.total_seconds() if isinstance(due.when, timedelta) else HOUR_SECONDS
