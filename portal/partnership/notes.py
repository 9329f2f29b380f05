"""A coach's private notes on a project; the database gives them to nobody else."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.partnership.models import CoachNote
from portal.projects.ledger import ProjectRef


class Notes(NamedTuple):
    """The words and their version, 0 where nothing was written yet."""

    body: str = ""
    version: int = 0


class StaleNotes(Refused):
    """The notes were changed in another window; `kept` is what stands in the database."""

    def __init__(self, kept: Notes) -> None:
        super().__init__(N_("You changed these notes in another window. Both texts are here."))
        self.kept = kept


def read_notes(project_id: int, author_id: int) -> Notes:
    """Return somebody's own notes on a project."""
    row = db.session.execute(
        select(CoachNote.body, CoachNote.version).where(
            CoachNote.project_id == project_id, CoachNote.author_id == author_id
        )
    ).one_or_none()
    return Notes(row.body, row.version) if row else Notes()


def save_notes(project: ProjectRef, body: str, *, version: int, by: int) -> int:
    """Keep notes and return their version; StaleNotes when others were kept since `version`."""
    values = {"body": body, "updated_at": clock.now()}
    saved = db.session.execute(
        upsert(CoachNote)
        .values(
            organisation_id=project.organisation_id, project_id=project.id, author_id=by, **values
        )
        .on_conflict_do_update(
            index_elements=["project_id", "author_id"],
            set_=values | {"version": CoachNote.version + 1},
            where=CoachNote.version == version,
        )
        .returning(CoachNote.version)
    ).scalar_one_or_none()
    if saved is not None:
        return saved
    kept = read_notes(project.id, by)
    if kept.body != body:
        raise StaleNotes(kept)
    return kept.version
