"""What coordinators forced in spite of a conflict of interest, for those who may know."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.extensions import db
from portal.partnership.models import ForcedAssignment


def forced_in(project_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return conflicts, reason, at, who (the coach) and by_whom of a project, latest first."""
    forcer = aliased(Person)
    return db.session.execute(
        select(
            *(ForcedAssignment.conflicts, ForcedAssignment.reason, ForcedAssignment.at),
            *(Person.name.label("who"), forcer.name.label("by_whom")),
        )
        .join(Person, Person.id == ForcedAssignment.coach_id)
        .join(forcer, forcer.id == ForcedAssignment.by)
        .where(ForcedAssignment.project_id == project_id)
        .order_by(ForcedAssignment.id.desc())
    ).all()
