"""Puts the coaching sessions of a report into words of one language."""

from datetime import date

from portal.language.i18n import gettext
from portal.reports.document.model import Figure, Table
from portal.reports.people import people_cells, people_titles
from portal.reports.snapshot import Snapshot
from portal.sessions.forms import MODE_TITLES
from portal.sessions.models import Mode


def session_figures(snapshot: Snapshot) -> tuple[Figure, ...]:
    """Return how many sessions there were and how many hours they took, if they were counted."""
    if "sessions" not in snapshot:
        return ()
    rows = snapshot["sessions"]
    return (
        Figure("sessions", gettext("Coaching sessions in this period"), len(rows)),
        Figure(
            "hours",
            gettext("Hours of coaching in this period"),
            _hours(sum(row["minutes"] for row in rows)),
        ),
    )


def session_table(snapshot: Snapshot) -> Table:
    """Return the sessions of the period, one line each."""
    return Table(
        gettext("Coaching sessions"),
        gettext("Coaching sessions in this period"),
        (
            *(gettext("Date"), gettext("Project"), gettext("How you met"), gettext("Hours")),
            *people_titles(),
        ),
        tuple(
            (
                date.fromisoformat(row["held_on"]),
                row["reference"],
                gettext(MODE_TITLES[Mode(row["mode"])]),
                _hours(row["minutes"]),
                *people_cells(row),
            )
            for row in snapshot["sessions"]
        ),
        gettext("No coaching session was recorded in this period."),
        wide=(1, 2),
    )


def _hours(minutes: int) -> int | float:
    return minutes // 60 if minutes % 60 == 0 else minutes / 60
