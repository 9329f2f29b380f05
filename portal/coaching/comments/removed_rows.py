"""What a row said that is gone now, read from the revision in which somebody commented on it."""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import JSONPATH

from portal.analyses.kind import Widget
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.analyses.rows.display import read_value
from portal.analyses.rows.titles import LONGEST_HEADING, title_of
from portal.coaching.models import Revision
from portal.extensions import db
from portal.language.khmer import shorten


class RevisionTarget(NamedTuple):
    """One row, and perhaps one field of it, as it was in one revision."""

    revision: int
    kind: str
    row_id: int
    field: str


class LostRow(NamedTuple):
    """What the row was called, and what the field said that the comment is about."""

    revision: int
    title: str
    words: str


def find_lost_rows(
    analysis_id: int, asked: Collection[RevisionTarget]
) -> dict[RevisionTarget, LostRow]:
    """Return what rows were, in one statement; those that their revision lacks are left out."""
    wanted = [one for one in dict.fromkeys(asked) if one.kind in KINDS]
    if not wanted:
        return {}
    parts = [
        select(
            literal(place),
            func.jsonb_path_query_first(Revision.snapshot, cast(_path(one), JSONPATH)),
        ).where(Revision.analysis_id == analysis_id, Revision.number == one.revision)
        for place, one in enumerate(wanted)
    ]
    rows = db.session.execute(union_all(*parts)).all()
    return {wanted[place]: _lost(wanted[place], row) for place, row in rows if row}


def _path(one: RevisionTarget) -> str:
    return f"$.rows.{json.dumps(one.kind)}[*] ? (@.id == {int(one.row_id)})"


def _lost(one: RevisionTarget, row: RowDict) -> LostRow:
    fields = (field for field in KINDS[one.kind].fields if field.name == one.field)
    words = [
        read_value(field, row.get(field.name), {})
        for field in fields
        if field.widget is not Widget.LINK
    ]
    title = shorten(title_of(one.kind, row), LONGEST_HEADING)
    said = "".join(words)
    return LostRow(one.revision, title, "" if said == title else shorten(said, 4 * LONGEST_HEADING))
