"""Two saves of one row at once: what each person changed is kept, field by field.

So are first words that come to a row which is there already.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from portal.analyses.kind import Kind
from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import RowRef, Values
from portal.analyses.rows.adding import add_row, find_begun_row
from portal.analyses.rows.fields import fields_on_form
from portal.analyses.rows.services import SavedRow, save_row
from portal.merging import Marks, digest, split_fields, write_marks


@dataclass(frozen=True)
class Merged:
    """What a save left; `taken` are fields that others had changed and this person had not.

    Where both changed the same, `saved.theirs` holds those fields alone, and `kept` what only this
    person changed: it is saved with their choice.
    """

    saved: SavedRow
    taken: Values = field(default_factory=dict)
    kept: Values = field(default_factory=dict)


class FirstWords(NamedTuple):
    """What the form of a new row holds, the marks of what it showed, and the token of its page."""

    values: Values
    marks: Marks
    token: str

    @property
    def is_blank(self) -> bool:
        """Tell whether nobody has written in the form."""
        nothing = digest("")
        return all(
            digest(value) == self.marks.get(name, nothing) for name, value in self.values.items()
        )


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
        both = saved._replace(theirs={name: theirs[name] for name in values if name in clash})
        return Merged(both, taken, mine)
    if not mine:
        return Merged(SavedRow(saved.version), taken)
    return Merged(save_row(row, mine, version=saved.version, by=by), taken)


def begin_row(analysis_id: int, kind: str, words: FirstWords, *, by: int) -> tuple[RowRef, Merged]:
    """Add a row with its first words; where it is there already, save them in it.

    It is there where the answer to the same token was lost on its way, and where somebody else
    began the only row of its kind. RowRemoved where it was taken out again.
    """
    values, token = words.values, words.token
    begun = find_begun_row(KINDS[kind], analysis_id, token)
    if begun is None:
        created = add_row(analysis_id, kind, values, token=token, by=by)
        return RowRef(analysis_id, kind, created), Merged(SavedRow(version=1))
    ref = RowRef(analysis_id, kind, begun.id)
    # Nobody has version 0: on what somebody else began, every word is compared.
    version = 1 if begun.is_own else 0
    return ref, save_merged(ref, values, words.marks, version=version, by=by)
