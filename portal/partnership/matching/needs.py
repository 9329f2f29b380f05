"""What helps to find a project's coach: said by its managers, shown to coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.partnership.models import ProjectNeeds
from portal.projects.ledger import ProjectRef
from portal.projects.services import hold_living


@dataclass(frozen=True)
class NeedsDetails:
    """Languages of the team, the field of work, the provinces: keys of closed lists."""

    languages: Sequence[str] = field(default_factory=list)
    sector: str = ""
    provinces: Sequence[str] = field(default_factory=list)


class StaleNeeds(Refused):
    """Somebody else saved this since the page was opened; nothing was overwritten."""


def read_needs(project_id: int) -> tuple[NeedsDetails, int]:
    """Return what a project needs and its version, 0 where nothing was said yet."""
    row = db.session.execute(
        select(
            *(ProjectNeeds.languages, ProjectNeeds.sector, ProjectNeeds.provinces),
            ProjectNeeds.version,
        ).where(ProjectNeeds.project_id == project_id)
    ).one_or_none()
    if row is None:
        return NeedsDetails(), 0
    return NeedsDetails(row.languages, row.sector, row.provinces), row.version


def save_needs(project: ProjectRef, details: NeedsDetails, *, version: int, by: int) -> None:
    """Save what a project needs; StaleNeeds when something else was saved since `version`.

    Refused once the project has ended: it needs no coach any more.
    """
    hold_living(project)
    values = {
        "languages": list(details.languages),
        "sector": details.sector,
        "provinces": list(details.provinces),
        "updated_at": clock.now(),
        "updated_by": by,
    }
    saved = db.session.execute(
        upsert(ProjectNeeds)
        .values(organisation_id=project.organisation_id, project_id=project.id, **values)
        .on_conflict_do_update(
            index_elements=["project_id"],
            set_=values | {"version": ProjectNeeds.version + 1},
            where=ProjectNeeds.version == version,
        )
        .returning(ProjectNeeds.id)
    ).scalar_one_or_none()
    if saved is None and read_needs(project.id)[0] != details:
        raise StaleNeeds(N_("Someone else saved this while you were writing. Check it again."))
