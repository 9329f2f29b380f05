"""What coordinators forced in spite of a conflict of interest, for those who may know."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.extensions import db
from portal.partnership.models import ForcedAssignment


class ListedOverride(NamedTuple):
    """That `by_whom` made `who` a project's coach in spite of conflicts, and why."""

    conflicts: list[str]
    reason: str
    at: datetime
    who: str
    by_whom: str


def forced_in(project_id: int) -> list[ListedOverride]:
    """Return what was forced in a project, latest first."""
    forcer = aliased(Person)
    found = db.session.execute(
        select(
            *(ForcedAssignment.conflicts, ForcedAssignment.reason, ForcedAssignment.at),
            *(Person.name.label("who"), forcer.name.label("by_whom")),
        )
        .join(Person, Person.id == ForcedAssignment.coach_id)
        .join(forcer, forcer.id == ForcedAssignment.by)
        .where(ForcedAssignment.project_id == project_id)
        .order_by(ForcedAssignment.id.desc())
    )
    return [ListedOverride._make(row) for row in found]
