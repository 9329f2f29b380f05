"""What people do with files: keep, show or hide, remove, bring back, delete for good, open."""

import hashlib
from typing import Any, NamedTuple

import structlog
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, PortalError
from portal.extensions import db
from portal.files import queries
from portal.files.formats import MOST_ON_ROW, UnfitFile
from portal.files.ingest import Clean
from portal.files.models import EvidenceFile, FileDetails, Visibility
from portal.files.names import tidy_name
from portal.files.queries import FileHead
from portal.files.storage import Storage, new_key
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.projects.ledger import ProjectRef

FILE_LOST = N_("This file was lost on our side. Please ask for it to be added again.")
log = structlog.get_logger("portal.files")


class FileAnchor(NamedTuple):
    """The row of an analysis that a file belongs to."""

    project: ProjectRef
    analysis_id: int
    row_kind: str
    row_id: int


class Stored(NamedTuple):
    """A clean file whose bytes lie in the storage, and no row speaks of it yet."""

    key: str
    format: str
    size: int
    sha256: str


class FileLost(PortalError):
    """The row is there and its bytes are not, or are others."""

    status = 404


def refuse_unless_room(anchor: FileAnchor, size: int, quota: int) -> None:
    """Raise Unfit where the row has enough files or the organisation no space for `size` bytes."""
    place = (anchor.row_kind, anchor.row_id)
    if queries.count_on_row(anchor.analysis_id, place) >= MOST_ON_ROW:
        raise UnfitFile("full_row")
    if queries.space_used(anchor.project.organisation_id) + size > quota:
        raise UnfitFile("full")


def store(storage: Storage, organisation_id: int, clean: Clean) -> Stored:
    """Put clean bytes into the storage; Unfit where it cannot take them now."""
    key = new_key(organisation_id)
    try:
        storage.put(key, clean.body)
    except Exception as error:
        log.exception("file not stored")
        raise UnfitFile("busy") from error
    return Stored(key, clean.format, len(clean.body), hashlib.sha256(clean.body).hexdigest())


def keep(
    anchor: FileAnchor, given: FileDetails, stored: Stored, *, quota: int, by: int
) -> int | None:
    """Write the row of a stored file and return its id; None where the token made one before."""
    # Two uploads at once: the second counts what the first has written.
    lock(db.session, Space.ORGANISATION_FILES, anchor.project.organisation_id)
    refuse_unless_room(anchor, stored.size, quota)
    return db.session.execute(
        upsert(EvidenceFile)
        .values(
            organisation_id=anchor.project.organisation_id,
            project_id=anchor.project.id,
            analysis_id=anchor.analysis_id,
            row_kind=anchor.row_kind,
            row_id=anchor.row_id,
            token=given.token,
            key=stored.key,
            name=tidy_name(given.name, stored.format),
            format=stored.format,
            size=stored.size,
            sha256=stored.sha256,
            visibility=given.visibility,
            added_by=by,
            added_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["analysis_id", "token"])
        .returning(EvidenceFile.id)
    ).scalar_one_or_none()


def show_to(file_id: int, visibility: Visibility) -> None:
    """Say who may open a file."""
    _change(file_id, visibility=visibility)


def remove(file_id: int, *, by: int) -> None:
    """Take a file out; it can be brought back for some weeks."""
    _change(file_id, removed_at=clock.now(), removed_by=by)


def restore(file_id: int) -> None:
    """Bring a removed file back."""
    _change(file_id, removed_at=None, removed_by=None)


def erase(file_id: int) -> str:
    """Delete the row of a removed file and return the key of its bytes, to be forgotten after."""
    key = db.session.execute(
        delete(EvidenceFile)
        .where(EvidenceFile.id == file_id, EvidenceFile.removed_at.is_not(None))
        .returning(EvidenceFile.key)
    ).scalar_one_or_none()
    if key is None:
        raise NotFound
    return key


def forget(storage: Storage, key: str) -> None:
    """Delete bytes as well as can be: what stays behind is found by the sweep."""
    try:
        storage.delete(key)
    except Exception:
        log.exception("file not forgotten")


def read_bytes(storage: Storage, head: FileHead) -> bytes:
    """Return the bytes of a file as they were kept; FileLost where they are gone or changed."""
    body = storage.get(head.key)
    if body is None or hashlib.sha256(body).hexdigest() != head.sha256:
        log.error("file lost", state="missing" if body is None else "changed")
        raise FileLost(FILE_LOST)
    return body


def _change(file_id: int, **values: Any) -> None:  # noqa: ANN401  columns of a file
    changed = db.session.execute(
        update(EvidenceFile)
        .where(EvidenceFile.id == file_id)
        .values(**values)
        .returning(EvidenceFile.id)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound
