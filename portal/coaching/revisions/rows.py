"""A revision as it is read: one card for each row, its fields in words, nothing to be changed."""

from functools import cache
from typing import NamedTuple

from portal.analyses.frameworks import Step, framework_of
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.analyses.rows.display import read_value
from portal.analyses.rows.snapshot import Snapshot
from portal.analyses.rows.titles import Headings, name_rows
from portal.language.i18n import gettext, language


class Fact(NamedTuple):
    """One field of a row in words; `value` is empty where nothing was written."""

    name: str
    label: str
    value: str


class RevisionRow(NamedTuple):
    """One row in words; `number` counts within its kind."""

    kind: str
    id: int
    number: int
    kind_title: str
    title: str
    facts: tuple[Fact, ...]

    @property
    def anchor(self) -> str:
        """Return the name by which addresses and comments point at this row."""
        return f"{self.kind}-{self.id}"


def cards_of(snapshot: Snapshot, step: int, part: slice = slice(None)) -> list[RevisionRow]:
    """Return the rows of one step of a snapshot, in order, or a part of them."""
    headings, kinds = name_rows(snapshot["rows"]), framework_of(snapshot).kinds_of(step)
    numbered = [
        (kind, number, row)
        for kind in kinds
        for number, row in enumerate(snapshot["rows"].get(kind, []), 1)
    ]
    named = {kind: (gettext(KINDS[kind].title), fields_of(kind)) for kind in kinds}
    return [_card(*one, headings, named[one[0]]) for one in numbered[part]]


def places_of(snapshot: Snapshot, step: int) -> list[tuple[str, int | None]]:
    """Return kind and id of each row of one step, in the same order."""
    return [
        (kind, row["id"])
        for kind in framework_of(snapshot).kinds_of(step)
        for row in snapshot["rows"].get(kind, [])
    ]


def name_places(snapshot: Snapshot) -> Headings:
    """Return what each row of a snapshot is called."""
    return name_rows(snapshot["rows"])


def count_rows(snapshot: Snapshot, step: int) -> int:
    """Return how many rows a step of a snapshot has."""
    return sum(
        len(snapshot["rows"].get(kind, [])) for kind in framework_of(snapshot).kinds_of(step)
    )


def steps_of(snapshot: Snapshot) -> list[Step]:
    """Return the declared steps of a snapshot in order, as its own framework names them."""
    framework = framework_of(snapshot)
    return [framework.step(number) for number in sorted(snapshot["declared_steps"])]


def label_of(kind: str, name: str) -> str:
    """Return the label of a field, marked for translation; empty for an unknown one."""
    known = KINDS.get(kind)
    return next((field.label for field in known.fields if field.name == name), "") if known else ""


def fields_of(kind: str) -> tuple[Fact, ...]:
    """Return the fields of a kind that a comment can be about, without values."""
    return _fields(language(), kind)


@cache
def _fields(_language: str, kind: str) -> tuple[Fact, ...]:
    fields = KINDS[kind].fields if kind in KINDS else ()
    return tuple(Fact(field.name, gettext(field.label), "") for field in fields)


def _card(
    kind: str,
    number: int,
    row: RowDict,
    headings: Headings,
    named: tuple[str, tuple[Fact, ...]],
) -> RevisionRow:
    kind_title, fields = named
    title = headings[kind, row["id"]]
    facts = [
        Fact(name, label, read_value(field, row.get(name), headings))
        for field, (name, label, _) in zip(KINDS[kind].fields, fields, strict=True)
    ]
    return RevisionRow(
        kind=kind,
        id=row["id"],
        number=number,
        kind_title=kind_title,
        title=title,
        facts=tuple(fact for fact in facts if fact.value != title),
    )
