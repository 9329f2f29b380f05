"""Gives a project a coach, or another one, and keeps on record what was forced."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import insert, select

from portal import clock
from portal.accounts.models import Person
from portal.coaching.assignments import (
    assign_coach,
    end_assignment,
    refuse_unless_current,
    refuse_unless_open,
)
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.coaching.queries import coaches_project
from portal.errors import Incomplete, NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.partnership import agreements, handovers, requests
from portal.partnership.matching.queries import conflicts_of
from portal.partnership.models import ForcedAssignment
from portal.partnership.profiles import CoachName
from portal.partnership.vocabulary import Conflict
from portal.projects.ledger import ProjectRef
from portal.tenancy import wait_for_coach

OWN_PROJECT = N_(
    "You coach this project yourself, so another coordinator or an administrator chooses its "
    "coach. Nothing was changed."
)
NOT_ONESELF = N_("You cannot assign yourself. Nothing was changed. Ask another coordinator.")


class ConflictOfInterest(Refused):
    """A coach who should not coach this project, and no reason was given for doing so."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(
            N_(
                "There is a conflict of interest. To assign anyway, give a reason, which stays "
                "on record."
            )
        )
        self.conflicts = conflicts


class Outcome(StrEnum):
    """What became of the wish to assign somebody."""

    ASSIGNED = "assigned"
    KEPT = "kept"  # they have the project already
    PROPOSED = "proposed"  # a manager of the organisation is asked to agree


def assign(project: ProjectRef, coach_id: int, reason: str, *, by: int) -> Outcome:
    """Give a project a coach, as a coordinator; an open request is answered by it.

    A coach who coordinates the network is proposed to the organisation's managers instead, until
    one of them has agreed. Refused for oneself and for a project that one coaches.
    ConflictOfInterest where something stands between them and there is no reason; with a reason
    the assignment is made and both stay on record. Else as `assign_coach`.
    """
    if coach_id == by:
        raise Refused(NOT_ONESELF)
    refuse_own(project.id, by)
    # Nobody makes them a coordinator between the look at their roles and the assignment.
    lock(db.session, Space.PERSON_ROLES, coach_id)
    conflicts = conflicts_of(project.id, coach_id)
    if conflicts and not reason:
        raise ConflictOfInterest(conflicts)
    if coaches(project.id, coach_id):
        return Outcome.KEPT
    if agreements.is_wanted(project, coach_id):
        refuse_unless_open(project, coach_id, may_read=bool(conflicts))
        agreements.propose(project, coach_id, by=by)
        return Outcome.PROPOSED
    if not assign_coach(project, coach_id, by=by, is_forced=bool(conflicts)):
        return Outcome.KEPT
    _keep_reason(project, coach_id, conflicts, (reason, by))
    requests.settle(project, by=by)
    return Outcome.ASSIGNED


def reassign(
    assignment_id: int, coach_id: int, *, by: int, reason: str = "", is_without: bool = False
) -> Outcome:
    """Put another coach in the place of one: the wall closes behind the old, opens to the new.

    While a new coach is only proposed, the old one stays.

    Refused for a project that one coaches.
    Incomplete when the old coach has not written a summary and nobody said that it goes without.
    """
    project, old = assignment(assignment_id)
    refuse_own(project.id, by)
    # What the old coach is saving at this moment is kept first; nothing of theirs comes later.
    wait_for_coach(db.session, old)
    refuse_unless_current(assignment_id)
    if not is_without and not handovers.is_written(project.id, assignment_id):
        raise Incomplete(N_("There is no summary yet. Ask for one, or continue without it."))
    if coach_id == old:
        raise Refused(N_("This coach already has the project."))
    # One who coaches beside the old coach goes on alone.
    if all(one.id != coach_id for one in beside(project.id, old)) and (
        assign(project, coach_id, reason, by=by) is Outcome.PROPOSED
    ):
        return Outcome.PROPOSED
    handovers.hand_words(project, assignment_id, old)
    end_assignment(assignment_id, by=by)
    handovers.complete(project, assignment_id, (old, coach_id), by=by)
    return Outcome.ASSIGNED


def end(assignment_id: int, *, by: int) -> None:
    """End an assignment as `end_assignment`; Refused for a colleague in a project one coaches."""
    project, coach_id = assignment(assignment_id)
    if coach_id != by:
        refuse_own(project.id, by)
    end_assignment(assignment_id, by=by)


def want_summary(assignment_id: int, *, by: int) -> None:
    """Ask the coach of an assignment for a summary; Refused for a project that one coaches."""
    project, coach_id = assignment(assignment_id)
    refuse_own(project.id, by)
    handovers.want(project, assignment_id, coach_id)


def refuse_own(project_id: int, person_id: int) -> None:
    """Raise Refused for whoever coaches a project: others decide who coaches it."""
    if coaches(project_id, person_id):
        raise Refused(OWN_PROJECT)


def coaches(project_id: int, person_id: int) -> bool:
    """Tell whether a person coaches a project now."""
    return bool(db.session.scalar(select(coaches_project(person_id, project_id))))


def beside(project_id: int, coach_id: int) -> list[CoachName]:
    """Return the coaches who have a project beside one of its coaches."""
    found = db.session.execute(
        select(Person.id, Person.name)
        .join(CoachAssignment, CoachAssignment.coach_id == Person.id)
        .where(
            CoachAssignment.project_id == project_id,
            CoachAssignment.coach_id != coach_id,
            IS_CURRENT,
        )
        .order_by(Person.sort_form)
    )
    return [CoachName._make(row) for row in found]


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


def _keep_reason(
    project: ProjectRef, coach_id: int, conflicts: Sequence[Conflict], said: tuple[str, int]
) -> None:
    if not conflicts:
        return
    reason, by = said
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
