"""Reads what was written in the cells of one option, from one cell or from all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from portal.analyses import labels as words
from portal.analyses.kinds import KINDS
from portal.analyses.matrix.grid import Cell, Column
from portal.analyses.matrix.services import CellClash, CellEdit
from portal.analyses.rows.conflicts import FieldConflict, as_sent
from portal.analyses.rows.forms import LONGEST_NUMBER, fault_in
from portal.errors import Overtaken
from portal.language.i18n import N_, gettext
from portal.language.text import tidy

LONGEST_ID = 18
FACTOR_REMOVED = N_(
    "This was not saved: someone removed what you tested this option on. Bring it back, then "
    "continue with what you wrote."
)
Sent = Mapping[str, str]


class SubmittedCell(NamedTuple):
    """One cell as it was sent: the control's own texts, and the faults by field."""

    column: Column
    sent: dict[str, str]
    version: int
    errors: dict[str, str]

    @property
    def edit(self) -> CellEdit:
        """Return the cell ready to be saved."""
        values: dict[str, Any] = dict(self.sent)
        if "effect" in values:
            values["effect"] = int(values["effect"]) if values["effect"] else None
        return CellEdit(self.column.factor_id, self.version, values)

    def put_into(self, cell: Cell) -> None:
        """Show in a cell what was written, and what is wrong with it."""
        cell.effect = self.sent.get("effect", cell.effect)
        cell.note = self.sent.get("note", cell.note)
        cell.version = str(self.version)
        cell.errors = self.errors


def factors_in(sent: Sent) -> set[int]:
    """Return the ids of the dividers and connectors of which a form holds cells."""
    ends = (name.partition("-")[2] for name in sent)
    return {int(end) for end in ends if end.isdecimal() and len(end) <= LONGEST_ID}


def refuse_lost(sent: Sent, columns: Sequence[Column]) -> None:
    """Refuse words about something that is not there any more, so that they are not dropped."""
    known = {str(column.factor_id) for column in columns}
    lost = [str(factor) for factor in factors_in(sent) if str(factor) not in known]
    if any(tidy(sent.get(f"{name}-{key}")) for key in lost for name in ("effect", "note")):
        raise Overtaken(FACTOR_REMOVED)


def read_cells(sent: Sent, columns: Sequence[Column]) -> list[SubmittedCell]:
    """Return the cells of which something was sent."""
    return [written for column in columns if (written := _read(sent, column)).sent]


def errors_by_field(written: Sequence[SubmittedCell]) -> dict[str, list[str]]:
    """Return the faults of all cells by the names of their fields."""
    return {
        f"{name}-{cell.column.key}": [fault]
        for cell in written
        for name, fault in cell.errors.items()
    }


def asks_of(cells: Iterable[Cell]) -> dict[str, list[str]]:
    """Return what saved cells still ask for, by the names of their fields."""
    return {f"note-{cell.column.key}": [cell.asks] for cell in cells if cell.asks}


def pairs_of(clashes: Sequence[CellClash], columns: Sequence[Column]) -> Iterator[FieldConflict]:
    """Yield what differs in each clash, named as the fields of the matrix are."""
    by_id = {column.factor_id: column for column in columns}
    labels = {field.name: field.label for field in KINDS["test"].fields}
    for clash in clashes:
        column = by_id[clash.edit.factor_id]
        for name, mine in clash.edit.values.items():
            if mine != clash.theirs[name]:
                title = f"{column.title}: {gettext(labels[name])}"
                yield _pair(f"{name}-{column.key}", title, mine, clash.theirs[name])


def still_to_save(written: Sequence[SubmittedCell], clashes: Sequence[CellClash]) -> dict[str, str]:
    """Return hidden fields for a page that settles clashes: nothing else of the form is lost."""
    clashing = {clash.edit.factor_id: clash for clash in clashes}
    fields: dict[str, str] = {}
    for cell in written:
        clash = clashing.get(cell.column.factor_id)
        key = cell.column.key
        fields[f"version-{key}"] = str(clash.version if clash else cell.version)
        if clash is None:
            fields |= {f"{name}-{key}": value for name, value in cell.sent.items()}
    return fields


def _read(sent: Sent, column: Column) -> SubmittedCell:
    found = {
        name: tidy(sent[f"{name}-{column.key}"])
        for name in ("effect", "note")
        if f"{name}-{column.key}" in sent
    }
    version = sent.get(f"version-{column.key}", "")
    is_number = version.isdecimal() and len(version) <= LONGEST_NUMBER
    return SubmittedCell(column, found, int(version) if is_number else 0, _faults(found))


def _faults(found: Mapping[str, str]) -> dict[str, str]:
    fields = KINDS["test"].field
    faults = {name: fault_in(fields[name], written) for name, written in found.items()}
    return {name: fault for name, fault in faults.items() if fault}


def _pair(name: str, label: str, mine: Any, theirs: Any) -> FieldConflict:  # noqa: ANN401
    is_note = isinstance(mine, str)
    return FieldConflict(
        name=name,
        label=label,
        mine=as_sent(mine),
        theirs=as_sent(theirs),
        mine_words=_words(mine),
        their_words=_words(theirs),
        both=f"{theirs}\n\n{mine}" if is_note and mine and theirs else "",
    )


def _words(value: Any) -> str:  # noqa: ANN401
    return (
        value if isinstance(value, str) else str(gettext(dict(words.TEST_EFFECTS)[as_sent(value)]))
    )
