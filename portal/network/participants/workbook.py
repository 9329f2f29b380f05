"""The numbers of participants as a workbook: what the page shows, and each record behind it."""

from collections.abc import Iterable, Sequence

from portal import clock
from portal.events.display import day_known
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.language.i18n import gettext, language
from portal.language.places import say_area
from portal.network.participants.queries import Participation, PartRecord
from portal.reports.labels import SEX_TITLES


def write_workbook(rows: Sequence[Participation], records: Iterable[PartRecord]) -> bytes:
    """Return the workbook in the language of the request."""
    # Few open it, and it would take memory of every process.
    from portal.reports.document.workbook import (  # noqa: PLC0415
        WorkbookSheet,
        write_sheets,
    )

    sexes = [gettext(title) for title in SEX_TITLES.values()]
    counts = WorkbookSheet(
        gettext("Participants"),
        [
            *(gettext("Kind of event"), gettext("Records"), gettext("Organisations")),
            *(*sexes, gettext("Not counted")),
        ],
        [(say_kind(row.kind), *row[1:]) for row in rows],
    )
    every = WorkbookSheet(
        gettext("Records"),
        [
            *(gettext("Organisation"), gettext("Kind of event"), gettext("First day")),
            *(gettext("Number of days"), gettext("Event"), gettext("Province or district")),
            *(gettext("Organiser"), gettext("Funder"), *sexes, gettext("Not counted")),
        ],
        [_cells(record) for record in records],
    )
    return write_sheets([counts, every], gettext("Participants"), "", clock.today())


def say_kind(kind: str) -> str:
    """Return a kind of workshop in words; "" is all trainings together."""
    if not kind:
        return str(gettext("People trained"))
    return str(gettext(KIND_TITLES[WorkshopKind(kind)]))


def _cells(record: PartRecord) -> tuple[str | int | None, ...]:
    return (
        record.organisation,
        say_kind(record.kind),
        day_known(record.held_on, record.known_to),
        record.days,
        record.event,
        say_area(record.area, language()),
        record.given_by,
        record.funder,
        *(record.women, record.men, record.undisclosed, record.unrecorded),
        gettext("Not counted") if record.is_uncounted else "",
    )
