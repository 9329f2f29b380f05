"""Gives a project a coach, or another one, and keeps on record what was forced."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, insert, select

from portal import clock
from portal.accounts.models import Person
from portal.coaching.assignments import assign_coach, end_assignment, refuse_unless_current
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.errors import Incomplete, NotFound, Refused
from portal.extensions import db
from portal.partnership import handovers, requests
from portal.partnership.matching import conflicts_of
from portal.partnership.models import ForcedAssignment
from portal.partnership.vocabulary import Conflict
from portal.projects.ledger import ProjectRef
from portal.tenancy import wait_for_coach
from portal.wording import N_

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


class ConflictOfInterest(Refused):
    """A coach who should not coach this project, and no reason was given for doing so."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(
            N_("There is a conflict of interest. Assign only with a reason, which stays on record.")
        )
        self.conflicts = conflicts


def assign(project: ProjectRef, coach_id: int, reason: str, *, by: int) -> bool:
    """Give a project a coach, as a coordinator; an open request is answered by it.

    False when they have it already.
    ConflictOfInterest where something stands between them and there is no reason; with a reason
    the assignment is made and both stay on record. Else as `assign_coach`.
    """
    conflicts = conflicts_of(project.id, coach_id)
    if conflicts and not reason:
        raise ConflictOfInterest(conflicts)
    if not assign_coach(project, coach_id, by=by, is_forced=bool(conflicts)):
        return False
    if conflicts:
        db.session.execute(
            insert(ForcedAssignment).values(
                organisation_id=project.organisation_id,
                project_id=project.id,
                coach_id=coach_id,
                conflicts=[conflict.value for conflict in conflicts],
                reason=reason,
                at=clock.now(),
                by=by,
            )
        )
    requests.settle(project, by=by)
    return True


def reassign(
    assignment_id: int, coach_id: int, *, by: int, reason: str = "", is_without: bool = False
) -> None:
    """Put another coach in the place of one: the wall closes behind the old, opens to the new.

    Incomplete when the old coach has not written a summary and nobody said that it goes without.
    """
    project, old = assignment(assignment_id)
    # What the old coach is saving at this moment is kept first; nothing of theirs comes later.
    wait_for_coach(db.session, old)
    refuse_unless_current(assignment_id)
    if not is_without and not handovers.is_written(project.id, assignment_id):
        raise Incomplete(N_("There is no summary yet. Ask for one, or go on without it."))
    if coach_id == old:
        raise Refused(N_("This coach has the project already."))
    # One who coaches beside the old coach goes on alone.
    if all(one.id != coach_id for one in beside(project.id, old)):
        assign(project, coach_id, reason, by=by)
    handovers.hand_words(project, assignment_id, old)
    end_assignment(assignment_id, by=by)
    handovers.complete(project, assignment_id, (old, coach_id), by=by)


def beside(project_id: int, coach_id: int) -> Sequence[AnyRow]:
    """Return id and name of the coaches who have a project beside one of its coaches."""
    return db.session.execute(
        select(Person.id, Person.name)
        .join(CoachAssignment, CoachAssignment.coach_id == Person.id)
        .where(
            CoachAssignment.project_id == project_id,
            CoachAssignment.coach_id != coach_id,
            IS_CURRENT,
        )
        .order_by(Person.sort_form)
    ).all()


def assignment(assignment_id: int) -> tuple[ProjectRef, int]:
    """Return the project and the coach of an assignment; NotFound."""
    row = db.session.execute(
        select(
            CoachAssignment.organisation_id, CoachAssignment.project_id, CoachAssignment.coach_id
        ).where(CoachAssignment.id == assignment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return ProjectRef(row.organisation_id, row.project_id), row.coach_id
