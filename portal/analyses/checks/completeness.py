"""What is still missing before an analysis can be sent, measured against its declared steps."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from portal.analyses.frameworks import framework_of
from portal.analyses.kind import Field, Kind, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import name_rows
from portal.analyses.tested import half_tested, lacks_note
from portal.language.i18n import N_

TOO_BRIEF = N_("Fill in: %(field)s")
EMPTY_ROW = N_("This row is empty. Fill it in or remove it.")
NO_ROWS = N_("Add at least one row, or remove the step from this analysis.")
WORSE_WITHOUT_NOTE = N_("It would get worse for someone: say why in the note.")
HALF_TESTED = N_("Finish testing an option: %(field)s")
NO_TITLE = N_("Untitled")
UNTIED_OPTION = N_("Choose the effect this option answers, or the option it replaces.")
LINK_GONE = N_("A linked row was removed. Choose again: %(field)s")
# An option may be tied to the option that it replaces instead of an effect (domain: Options).
TIED_BY = ("chain_id", "parent_id")
BLANK_VALUES = (None, "")
Ids = Mapping[str, set[int]]
Fault = tuple[str, str, str]


class Problem(NamedTuple):
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
    def is_in_row(self) -> bool:
        """Tell whether something is written already where it is."""
        return self.row_id is not None or self.option is not None

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
        problem._replace(step=number, page=framework.page_of(kind))
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
    known = KINDS[kind]
    blank = tuple([row[name] in BLANK_VALUES for name in columns_of(known)])
    wrong = [
        (field.name, LINK_GONE) for field in _links(kind) if not _leads_somewhere(field, row, live)
    ]
    if known.is_matrix and lacks_note(row):
        wrong.append(("note", WORSE_WITHOUT_NOTE))
    if kind == "option" and row["chain_id"] is None and not row["parent_id"]:
        wrong.append(("chain_id", UNTIED_OPTION))
    return _faults(kind, blank, tuple(wrong))


def is_empty(kind: Kind, row: RowDict) -> bool:
    """Tell whether nothing has been written in a row."""
    return all(row[field.name] in BLANK_VALUES for field in kind.fields if field.name != "state")


# Most rows are alike in what they have and lack: what follows from it is found out once.
@lru_cache(maxsize=4096)
def _faults(
    kind: str, blank: tuple[bool, ...], wrong: tuple[tuple[str, str], ...]
) -> tuple[Fault, ...]:
    known = KINDS[kind]
    lacks = dict(zip(columns_of(known), blank, strict=True))
    if all(is_blank for name, is_blank in lacks.items() if name != "state"):
        return ((known.fields[0].name, EMPTY_ROW, ""),)
    return tuple(
        (field.name, message, field.label)
        for field in known.fields
        if (message := _fault(field, lacks, dict(wrong)))
    )


def _fault(field: Field, lacks: Mapping[str, bool], wrong: Mapping[str, str]) -> str:
    if field.name == "parent_id":
        return ""
    if field.required and lacks[field.name] and field.name not in TIED_BY:
        return TOO_BRIEF
    return wrong.get(field.name, "")


@cache
def _links(kind: str) -> tuple[Field, ...]:
    return tuple(field for field in KINDS[kind].fields if field.targets)


def _leads_somewhere(field: Field, row: RowDict, live: Ids) -> bool:
    value = row[field.name]
    return value is None or any(value in live.get(target, ()) for target in field.targets)
