"""Reads of files: those of an analysis by row, one of them, what an organisation uses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.accounts.models import Person
from portal.errors import NotFound
from portal.extensions import db
from portal.files.models import EvidenceFile, Visibility

Place: TypeAlias = tuple[str, int]
A_MOMENT = timedelta(minutes=10)


class FileLine(NamedTuple):
    """A file as pages show it; `who` added it."""

    id: int
    row_kind: str
    row_id: int
    name: str
    format: str
    size: int
    visibility: str
    sha256: str
    added_at: datetime
    removed_at: datetime | None
    lost_at: datetime | None
    who: str


class FileHead(NamedTuple):
    """What serving and changing a file takes."""

    id: int
    row_kind: str
    row_id: int
    key: str
    name: str
    format: str
    sha256: str
    visibility: str
    removed_at: datetime | None


class StoredFile(NamedTuple):
    """Under which key the bytes of a file are kept, and since when they are missed."""

    id: int
    key: str
    added_at: datetime
    lost_at: datetime | None


@dataclass(frozen=True)
class FilesByRow:
    """The files of an analysis that the person of the scope may see, and those taken out."""

    kept: dict[Place, list[FileLine]] = field(default_factory=dict)
    removed: dict[Place, list[FileLine]] = field(default_factory=dict)

    def on(self, kind: str, row_id: int) -> list[FileLine]:
        """Return the files of one row, oldest first."""
        return self.kept.get((kind, row_id), [])

    def taken_from(self, kind: str, row_id: int) -> list[FileLine]:
        """Return the files of one row that were removed and can be brought back."""
        return self.removed.get((kind, row_id), [])

    def has_undo(self, kind: str, row_id: int) -> bool:
        """Tell whether a file was removed from this row a moment ago."""
        since = clock.now() - A_MOMENT
        return any(
            file.removed_at > since for file in self.taken_from(kind, row_id) if file.removed_at
        )


def read_files(analysis_id: int) -> FilesByRow:
    """Return the files of an analysis in one statement."""
    found = db.session.execute(_files_of(), {"analysis_id": analysis_id})
    return _sorted(FileLine._make(row) for row in found)


def group_by_row(files: Iterable[Mapping[str, Any]]) -> FilesByRow:
    """Return files that were read as JSON with other rows, times as text."""
    return _sorted(
        FileLine(**{name: _read(name, file[name]) for name in FileLine._fields}) for file in files
    )


def file_columns() -> dict[str, InstrumentedAttribute[Any]]:
    """Return what `group_by_row` takes, by name: columns of files and of whoever added them."""
    own = {name: getattr(EvidenceFile, name) for name in FileLine._fields if name != "who"}
    return {**own, "who": Person.name}


@cache
def _files_of() -> Select[*tuple[Any, ...]]:
    return (
        select(*file_columns().values())
        .join(Person, Person.id == EvidenceFile.added_by)
        .where(EvidenceFile.analysis_id == bindparam("analysis_id"))
        .order_by(EvidenceFile.id)
    )


def _sorted(files: Iterable[FileLine]) -> FilesByRow:
    grouped = FilesByRow()
    for file in files:
        place = grouped.kept if file.removed_at is None else grouped.removed
        place.setdefault((file.row_kind, file.row_id), []).append(file)
    return grouped


def _read(name: str, value: Any) -> Any:  # noqa: ANN401  what JSON holds
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value


def file_head(analysis_id: int, file_id: int) -> FileHead:
    """Return one file; NotFound outside the scope."""
    found = db.session.execute(
        select(
            *(EvidenceFile.id, EvidenceFile.row_kind, EvidenceFile.row_id, EvidenceFile.key),
            *(EvidenceFile.name, EvidenceFile.format, EvidenceFile.sha256),
            *(EvidenceFile.visibility, EvidenceFile.removed_at),
        ).where(EvidenceFile.id == file_id, EvidenceFile.analysis_id == analysis_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return FileHead._make(found)


def is_shown_to_coach(file: Mapping[str, Any]) -> bool:
    """Tell of a file as `file_columns` reads it whether a coach may open it now."""
    return file["visibility"] == Visibility.COACH and file["removed_at"] is None


def count_on_row(analysis_id: int, place: Place) -> int:
    """Return how many files a row has, removed ones not counted."""
    kind, row_id = place
    return db.session.execute(
        select(func.count()).where(
            EvidenceFile.analysis_id == analysis_id,
            EvidenceFile.row_kind == kind,
            EvidenceFile.row_id == row_id,
            EvidenceFile.removed_at.is_(None),
        )
    ).scalar_one()


def space_used(organisation_id: int) -> int:
    """Return how many bytes an organisation keeps, removed files included."""
    return db.session.execute(
        select(func.coalesce(func.sum(EvidenceFile.size), 0)).where(
            EvidenceFile.organisation_id == organisation_id
        )
    ).scalar_one()


def keys_of(organisation_id: int) -> list[StoredFile]:
    """Return every file of an organisation, removed ones included."""
    found = db.session.execute(
        select(
            EvidenceFile.id, EvidenceFile.key, EvidenceFile.added_at, EvidenceFile.lost_at
        ).where(EvidenceFile.organisation_id == organisation_id)
    )
    return [StoredFile._make(row) for row in found]
