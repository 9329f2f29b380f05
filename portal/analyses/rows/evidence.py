"""Files as evidence of rows: whose row a file is, and what a revision names."""

from collections.abc import Iterable
from typing import TypedDict

from sqlalchemy import select

from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.access import RowRef, hold_analysis, is_row, refuse_change
from portal.errors import NotFound
from portal.extensions import db
from portal.files import queries
from portal.files.queries import FileHead, is_shown_to_coach
from portal.files.services import FileAnchor


class SentFile(TypedDict):
    """What a revision says of a file."""

    id: int
    row_kind: str
    row_id: int
    format: str
    sha256: str


def anchor_of(row: RowRef) -> FileAnchor:
    """Hold a row that may be written now and return it as an anchor.

    NotFound without the row; Refused while its kind is closed.
    """
    held = hold_analysis(row.analysis_id)
    if not KINDS[row.kind].takes_files or not _is_there(row):
        raise NotFound
    refuse_change(held, row, {})
    return FileAnchor(held.project, row.analysis_id, row.kind, row.id)


def file_on_row(analysis_id: int, file_id: int) -> FileHead:
    """Return a file whose row is there; NotFound where either is not."""
    head = queries.file_head(analysis_id, file_id)
    if not _is_there(row_of(analysis_id, head)):
        raise NotFound
    return head


def row_of(analysis_id: int, head: FileHead) -> RowRef:
    """Return the row that a file belongs to."""
    return RowRef(analysis_id, head.row_kind, head.row_id)


def files_sent(files: Iterable[RowDict], rows: Rows) -> list[SentFile]:
    """Return the files of an analysis that a revision with these rows shows its coach."""
    there = {(kind, row["id"]) for kind, found in rows.items() for row in found}
    return [
        SentFile(
            id=file["id"],
            row_kind=file["row_kind"],
            row_id=file["row_id"],
            format=file["format"],
            sha256=file["sha256"],
        )
        for file in files
        if is_shown_to_coach(file) and (file["row_kind"], file["row_id"]) in there
    ]


def _is_there(row: RowRef) -> bool:
    if row.kind not in KINDS:
        return False
    model = KINDS[row.kind].model
    found = db.session.execute(select(model.id).where(*is_row(row)))
    return found.scalar_one_or_none() is not None
