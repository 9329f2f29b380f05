"""An analysis as it stands, whole and in a stable order, to be checked, sent and kept for ever."""

from typing import Any, NamedTuple, TypeAlias

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.heads import AnalysisHead
from portal.analyses.kind import columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.queries import (
    FILES_KIND,
    RowDict,
    Rows,
    analysis_head,
    held_head,
    read_rows,
    read_step,
)
from portal.analyses.reasons import Reasons, reasons_in
from portal.analyses.rows.evidence import files_sent
from portal.analyses.rows.format_change import kinds_without_step

# As it is stored with a revision, for ever: fields that came later are not in what was sent before.
Snapshot: TypeAlias = dict[str, Any]


class CurrentAnalysis(NamedTuple):
    """An analysis at one moment: what `analysis_head` tells, its snapshot, and what was set aside.

    `reasons` say of questions and of words why they were set aside.
    """

    head: AnalysisHead
    snapshot: Snapshot
    reasons: Reasons


def read_current(analysis_id: int) -> CurrentAnalysis:
    """Return an analysis as it stands now, in two statements; NotFound outside the scope."""
    return _read(analysis_head(analysis_id))


def hold_current(analysis_id: int) -> CurrentAnalysis:
    """Return the same, held: nobody saves a word of it before the transaction ends."""
    return _read(held_head(analysis_id))


def take_snapshot(analysis_id: int) -> Snapshot:
    """Return head and rows of an analysis as plain JSON values.

    Shape: framework_version, title, scope, declared_steps, rows {kind: [{id, position, fields…}]},
    files [{id, row_kind, row_id, format, sha256}] that the coach may open.
    """
    return read_current(analysis_id).snapshot


def without_files(head: AnalysisHead) -> Snapshot:
    """Return the snapshot of an analysis without its files, which no comparison shows."""
    return snapshot_of(head, strip(read_rows(head.id, KINDS)))


def strip(rows: Rows) -> Rows:
    """Return rows without what changes from save to save, such as versions."""
    return {kind: [_lasting(kind, row) for row in found] for kind, found in rows.items()}


def _read(head: AnalysisHead) -> CurrentAnalysis:
    found = read_step(head.id, (*KINDS, FILES_KIND), ())
    rows = strip(found.live)
    snapshot = snapshot_of(head, rows)
    snapshot |= {"files": files_sent(found.files, snapshot["rows"])}
    return CurrentAnalysis(head, snapshot, reasons_in(found.aside))


def snapshot_of(head: AnalysisHead, rows: Rows) -> Snapshot:
    """Return head and rows in the shape of a snapshot, without files.

    `rows` as they are given, but for those that no step of the format holds: they are not sent.
    """
    unseen = kinds_without_step(FRAMEWORK_BY_VERSION[head.framework_version])
    return {
        "framework_version": head.framework_version,
        "title": head.title,
        "scope": head.scope,
        "declared_steps": list(head.declared_steps),
        "rows": rows | {kind: [] for kind in unseen if kind in rows},
    }


def _lasting(kind: str, row: RowDict) -> RowDict:
    return {name: row[name] for name in ("id", "position", *columns_of(KINDS[kind]))}
