"""Sends an analysis to its coach, whole and for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from portal import clock
from portal.analyses.completeness import Problem, problems_in
from portal.analyses.dismissals import keep_reasons, reasons_of
from portal.analyses.models import Analysis
from portal.analyses.safety import Flag, find_flags, unexplained
from portal.analyses.snapshot import take_snapshot
from portal.coaching.models import Revision
from portal.coaching.moves import Moved, MoveRefused, move, refuse_unless_possible
from portal.coaching.open_questions import unanswered
from portal.coaching.queries import AnyRow
from portal.coaching.revisions import digest_of
from portal.coaching.workflow import WAITS_FOR_COACH, Action
from portal.errors import Incomplete, Refused
from portal.extensions import db
from portal.wording import N_


@dataclass(frozen=True)
class Readiness:
    """What still holds a submission back: `problems` in the rows, `questions` without an answer.

    `flags` are words that may tell too much: they are mended, or called meant with a reason.
    """

    problems: Sequence[Problem]
    questions: Sequence[AnyRow]
    flags: Sequence[Flag]


def readiness(analysis_id: int, snapshot: dict[str, Any]) -> Readiness:
    """Return what has to be done before an analysis, read as `snapshot`, can be sent."""
    flags = find_flags(snapshot["rows"], snapshot["title"])
    return Readiness(
        problems_in(snapshot),
        unanswered(analysis_id),
        unexplained(flags, reasons_of(analysis_id)) if flags else (),
    )


def submit(analysis_id: int, *, number: int, by: int, meant: str = "") -> None:
    """Send an analysis to its coach as revision `number`, whole and for ever.

    A double click makes one revision. Refused (409) while a required comment has no answer,
    Incomplete (422) while something required is missing or words tell too much and no reason says
    that they are `meant`; MoveRefused from another state.
    """
    try:
        refuse_unless_possible(analysis_id, Action.SUBMIT)
        ready = readiness(analysis_id, take_snapshot(analysis_id))
        _refuse_unless_ready(ready, meant)
        keep_reasons(analysis_id, ready.flags, meant, by=by)
        _write_revision(move(analysis_id, Action.SUBMIT, by=by), by)
    except MoveRefused:
        if not _is_sent_already(analysis_id, number, by):
            raise


def _refuse_unless_ready(ready: Readiness, meant: str) -> None:
    if ready.problems:
        raise Incomplete(N_("Something is still missing."), problems=ready.problems)
    if ready.questions:
        raise Refused(N_("Some comments still wait for your answer."), problems=ready.questions)
    if ready.flags and not meant:
        raise Incomplete(N_("Some words may tell too much."), problems=ready.flags)


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
