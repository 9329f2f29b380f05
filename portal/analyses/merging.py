"""Two saves of one row at once: what each person changed is kept, field by field."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from portal.analyses.controls import fields_on_form
from portal.analyses.rows import RowRef, Values
from portal.analyses.services import Saved, save_row
from portal.analyses.steps import Kind

# An effect and the note that it needs are one thing: they are chosen together.
WHOLE = frozenset({"test"})
Marks = dict[str, str]


@dataclass(frozen=True)
class Merged:
    """What a save left; `taken` are fields that others had changed and this person had not.

    Where both changed the same, `saved.theirs` holds those fields alone, and `kept` what only this
    person changed: it is saved with their choice.
    """

    saved: Saved
    taken: Values = field(default_factory=dict)
    kept: Values = field(default_factory=dict)


def marks_of(kind: Kind, row: Values) -> str:
    """Return what a form carries to tell later which fields were changed in it."""
    return write_marks((one.name, row.get(one.name)) for one in fields_on_form(kind))


def write_marks(values: Iterable[tuple[str, Any]]) -> str:
    """Return a short mark of each value."""
    return " ".join(f"{name}={_digest(value)}" for name, value in values)


def read_marks(text: str | None) -> Marks:
    """Return the marks that a form has sent; none for a form without."""
    pairs = (pair.partition("=") for pair in (text or "").split())
    return {name: mark for name, _, mark in pairs}


def save_merged(row: RowRef, values: Values, marks: Marks, *, version: int, by: int) -> Merged:
    """Save a row as `save_row` does; if others saved it meanwhile, keep both where they differ.

    A form without marks is compared as a whole.
    """
    saved = save_row(row, values, version=version, by=by)
    theirs = saved.theirs
    if theirs is None or not marks or row.kind in WHOLE:
        return Merged(saved)
    differing = {name for name in values if values[name] != theirs[name]}
    changed = {name for name in differing if _digest(values[name]) != marks.get(name)}
    clash = {name for name in changed if _digest(theirs[name]) != marks.get(name)}
    mine = {name: values[name] for name in changed - clash}
    taken = {name: theirs[name] for name in differing - changed}
    if clash:
        both = replace(saved, theirs={name: theirs[name] for name in clash})
        return Merged(both, taken, mine)
    if not mine:
        return Merged(Saved(saved.version), taken)
    return Merged(save_row(row, mine, version=saved.version, by=by), taken)


def _digest(value: Any) -> str:  # noqa: ANN401  what a field holds
    return f"{zlib.crc32(str('' if value is None else value).encode()):x}"
