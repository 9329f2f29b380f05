"""Reads of revisions: their snapshots, and whether they are still what was sent."""

import hashlib
import json
from functools import cache

from sqlalchemy import ARRAY, Integer, Select, bindparam, func, select

from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.models import Revision
from portal.errors import NotFound
from portal.extensions import db


def digest_of(snapshot: Snapshot) -> str:
    """Return the SHA-256 of a snapshot: keys sorted, no spaces, so that it can be checked later."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def snapshots(analysis_id: int, *numbers: int) -> list[Snapshot]:
    """Return the snapshots of revisions in the order asked for; NotFound where one is missing."""
    asked = {"analysis_id": analysis_id, "numbers": list(set(numbers))}
    found: dict[int, Snapshot] = dict(db.session.execute(_snapshots(), asked).all())
    if not found.keys() >= set(numbers):
        raise NotFound
    return [found[number] for number in numbers]


@cache
def _snapshots() -> Select[int, Snapshot]:
    return select(Revision.number, Revision.snapshot).where(
        Revision.analysis_id == bindparam("analysis_id"),
        Revision.number == func.any(bindparam("numbers", type_=ARRAY(Integer))),
    )
