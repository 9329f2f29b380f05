"""Rows as the portal reads them, made without a database."""

from typing import Any

from portal.analyses.kind import Widget, is_number
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.vocabulary import FrameworkVersion


def make_row(kind: str, id_: int, /, **values: Any) -> RowDict:
    """Return a row of a kind with nothing written but `values`."""
    known = KINDS[kind]
    empty = {
        field.name: None if field.widget is Widget.DATE or is_number(known, field) else ""
        for field in known.fields
    }
    assert empty.keys() >= values.keys()
    return {"id": id_, "position": id_, **empty, **values}


def make_rows(*made: tuple[str, RowDict]) -> Rows:
    """Return rows by kind, with every kind there is."""
    return {kind: [row for name, row in made if name == kind] for kind in KINDS}


def make_snapshot(
    *made: tuple[str, RowDict],
    steps: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7),
    version: str = FrameworkVersion.HANDBOOK,
    title: str = "Stamps",
    scope: str = "project",
) -> dict[str, Any]:
    """Return a snapshot in the shape of a revision."""
    return {
        "framework_version": version,
        "title": title,
        "scope": scope,
        "declared_steps": list(steps),
        "rows": make_rows(*made),
        "files": [],
    }
