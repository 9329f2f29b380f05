"""Brings rows and storage together again: forgets what was removed long ago, finds what is lost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select, update

from portal import clock
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.files.queries import keys_of
from portal.files.services import forget
from portal.files.storage import Blob, Storage
from portal.organisations.models import Organisation
from portal.tenancy import open_worker_scope

# So long a removed file can be brought back.
REMEMBERED_FOR = timedelta(days=30)
# Younger bytes may belong to a request that has not committed yet.
FRESH_FOR = timedelta(days=1)
log = structlog.get_logger("portal.files")


@dataclass
class Swept:
    """What one sweep did."""

    forgotten: int = 0
    orphans: int = 0
    lost: int = 0
    found: int = 0

    @property
    def total(self) -> int:
        """Return how many things were put right."""
        return self.forgotten + self.orphans + self.lost + self.found


def sweep(storage: Storage) -> Swept:
    """Compare every organisation's rows with the storage and put right what differs.

    A row without bytes is marked as lost, and no longer when they are back. Bytes without a row,
    of organisations that are gone too, are deleted once they are a day old.
    """
    swept, blobs = Swept(), _by_organisation(storage.walk())
    organisations = db.session.execute(select(Organisation.id)).scalars().all()
    doomed: list[str] = []
    for organisation_id in organisations:
        open_worker_scope(db.session, organisation_id)
        doomed += _sweep_one(organisation_id, blobs.pop(organisation_id, []), swept)
    for left in blobs.values():
        doomed += _orphans(left, set(), swept)
    db.session.commit()
    for key in doomed:
        forget(storage, key)
    if swept.lost:
        log.error("files lost", count=swept.lost)
    return swept


def _sweep_one(organisation_id: int, blobs: list[Blob], swept: Swept) -> list[str]:
    rows, held = keys_of(organisation_id), {blob.key for blob in blobs}
    if not rows and not blobs:
        return []
    gone = _forget_removed(organisation_id)
    swept.forgotten += len(gone)
    # A file that came after the storage was listed is not lost.
    settled = [
        row for row in rows if row.key not in gone and row.added_at < clock.now() - FRESH_FOR
    ]
    lost = [row.id for row in settled if row.key not in held and row.lost_at is None]
    found = [row.id for row in settled if row.key in held and row.lost_at is not None]
    _mark(lost, clock.now())
    _mark(found, None)
    swept.lost += len(lost)
    swept.found += len(found)
    return gone + _orphans(blobs, {row.key for row in rows}, swept)


def _forget_removed(organisation_id: int) -> list[str]:
    old = clock.now() - REMEMBERED_FOR
    found = db.session.execute(
        delete(EvidenceFile)
        .where(EvidenceFile.organisation_id == organisation_id, EvidenceFile.removed_at < old)
        .returning(EvidenceFile.key)
    ).scalars()
    return list(found)


def _mark(ids: list[int], lost_at: datetime | None) -> None:
    if ids:
        is_one = EvidenceFile.id.in_(ids)
        db.session.execute(update(EvidenceFile).where(is_one).values(lost_at=lost_at))


def _orphans(blobs: list[Blob], known: set[str], swept: Swept) -> list[str]:
    old = clock.now() - FRESH_FOR
    found = [blob.key for blob in blobs if blob.key not in known and blob.written_at < old]
    swept.orphans += len(found)
    return found


def _by_organisation(blobs: Iterable[Blob]) -> dict[int, list[Blob]]:
    found: dict[int, list[Blob]] = defaultdict(list)
    for blob in blobs:
        prefix = blob.key.partition("/")[0]
        if prefix.isdecimal():
            found[int(prefix)].append(blob)
    return found
