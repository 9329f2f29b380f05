"""People of a frozen workshop or session in cells: by sex, together, or that nobody counted."""

from collections.abc import Mapping
from typing import Any

from portal.language.i18n import gettext
from portal.reports.document.model import Cell
from portal.reports.labels import SEX_TITLES
from portal.reports.snapshot import Snapshot

EN_DASH = "\N{EN DASH}"


def people_titles() -> tuple[str, ...]:
    """Return the headings of the cells."""
    return (*(gettext(title) for title in SEX_TITLES.values()), gettext("Total"))


def people_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the people of one row; one that was frozen before a sex was asked for has none."""
    if row.get("is_uncounted"):
        return (*(EN_DASH for _ in SEX_TITLES), gettext("Not recorded"))
    numbers = [row.get(sex, 0) for sex in SEX_TITLES]
    return (*numbers, sum(numbers))


def trained_note(snapshot: Snapshot) -> tuple[str, ...]:
    """Return who counts as trained; reports before it was told apart counted every workshop."""
    if "people_by_kind" not in snapshot:
        return ()
    return (
        gettext(
            "People trained are those who took part in introductory workshops, application "
            "workshops and trainings of trainers."
        ),
    )


def uncounted_note(snapshot: Snapshot) -> tuple[str, ...]:
    """Return what is said where nobody counted the people of a workshop of the period."""
    number = sum(bool(row.get("is_uncounted")) for row in snapshot["workshops"])
    if not number:
        return ()
    return (
        gettext(
            "Workshops in this period for which no one recorded how many took part: "
            "%(number)s. No figure counts them.",
            number=number,
        ),
    )
