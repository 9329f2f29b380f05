"""Sends an analysis to its coach, whole and for ever."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import insert, or_, select

from portal import clock
from portal.analyses.checks.completeness import Problem, problems_in
from portal.analyses.checks.dismissals import keep_reasons
from portal.analyses.checks.sensitive_words import Flag, find_flags, unexplained
from portal.analyses.models import Analysis
from portal.analyses.rows.snapshot import CurrentAnalysis, Snapshot, hold_current
from portal.analyses.slots import OpenQuestion
from portal.coaching.comments.unanswered import unanswered
from portal.coaching.models import ReviewMove, Revision
from portal.coaching.moves import Moved, MoveDetails, move, refuse_unless_possible
from portal.coaching.revisions.queries import digest_of
from portal.coaching.sendings import Sending, sending_of
from portal.coaching.submission.written_steps import only_written
from portal.coaching.workflow import TRANSITION_BY_ACTION, WAITS_FOR_COACH, ReviewAction
from portal.errors import Incomplete, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.projects.journey import Move
from portal.projects.services import check_move


class Readiness(NamedTuple):
    """What still holds a submission back: `problems` in the rows, `questions` without an answer.

    `flags` are words that may tell too much: they are mended, or called meant with a reason.
    """

    problems: Sequence[Problem]
    questions: Sequence[OpenQuestion]
    flags: Sequence[Flag]


def readiness(current: CurrentAnalysis) -> Readiness:
    """Return what has to be done before an analysis, as it was read, can be sent."""
    head, snapshot = current.head, current.snapshot
    return Readiness(
        problems_in(snapshot),
        unanswered(head.id) if head.revisions else (),
        unexplained(find_flags(snapshot["rows"], snapshot["title"]), current.reasons),
    )


def sending_now(current: CurrentAnalysis) -> Sending:
    """Return how new it would be to send an analysis as it was read."""
    if not current.head.revisions:
        return Sending()
    return sending_of(current.head.id, digest_of(current.snapshot))


def submit(
    analysis_id: int, *, number: int, by: int, meant: str = "", is_partial: bool = False
) -> None:
    """Send an analysis to its coach as revision `number`, whole and for ever.

    Where it `is_partial`, the last steps in which nothing is written are left out.

    It is held from before the check, so that what was checked is what is sent. A double click
    makes one revision, and what was taken back and is sent unchanged is the same one again.
    Refused (409) while a required comment has no answer, Incomplete (422) while something required
    is missing or words tell too much and no reason says that they are `meant`; MoveRefused from
    another state, Refused once the project has ended.
    """
    current = hold_current(analysis_id)
    if current.head.state not in TRANSITION_BY_ACTION[ReviewAction.SUBMIT].origins:
        if _is_sent_already(analysis_id, number, by):
            return
        refuse_unless_possible(analysis_id, ReviewAction.SUBMIT)
    check_move(current.head.project_state, Move.EDIT)
    current = only_written(current) if is_partial else current
    ready = readiness(current)
    _refuse_unless_ready(ready, meant)
    keep_reasons(current.head, ready.flags, meant, by=by)
    sending = sending_now(current)
    moved = move(analysis_id, ReviewAction.SUBMIT, by=by, details=MoveDetails(sending))
    if sending.makes_revision:
        _write_revision(moved, current.snapshot, by)


def _refuse_unless_ready(ready: Readiness, meant: str) -> None:
    if ready.problems:
        raise Incomplete(N_("Something is still missing."), problems=ready.problems)
    if ready.questions:
        raise Refused(N_("Some comments still need your answer."), problems=ready.questions)
    if ready.flags and not meant:
        raise Incomplete(N_("Some text may reveal too much."), problems=ready.flags)


def _is_sent_already(analysis_id: int, number: int, by: int) -> bool:
    # What is sent again unchanged keeps its number: one less than its page had counted on.
    sent = (
        select(ReviewMove.id)
        .join(Analysis, Analysis.id == ReviewMove.analysis_id)
        .where(
            ReviewMove.analysis_id == analysis_id,
            ReviewMove.action == ReviewAction.SUBMIT,
            ReviewMove.by == by,
            ReviewMove.revision == Analysis.revisions,
            or_(
                Analysis.revisions == number,
                ReviewMove.is_repeat & (Analysis.revisions == number - 1),
            ),
            Analysis.state.in_([state.value for state in WAITS_FOR_COACH]),
        )
    )
    return db.session.execute(select(sent.exists())).scalar_one()


def _write_revision(moved: Moved, snapshot: Snapshot, by: int) -> None:
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
