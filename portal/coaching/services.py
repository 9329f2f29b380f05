"""Sends an analysis to its coach; lets a coach in, and out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.analyses.completeness import Problem, problems_in
from portal.analyses.models import Analysis
from portal.analyses.snapshot import take_snapshot
from portal.coaching.models import CoachAssignment, Revision
from portal.coaching.moves import Moved, MoveRefused, move, refuse_unless_possible
from portal.coaching.open_questions import unanswered
from portal.coaching.queries import AnyRow
from portal.coaching.revisions import digest_of
from portal.coaching.workflow import WAITS_FOR_COACH, Action
from portal.errors import Incomplete, NotFound, Refused
from portal.extensions import db
from portal.notifications.services import Cause, queue_mail
from portal.organisations.models import Membership
from portal.organisations.queries import WRITERS, members
from portal.permissions import Role
from portal.projects import ledger
from portal.projects.journey import ProjectState
from portal.projects.ledger import ProjectRef
from portal.projects.models import Project
from portal.wording import N_


@dataclass(frozen=True)
class Readiness:
    """What still holds a submission back: `problems` in the rows, `questions` without an answer."""

    problems: Sequence[Problem]
    questions: Sequence[AnyRow]

    @property
    def is_ready(self) -> bool:
        """Tell whether the analysis can be sent."""
        return not self.problems and not self.questions


def readiness(analysis_id: int, snapshot: dict[str, Any]) -> Readiness:
    """Return what has to be done before an analysis, read as `snapshot`, can be sent."""
    return Readiness(problems_in(snapshot), unanswered(analysis_id))


def submit(analysis_id: int, *, number: int, by: int) -> None:
    """Send an analysis to its coach as revision `number`, whole and for ever.

    A double click makes one revision. Refused (409) while a required comment has no answer,
    Incomplete (422) while something required is missing, MoveRefused from another state.
    """
    try:
        refuse_unless_possible(analysis_id, Action.SUBMIT)
        _refuse_unless_ready(readiness(analysis_id, take_snapshot(analysis_id)))
        _write_revision(move(analysis_id, Action.SUBMIT, by=by), by)
    except MoveRefused:
        if not _is_sent_already(analysis_id, number, by):
            raise


def assign_coach(project: ProjectRef, coach_id: int, *, by: int) -> None:
    """Let a coach of the network read and review a project; runs as a coordinator.

    NotFound for an unknown project or coach; Refused for a member of the organisation and for a
    project that has ended. The same assignment twice is one.
    """
    email = _coach_email(coach_id)
    _refuse_unless_open(project, coach_id)
    assignment_id = db.session.execute(
        upsert(CoachAssignment)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            coach_id=coach_id,
            assigned_by=by,
            assigned_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(CoachAssignment.id)
    ).scalar_one_or_none()
    if assignment_id is None:
        return
    ledger.meet(project, "coach_assigned", by=by)
    occasion = f"assignment:{assignment_id}"
    cause = Cause("coach_assigned", f"project:{project.id}", occasion, project.organisation_id)
    queue_mail(cause, email, recipient_id=coach_id)
    for person in members(project.organisation_id, WRITERS):
        queue_mail(cause, person.email, recipient_id=person.id)


def end_assignment(assignment_id: int, *, by: int) -> None:
    """Close the wall behind a coach at once; runs as a coordinator.

    Unsent comments stay with their author, unreadable to all; they return if the coach does.
    """
    ended = db.session.execute(
        update(CoachAssignment)
        .where(CoachAssignment.id == assignment_id, CoachAssignment.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by=by)
        .returning(CoachAssignment.id)
    ).scalar_one_or_none()
    if ended is not None:
        return
    is_known = select(CoachAssignment.id).where(CoachAssignment.id == assignment_id).exists()
    if not db.session.execute(select(is_known)).scalar_one():
        raise NotFound
    raise Refused(N_("This assignment has already ended."))


def _refuse_unless_ready(ready: Readiness) -> None:
    if ready.problems:
        raise Incomplete(N_("Something is still missing."), problems=ready.problems)
    if ready.questions:
        raise Refused(N_("Some comments still wait for your answer."), problems=ready.questions)


def _is_sent_already(analysis_id: int, number: int, by: int) -> bool:
    sent = (
        select(Revision.id)
        .join(Analysis, Analysis.id == Revision.analysis_id)
        .where(
            Revision.analysis_id == analysis_id,
            Revision.number == number,
            Revision.submitted_by == by,
            Analysis.revisions == number,
            Analysis.state.in_([state.value for state in WAITS_FOR_COACH]),
        )
    )
    return db.session.execute(select(sent.exists())).scalar_one()


def _write_revision(moved: Moved, by: int) -> None:
    snapshot = take_snapshot(moved.analysis_id)
    db.session.execute(
        insert(Revision).values(
            organisation_id=moved.project.organisation_id,
            project_id=moved.project.id,
            analysis_id=moved.analysis_id,
            number=moved.revision,
            snapshot=snapshot,
            sha256=digest_of(snapshot),
            submitted_by=by,
            submitted_at=clock.now(),
        )
    )


def _coach_email(coach_id: int) -> str:
    email = db.session.execute(
        select(Person.email)
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(Person.id == coach_id, Person.active, NetworkRole.role == Role.COACH)
    ).scalar_one_or_none()
    if email is None:
        raise NotFound
    return email


def _refuse_unless_open(project: ProjectRef, coach_id: int) -> None:
    is_member = select(Membership.id).where(
        Membership.organisation_id == project.organisation_id, Membership.person_id == coach_id
    )
    found = db.session.execute(
        select(Project.state, is_member.exists().label("is_member")).where(
            Project.id == project.id, Project.organisation_id == project.organisation_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    if found.is_member:
        raise Refused(N_("A coach cannot review the work of their own organisation."))
    if found.state == ProjectState.ENDED:
        raise Refused(N_("This project has ended and needs no coach."))
