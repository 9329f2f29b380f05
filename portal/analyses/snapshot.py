"""An analysis as it stands, whole and in a stable order, to be kept for ever."""

from typing import Any

from portal.analyses.evidence import files_sent
from portal.analyses.queries import RowDict, Rows, analysis_head, read_rows
from portal.analyses.steps import KINDS, columns_of


def take_snapshot(analysis_id: int) -> dict[str, Any]:
    """Return head and rows of an analysis as plain JSON values.

    Shape: framework_version, title, scope, declared_steps, rows {kind: [{id, position, fields…}]},
    files [{id, row_kind, row_id, format, sha256}] that the coach may open.
    """
    head, rows = analysis_head(analysis_id), strip(read_rows(analysis_id, KINDS))
    return {
        "framework_version": head.framework_version,
        "title": head.title,
        "scope": head.scope,
        "declared_steps": list(head.declared_steps),
        "rows": rows,
        "files": files_sent(analysis_id, rows),
    }


def strip(rows: Rows) -> Rows:
    """Return rows without what changes from save to save, such as versions."""
    return {kind: [_lasting(kind, row) for row in found] for kind, found in rows.items()}


def _lasting(kind: str, row: RowDict) -> RowDict:
    return {name: row[name] for name in ("id", "position", *columns_of(KINDS[kind]))}
