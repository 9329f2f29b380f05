"""The files of the demo's story, taken in as any other file is."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import current_app

from portal.analyses.rows.access import RowRef
from portal.files import ingest, services
from portal.files.models import FileDetails, Visibility
from portal.files.services import FileAnchor
from portal.projects.ledger import ProjectRef

FILES_FOLDER = Path(__file__).with_name("files")


def keep(project: ProjectRef, row: RowRef, told: dict[str, Any], *, by: int) -> None:
    """Keep one file with a row."""
    storage = current_app.extensions["file_storage"]
    quota = current_app.extensions["settings"].files_quota
    clean = ingest.take_in(told["name"], (FILES_FOLDER / told["file"]).read_bytes(), "")
    stored = services.store(storage, project.organisation_id, clean)
    sight = Visibility(told.get("visibility", Visibility.COACH))
    given = FileDetails(told["name"], sight, str(uuid4()))
    anchor = FileAnchor(project, row.analysis_id, row.kind, row.id)
    services.keep(anchor, given, stored, quota=quota, by=by)
