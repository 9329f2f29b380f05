"""What an old coach leaves to the next: a summary, and by choice notes and unsent comments."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.coaching.assignments import current_assignment
from portal.coaching.models import Comment
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_mail
from portal.partnership.models import HandedWords, Handover
from portal.projects.ledger import ProjectRef


class Leaving(NamedTuple):
    """What a coach writes for the next one and what they choose to hand over."""

    summary: str = ""
    hands_notes: bool = False
    hands_drafts: bool = False


class OwnHandover(NamedTuple):
    """A coach's own handover as it is kept, with its version, 0 where nothing was written."""

    leaving: Leaving = Leaving()
    version: int = 0


class ReceivedHandover(NamedTuple):
    """A completed handover: `who` left the project, `to_who` (None where nobody) took it over."""

    coach_id: int
    summary: str
    written_at: datetime | None
    completed_at: datetime
    is_without_summary: bool
    who: str
    to_who: str | None


class ReceivedWords(NamedTuple):
    """What a coach handed over: notes, and what was not sent (analysis, step and body of each)."""

    author_id: int
    notes: str
    drafts: list[dict[str, Any]]
    handed_at: datetime
    who: str


class UnsettledComment(NamedTuple):
    """A coach's comment that is not settled; sent_at None where it is the reader's own draft."""

    id: int
    analysis_id: int
    step: int
    body: str
    sent_at: datetime | None
    title: str
    state: str
    who: str
    is_answered: bool


class HandoverState(NamedTuple):
    """When coordinators asked for a summary and when it was written; None where not."""

    wanted_at: datetime | None = None
    written_at: datetime | None = None


class StaleHandover(Refused):
    """The summary was changed in another window; nothing was overwritten."""


def write(project: ProjectRef, leaving: Leaving, *, version: int, by: int) -> None:
    """Keep a summary for the next coach, as the present one; an empty one is none.

    What they choose to hand over besides is a wish: it is copied at the handover.
    """
    values = leaving._asdict() | {"written_at": clock.now() if leaving.summary else None}
    saved = db.session.execute(
        upsert(Handover)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            assignment_id=current_assignment(project.id, by),
            coach_id=by,
            **values,
        )
        .on_conflict_do_update(
            index_elements=["project_id", "assignment_id"],
            set_=values | {"version": Handover.version + 1},
            where=Handover.version == version,
        )
        .returning(Handover.id)
    ).scalar_one_or_none()
    if saved is None and own(project.id, by).leaving != leaving:
        raise StaleHandover(N_("You changed this in another window. Both texts are here."))


def own(project_id: int, coach_id: int) -> OwnHandover:
    """Return the present coach's own handover of a project, empty where there is none."""
    found = db.session.execute(
        select(Handover.summary, Handover.hands_notes, Handover.hands_drafts, Handover.version)
        .where(
            Handover.project_id == project_id,
            Handover.coach_id == coach_id,
            Handover.completed_at.is_(None),
        )
        # Who comes back finds what they wrote when they last coached here, until they write anew.
        .order_by(Handover.id.desc())
        .limit(1)
    ).one_or_none()
    return OwnHandover(Leaving(*found[:3]), found.version) if found else OwnHandover()


def received(project_id: int) -> list[ReceivedHandover]:
    """Return completed handovers of a project, latest first."""
    new = aliased(Person)
    found = db.session.execute(
        select(
            *(Handover.coach_id, Handover.summary, Handover.written_at, Handover.completed_at),
            *(Handover.is_without_summary, Person.name.label("who"), new.name.label("to_who")),
        )
        .join(Person, Person.id == Handover.coach_id)
        .outerjoin(new, new.id == Handover.to_coach_id)
        .where(Handover.project_id == project_id, Handover.completed_at.is_not(None))
        .order_by(Handover.completed_at.desc(), Handover.id.desc())
    )
    return [ReceivedHandover._make(row) for row in found]


def handed_words(project_id: int) -> list[ReceivedWords]:
    """Return what coaches handed over, latest first."""
    found = db.session.execute(
        select(
            *(HandedWords.author_id, HandedWords.notes, HandedWords.drafts),
            *(HandedWords.handed_at, Person.name.label("who")),
        )
        .join(Person, Person.id == HandedWords.author_id)
        .where(HandedWords.project_id == project_id)
        .order_by(HandedWords.handed_at.desc())
    )
    return [ReceivedWords._make(row) for row in found]


def open_threads(project_id: int) -> list[UnsettledComment]:
    """Return comments that are not settled, and the reader's own that are not sent."""
    reply = aliased(Comment)
    answered = select(reply.id).where(reply.parent_id == Comment.id, reply.by_coach.is_(False))
    found = db.session.execute(
        select(
            *(Comment.id, Comment.analysis_id, Comment.step, Comment.body, Comment.sent_at),
            *(Analysis.title, Analysis.state, Person.name.label("who")),
            answered.exists().label("is_answered"),
        )
        .join(Analysis, Analysis.id == Comment.analysis_id)
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.project_id == project_id,
            Comment.parent_id.is_(None),
            Comment.by_coach,
            Comment.resolved_at.is_(None),
        )
        .order_by(Comment.analysis_id, Comment.step, Comment.id)
    )
    return [UnsettledComment._make(row) for row in found]


def is_written(project_id: int, assignment_id: int) -> bool:
    """Tell whether an old coach left a summary; what it says is not for coordinators."""
    return (
        db.session.execute(
            select(Handover.written_at).where(
                Handover.project_id == project_id, Handover.assignment_id == assignment_id
            )
        ).scalar_one_or_none()
        is not None
    )


def want(project: ProjectRef, assignment_id: int, coach_id: int) -> None:
    """Ask a coach for a summary, by mail, once a day at most; runs as a coordinator."""
    asked = clock.now()
    db.session.execute(
        upsert(Handover)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            assignment_id=assignment_id,
            coach_id=coach_id,
            wanted_at=asked,
        )
        .on_conflict_do_update(
            index_elements=["project_id", "assignment_id"], set_={"wanted_at": asked}
        )
    )
    occasion = f"assignment:{assignment_id}:{clock.today()}"
    cause = Cause("handover_wanted", f"project:{project.id}", occasion, project.organisation_id)
    email = db.session.execute(select(Person.email).where(Person.id == coach_id)).scalar_one()
    queue_mail(cause, email, recipient_id=coach_id)


def hand_words(project: ProjectRef, assignment_id: int, coach_id: int) -> None:
    """Copy what a coach wished to hand over, as it stands now; runs as a coordinator.

    The database copies it, while the coach still has the project: coordinators cannot read it.
    """
    db.session.execute(
        select(
            func.hand_words_over(
                *(project.organisation_id, project.id, assignment_id, coach_id, clock.now())
            )
        )
    )


def complete(
    project: ProjectRef, assignment_id: int, old_and_new: tuple[int, int], *, by: int
) -> None:
    """Open what the old coach wrote to the new one, or note that there was no summary."""
    old, new = old_and_new
    values = {
        "completed_at": clock.now(),
        "completed_by": by,
        "to_coach_id": new,
        "is_without_summary": not is_written(project.id, assignment_id),
    }
    db.session.execute(
        upsert(Handover)
        .values(
            organisation_id=project.organisation_id,
            project_id=project.id,
            assignment_id=assignment_id,
            coach_id=old,
            **values,
        )
        .on_conflict_do_update(index_elements=["project_id", "assignment_id"], set_=values)
    )


def state_of(project_id: int, assignment_id: int) -> HandoverState:
    """Return how far an assignment's handover is, for coordinators."""
    found = db.session.execute(
        select(Handover.wanted_at, Handover.written_at).where(
            Handover.project_id == project_id, Handover.assignment_id == assignment_id
        )
    ).one_or_none()
    return HandoverState._make(found) if found else HandoverState()
