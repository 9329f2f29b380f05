"""Two saves of one row at once: what each person changed is kept, field by field."""

from dataclasses import dataclass, field, replace

from portal.analyses.kind import Kind
from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import RowRef, Values
from portal.analyses.rows.fields import fields_on_form
from portal.analyses.rows.services import SavedRow, save_row
from portal.merging import Marks, split_fields, write_marks


@dataclass(frozen=True)
class Merged:
    """What a save left; `taken` are fields that others had changed and this person had not.

    Where both changed the same, `saved.theirs` holds those fields alone, and `kept` what only this
    person changed: it is saved with their choice.
    """

    saved: SavedRow
    taken: Values = field(default_factory=dict)
    kept: Values = field(default_factory=dict)


def marks_of(kind: Kind, row: Values) -> str:
    """Return what a form carries to tell later which fields were changed in it."""
    return write_marks((one.name, row.get(one.name)) for one in fields_on_form(kind))


def save_merged(row: RowRef, values: Values, marks: Marks, *, version: int, by: int) -> Merged:
    """Save a row as `save_row` does; if others saved it meanwhile, keep both where they differ.

    A form without marks is compared as a whole.
    """
    saved = save_row(row, values, version=version, by=by)
    theirs = saved.theirs
    if theirs is None or not marks or KINDS[row.kind].merges_as_one:
        return Merged(saved)
    split = split_fields(values, theirs, marks)
    clash, mine = split.clash, {name: values[name] for name in values if name in split.kept}
    taken = {name: theirs[name] for name in values if name in split.taken}
    if clash:
        both = replace(saved, theirs={name: theirs[name] for name in values if name in clash})
        return Merged(both, taken, mine)
    if not mine:
        return Merged(SavedRow(saved.version), taken)
    return Merged(save_row(row, mine, version=saved.version, by=by), taken)
