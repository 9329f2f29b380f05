"""What is still missing before an analysis can be sent, measured against its declared steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.analyses.snapshot import take_snapshot
from portal.analyses.steps import KINDS, STEP, STEP_OF, Field
from portal.wording import N_

TOO_BRIEF = N_("Please fill in: %(field)s")
NO_ROWS = N_("Add at least one row, or take the step out of this analysis.")
NEGATIVE = N_("It would get worse for somebody: please say why in the note.")
UNTIED = N_("Say which effect this option answers, or which option it replaces.")


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is and the sentence for it; `label` fills %(field)s."""

    step: int
    kind: str
    row_id: int | None
    field: str
    message: str
    label: str = ""


def problems_of(analysis_id: int) -> list[Problem]:
    """Return what holds the submission of an analysis back."""
    return problems_in(take_snapshot(analysis_id))


def problems_in(snapshot: dict[str, Any]) -> list[Problem]:
    """Return what is missing in a snapshot, in the order of steps and rows."""
    return [
        problem
        for number in sorted(snapshot["declared_steps"])
        for kind in STEP[number].kinds
        for problem in _problems_of_kind(kind, snapshot["rows"][kind])
    ]


def _problems_of_kind(kind: str, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    if not rows:
        yield Problem(STEP_OF[kind], kind, None, "", NO_ROWS)
    for row in rows:
        yield from _missing(kind, row)
        yield from _special(kind, row)


def _missing(kind: str, row: dict[str, Any]) -> Iterator[Problem]:
    for field in _required(kind):
        if row[field.name] in (None, "") and not (kind == "option" and field.name == "chain_id"):
            yield Problem(STEP_OF[kind], kind, row["id"], field.name, TOO_BRIEF, field.label)


def _required(kind: str) -> Iterable[Field]:
    return (field for field in KINDS[kind].fields if field.required)


def _special(kind: str, row: dict[str, Any]) -> Iterator[Problem]:
    if kind == "option" and not (row["chain_id"] or row["parent_id"]):
        yield Problem(STEP_OF[kind], kind, row["id"], "chain_id", UNTIED)
    if kind == "test" and (row["effect"] or 0) < 0 and not row["note"]:
        yield Problem(STEP_OF[kind], kind, row["id"], "note", NEGATIVE)
