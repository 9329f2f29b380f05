"""What a coach reads: an analysis with its latest revision, and who has to do with it."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import and_, bindparam, false, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.models import ReviewMove, Revision
from portal.coaching.queries import AnySelect, current_coach, givers, last_action
from portal.coaching.workflow import VERDICTS
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Membership
from portal.organisations.queries import WRITER_ROLES
from portal.projects.due_dates import AWAITS_FEEDBACK, DUE_ON, IS_LATE, IS_PAUSED
from portal.projects.models import LedgerRow, Project


class Submission(NamedTuple):
    """What a coach reads: an analysis with its latest revision.

    `who` sent it. Nothing is due in a pause. `last_note` is that of the verdict before.
    """

    id: int
    organisation_id: int
    project_id: int
    state: str
    title: str
    reference: str
    project_title: str
    number: int
    snapshot: Snapshot
    submitted_at: datetime
    last_action: str | None
    who: str
    due_on: date | None
    is_late: bool
    is_paused: bool
    last_note: str | None
    last_note_by: str | None


class SubmissionPeople(NamedTuple):
    """Coaches of today (id and name), and the names of those who write what was sent."""

    coaches: list[tuple[int, str]] | None
    listeners: list[str] | None


def submitted(analysis_id: int) -> Submission:
    """Return an analysis with its latest revision, or raise NotFound."""
    asked = {"analysis_id": analysis_id, "today": clock.today()}
    found = db.session.execute(submission(), asked).one_or_none()
    if found is None:
        raise NotFound
    return Submission._make(found)


def submitted_with_people(analysis_id: int) -> tuple[Submission, SubmissionPeople]:
    """Return what `submitted` does, with who has to do with it."""
    asked = {"analysis_id": analysis_id, "today": clock.today()}
    found = db.session.execute(with_people(), asked).one_or_none()
    if found is None:
        raise NotFound
    facts = len(Submission._fields)
    return Submission._make(found[:facts]), SubmissionPeople._make(found[facts:])


@cache
def with_people() -> AnySelect:
    """Return the statement behind `submitted_with_people`, for those who read more with it."""
    coach = aggregate_order_by(func.jsonb_build_array(Person.id, Person.name), Person.sort_form)
    coaches = select(func.jsonb_agg(coach)).where(*current_coach(Analysis.project_id))
    listeners = (
        select(func.array_agg(aggregate_order_by(Person.name, Person.sort_form)))
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == Analysis.organisation_id,
            Membership.role.in_([role.value for role in WRITER_ROLES]),
            Person.active,
        )
    )
    told = [one.correlate(Analysis).scalar_subquery() for one in (coaches, listeners)]
    return submission().add_columns(told[0].label("coaches"), told[1].label("listeners"))


@cache
def submission() -> AnySelect:
    """Return the statement behind `submitted`, for those who read more with it."""
    verdict = (
        select(ReviewMove.note, ReviewMove.at, givers().label("name"))
        .where(
            ReviewMove.analysis_id == Analysis.id,
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .order_by(ReviewMove.id.desc())
        .limit(1)
        .correlate(Analysis)
        .lateral("verdict")
    )
    sender = aliased(Person)
    return (
        select(
            *(Analysis.id, Analysis.organisation_id, Analysis.project_id, Analysis.state),
            *(Analysis.title, Project.reference, Project.title.label("project_title")),
            *(Revision.number, Revision.snapshot, Revision.submitted_at),
            last_action(Analysis.id).label("last_action"),
            *(sender.name.label("who"), DUE_ON.label("due_on")),
            func.coalesce(IS_LATE, false()).label("is_late"),
            IS_PAUSED.label("is_paused"),
            *(verdict.c.note.label("last_note"), verdict.c.name.label("last_note_by")),
        )
        .join(Project, Project.id == Analysis.project_id)
        .join(
            Revision,
            and_(Revision.analysis_id == Analysis.id, Revision.number == Analysis.revisions),
        )
        .join(sender, sender.id == Revision.submitted_by)
        .outerjoin(
            LedgerRow,
            (LedgerRow.analysis_id == Analysis.id) & AWAITS_FEEDBACK,
        )
        .outerjoin(verdict, true())
        .where(Analysis.id == bindparam("analysis_id"))
    )
