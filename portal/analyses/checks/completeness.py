"""What is still missing before an analysis can be sent, measured against its declared steps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from portal.analyses.frameworks import framework_of
from portal.analyses.kind import Field, Kind
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import name_rows
from portal.analyses.tested import half_tested, lacks_note
from portal.language.i18n import N_

TOO_BRIEF = N_("Please fill in: %(field)s")
EMPTY = N_("This row is empty. Fill it in or remove it.")
NO_ROWS = N_("Add at least one row, or remove the step from this analysis.")
NEGATIVE = N_("It would get worse for someone: say why in the note.")
HALF_TESTED = N_("Finish testing an option: %(field)s")
NO_TITLE = N_("Untitled")
UNTIED = N_("Choose the effect this option answers, or the option it replaces.")
LINK_GONE = N_("A linked row was removed. Choose again: %(field)s")
# An option may be tied to the option that it replaces instead of an effect (domain: Options).
TIED_BY = ("chain_id", "parent_id")
Ids = Mapping[str, set[int]]
Fault = tuple[str, str, str]


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is and the sentence for it; `label` fills %(field)s.

    `step` and `page`, a path below the analysis, are those of the analysis's framework. One of an
    `option` is mended where that option is tested.
    """

    kind: str
    row_id: int | None
    field: str
    message: str
    label: str = ""
    step: int = 0
    page: str = ""
    option: int | None = None

    @property
    def address(self) -> str:
        """Return where it can be mended, as a path below the analysis."""
        if self.option is not None:
            return f"{self.page}?option={self.option}#option-{self.option}"
        if self.row_id is None:
            return self.page
        return f"{self.page}?row={self.row_id}#row-{self.row_id}-{self.field}"


def problems_in(snapshot: Mapping[str, Any]) -> list[Problem]:
    """Return what is missing in a snapshot, in the order of steps and rows."""
    framework = framework_of(snapshot)
    return [
        replace(problem, step=number, page=framework.page_of(kind))
        for number in sorted(snapshot["declared_steps"])
        for kind in framework.step(number).kinds
        for problem in problems_of_kind(kind, snapshot["rows"])
    ]


def problems_of_kind(kind: str, rows: Rows) -> list[Problem]:
    """Return what is missing in the rows of one kind; `rows` has the kinds they link to as well."""
    if not rows[kind]:
        return [] if KINDS[kind].is_optional else [Problem(kind, None, "", NO_ROWS)]
    live = ids_of(rows)
    found = [
        Problem(kind, row["id"], *fault)
        for row in rows[kind]
        for fault in faults_of(kind, row, live)
    ]
    return [*found, *_half_tested(rows)] if kind == "test" else found


def _half_tested(rows: Rows) -> list[Problem]:
    headings = name_rows({"option": rows["option"]})
    return [
        Problem(
            "test",
            None,
            "",
            HALF_TESTED,
            headings["option", row["id"]] or NO_TITLE,
            option=row["id"],
        )
        for row in half_tested(rows)
    ]


def ids_of(rows: Rows) -> Ids:
    """Return the ids of the rows at hand, by kind."""
    return {name: {row["id"] for row in of_kind} for name, of_kind in rows.items()}


def faults_of(kind: str, row: RowDict, live: Ids) -> tuple[Fault, ...]:
    """Return what is missing in one row: the field, the message and the label that fills it."""
    loose = (field.name for field in _links(kind) if not _leads_somewhere(field, row, live))
    return _faults(kind, row, tuple(loose))


def is_empty(kind: Kind, row: RowDict) -> bool:
    """Tell whether nothing has been written in a row."""
    return all(row[field.name] in (None, "") for field in kind.fields if field.name != "state")


def _faults(kind: str, row: RowDict, loose: tuple[str, ...]) -> tuple[Fault, ...]:
    known = KINDS[kind]
    if is_empty(known, row):
        return ((known.fields[0].name, EMPTY, ""),)
    return tuple(
        (field.name, message, field.label)
        for field in known.fields
        if (message := _fault(kind, field, row, loose))
    )


def _fault(kind: str, field: Field, row: RowDict, loose: tuple[str, ...]) -> str:
    if kind == "option" and field.name in TIED_BY:
        return _untied(field, row, loose)
    if field.required and row[field.name] in (None, ""):
        return TOO_BRIEF
    if field.name in loose:
        return LINK_GONE
    return _negative(kind, field, row)


def _untied(field: Field, row: RowDict, loose: tuple[str, ...]) -> str:
    if field.name != "chain_id":
        return ""
    if row["chain_id"] is None:
        return "" if row["parent_id"] else UNTIED
    return LINK_GONE if field.name in loose else ""


@cache
def _links(kind: str) -> tuple[Field, ...]:
    return tuple(field for field in KINDS[kind].fields if field.targets)


def _leads_somewhere(field: Field, row: RowDict, live: Ids) -> bool:
    value = row[field.name]
    return value is None or any(value in live.get(target, ()) for target in field.targets)


def _negative(kind: str, field: Field, row: RowDict) -> str:
    return NEGATIVE if kind == "test" and field.name == "note" and lacks_note(row) else ""
