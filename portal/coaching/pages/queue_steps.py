"""What a coach does next over all their projects: the reviews that wait, and what they promised."""

from collections.abc import Iterator, Sequence

from portal import clock, entry
from portal.coaching.review.queue import QueuedAnalysis
from portal.coaching.slots import AgendaRow
from portal.language.i18n import gettext
from portal.projects.journey import Actor
from portal.projects.next_steps.finding import NextSteps, OpenWork, Viewer, find_next_steps
from portal.projects.next_steps.rules import WorkKind

# Their analyses are the rows of the queue.
REVIEWS = frozenset({WorkKind.HANDED_IN, WorkKind.REVIEW})


def find_coach_steps(waiting: Sequence[QueuedAnalysis], agenda: Sequence[AgendaRow]) -> NextSteps:
    """Return what the coach does next; `waiting` in the order of the queue."""
    work = [*_reviews(waiting), *_promises(agenda)]
    return find_next_steps(work, Viewer(Actor.COACH, "/o/", entry.visitor().may), clock.today())


def _reviews(waiting: Sequence[QueuedAnalysis]) -> Iterator[OpenWork]:
    for row in waiting:
        yield OpenWork(
            WorkKind.HANDED_IN if row.has_handed_in else WorkKind.REVIEW,
            f"{row.slug}/analyses/{row.id}/review",
            project=f"{row.acronym} · {row.reference}",
            analysis_id=row.id,
            analysis=row.title or gettext("Untitled"),
            due_on=row.due_on,
        )


def _promises(agenda: Sequence[AgendaRow]) -> Iterator[OpenWork]:
    for row in agenda:
        if row.kind == Actor.COACH.value:
            yield OpenWork(
                WorkKind.PROMISED,
                f"{row.slug}/projects/{row.project_id}/agreed-actions/{row.row_id}",
                project_id=row.project_id,
                project=f"{row.acronym} · {row.reference}",
                due_on=row.due_on,
                words=row.words,
            )
