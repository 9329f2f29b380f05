"""What an old coach leaves to the next: a summary, and by choice notes and unsent comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.coaching.assignments import current_assignment
from portal.coaching.models import Comment
from portal.coaching.review_models import Review, ReviewKind, ReviewWords
from portal.errors import Refused
from portal.extensions import db
from portal.notifications.services import Cause, queue_mail
from portal.partnership import notes
from portal.partnership.models import HandedWords, Handover
from portal.projects.ledger import ProjectRef
from portal.wording import N_

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Leaving:
    """What a coach writes for the next one and what they choose to hand over."""

    summary: str
    hands_notes: bool = False
    hands_drafts: bool = False


class StaleHandover(Refused):
    """The summary was changed in another window; nothing was overwritten."""


def write(project: ProjectRef, leaving: Leaving, *, version: int, by: int) -> None:
    """Keep a summary for the next coach, as the present one; an empty one is none.

    What is handed over besides is copied as it stands now; what is no longer chosen is taken back.
    """
    values = {"summary": leaving.summary, "written_at": clock.now() if leaving.summary else None}
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
    if saved is None and own(project.id, by).summary != leaving.summary:
        raise StaleHandover(N_("You changed this in another window. Both texts are here."))
    _hand_over(project, leaving, by)


def own(project_id: int, coach_id: int) -> Any:  # noqa: ANN401  a row, or the same shape
    """Return summary, version, wanted_at and written_at of the present coach's own handover."""
    found = db.session.execute(
        select(Handover.summary, Handover.version, Handover.wanted_at, Handover.written_at)
        .where(
            Handover.project_id == project_id,
            Handover.coach_id == coach_id,
            Handover.completed_at.is_(None),
        )
        # Who comes back finds what they wrote when they last coached here, until they write anew.
        .order_by(Handover.id.desc())
        .limit(1)
    ).one_or_none()
    return found or _Nothing()


def received(project_id: int) -> Sequence[AnyRow]:
    """Return completed handovers of a project, latest first: who, to_who, summary and dates."""
    new = aliased(Person)
    return db.session.execute(
        select(
            *(Handover.coach_id, Handover.summary, Handover.written_at, Handover.completed_at),
            *(Handover.is_without_summary, Person.name.label("who"), new.name.label("to_who")),
        )
        .join(Person, Person.id == Handover.coach_id)
        .outerjoin(new, new.id == Handover.to_coach_id)
        .where(Handover.project_id == project_id, Handover.completed_at.is_not(None))
        .order_by(Handover.completed_at.desc(), Handover.id.desc())
    ).all()


def handed_words(project_id: int) -> Sequence[AnyRow]:
    """Return author_id, who, notes, drafts and handed_at of what coaches handed over."""
    return db.session.execute(
        select(
            *(HandedWords.author_id, HandedWords.notes, HandedWords.drafts),
            *(HandedWords.handed_at, Person.name.label("who")),
        )
        .join(Person, Person.id == HandedWords.author_id)
        .where(HandedWords.project_id == project_id)
        .order_by(HandedWords.handed_at.desc())
    ).all()


def open_threads(project_id: int) -> Sequence[AnyRow]:
    """Return comments that are not settled, and the reader's own that are not sent.

    Rows carry id, analysis_id, title, state, step, body, who, sent_at and is_answered.
    """
    reply = aliased(Comment)
    answered = select(reply.id).where(reply.parent_id == Comment.id, reply.by_coach.is_(False))
    return db.session.execute(
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
    ).all()


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


@dataclass(frozen=True)
class _Nothing:
    summary: str = ""
    version: int = 0
    wanted_at: None = None
    written_at: None = None


def _hand_over(project: ProjectRef, leaving: Leaving, by: int) -> None:
    if not (leaving.hands_notes or leaving.hands_drafts):
        db.session.execute(
            delete(HandedWords).where(
                HandedWords.project_id == project.id, HandedWords.author_id == by
            )
        )
        return
    values = {
        "notes": notes.read_notes(project.id, by).body if leaving.hands_notes else "",
        "drafts": _copy_drafts(project.id, by) if leaving.hands_drafts else [],
        "handed_at": clock.now(),
    }
    db.session.execute(
        upsert(HandedWords)
        .values(
            organisation_id=project.organisation_id, project_id=project.id, author_id=by, **values
        )
        .on_conflict_do_update(index_elements=["project_id", "author_id"], set_=values)
    )


def _copy_drafts(project_id: int, author_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Comment.analysis_id, Comment.step, Comment.body)
        .where(*_drafts_of(project_id, author_id))
        .order_by(Comment.analysis_id, Comment.step, Comment.id)
    )
    comments = [{"analysis": row.analysis_id, "step": row.step, "body": row.body} for row in rows]
    return comments + _copy_words(project_id, author_id)


def _copy_words(project_id: int, author_id: int) -> list[dict[str, Any]]:
    # Words on the whole belong to no step: they carry 0.
    rows = db.session.execute(
        select(Review.analysis_id, ReviewWords.strength, ReviewWords.next_step, ReviewWords.note)
        .join(ReviewWords, ReviewWords.review_id == Review.id)
        .where(
            Review.project_id == project_id,
            Review.author_id == author_id,
            Review.kind == ReviewKind.OWN,
            Review.closed_at.is_(None),
        )
        .order_by(Review.analysis_id)
    )
    said = [(row.analysis_id, "\n\n".join(filter(None, row[1:]))) for row in rows]
    return [{"analysis": analysis, "step": 0, "body": body} for analysis, body in said if body]


def _drafts_of(project_id: int, author_id: int) -> tuple[Any, ...]:
    return (
        Comment.project_id == project_id,
        Comment.author_id == author_id,
        Comment.sent_at.is_(None),
        Comment.resolved_at.is_(None),
    )


def state_of(project_id: int, assignment_id: int) -> Any:  # noqa: ANN401  a row, or the same shape
    """Return wanted_at and written_at of an assignment's handover, for coordinators."""
    found = db.session.execute(
        select(Handover.wanted_at, Handover.written_at).where(
            Handover.project_id == project_id, Handover.assignment_id == assignment_id
        )
    ).one_or_none()
    return found or _Nothing()
