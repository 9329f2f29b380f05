"""Makes one move of the review's table: the only place that changes the state of an analysis."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select, update

from portal import clock
from portal.analyses.models import Analysis
from portal.coaching import queries
from portal.coaching.models import ReviewMove
from portal.coaching.sendings import Newness, Sending
from portal.coaching.workflow import (
    TRANSITION_BY_ACTION,
    VERDICTS,
    NotifiedParty,
    ReviewAction,
    State,
    Transition,
)
from portal.errors import Incomplete, NotFound, Refused
from portal.extensions import db
from portal.notifications.services import Addressee, Cause, queue_mails
from portal.organisations.queries import WRITER_ROLES, members
from portal.projects import ledger, turns
from portal.projects.ledger import HeldProject, Met, ProjectRef
from portal.projects.milestones import MILESTONE_BY_KEY


class Moved(NamedTuple):
    """A move that was made: `id` of its record, the project, the state before, the revision."""

    id: int
    analysis_id: int
    project: ProjectRef
    origin: State
    revision: int


class MoveDetails(NamedTuple):
    """What belongs to some moves alone.

    `sending` says how new the words are that are sent: what is not counts nowhere. `given_by` are
    the coaches whose feedback a verdict is. With `asks_in_comments` a comment that
    must be answered says what the note would have said.
    """

    sending: Sending = Sending()
    given_by: Collection[int] = ()
    asks_in_comments: bool = False


NO_DETAILS = MoveDetails()


class _Making(NamedTuple):
    transition: Transition
    by: int
    note: str
    at: datetime
    details: MoveDetails

    @property
    def given_by(self) -> list[int]:
        is_verdict = self.transition.action in VERDICTS
        return sorted({self.by, *self.details.given_by}) if is_verdict else []


class SentAnalysis(NamedTuple):
    """An analysis that has been sent, held while something becomes of it."""

    id: int
    organisation_id: int
    project_id: int
    state: str
    revisions: int


class _MovedRow(NamedTuple):
    id: int
    organisation_id: int
    project_id: int
    revisions: int
    origin: str


class MoveRefused(Refused):
    """A move that the table does not have from this state; `last` led here, None without one."""

    def __init__(self, action: ReviewAction, state: State, last: queries.LastMove | None) -> None:
        super().__init__(TRANSITION_BY_ACTION[action].refusal)
        self.action = action
        self.state = state
        self.last = last


def move(
    analysis_id: int,
    action: ReviewAction,
    *,
    by: int,
    note: str = "",
    details: MoveDetails = NO_DETAILS,
) -> Moved:
    """Make one move; NotFound, MoveRefused from another state, Incomplete without its note."""
    transition = TRANSITION_BY_ACTION[action]
    if transition.needs_note and not note.strip() and not details.asks_in_comments:
        raise Incomplete(transition.note_missing)
    row = _compare_and_set(analysis_id, transition, details.sending)
    if row is None:
        refuse_unless_possible(analysis_id, action)
        raise Refused(transition.refusal)
    told = [person for person in _listeners(row, transition.told) if person.id != by]
    making = _Making(transition, by, note.strip(), clock.now(), details)
    moved = Moved(
        id=_record(row, making, told),
        analysis_id=analysis_id,
        project=ProjectRef(row.organisation_id, row.project_id),
        origin=State(row.origin),
        revision=row.revisions,
    )
    if transition.settles:
        _settle_ledger(moved, making)
    _tell(moved, transition, told)
    return moved


def refuse_unless_possible(analysis_id: int, action: ReviewAction) -> None:
    """Raise MoveRefused, with the move that led to it, where the state does not allow `action`."""
    state = db.session.execute(
        select(Analysis.state).where(Analysis.id == analysis_id)
    ).scalar_one_or_none()
    if state is None:
        raise NotFound
    if state not in TRANSITION_BY_ACTION[action].origins:
        raise MoveRefused(action, State(state), queries.last_move(analysis_id))


def hold_sent(analysis_id: int) -> SentAnalysis:
    """Return an analysis that has been sent, held so that nothing moves it meanwhile; NotFound.

    A verdict or withdrawal at the same time waits, or has been made: never in between.
    """
    found = db.session.execute(
        select(
            Analysis.id,
            Analysis.organisation_id,
            Analysis.project_id,
            Analysis.state,
            Analysis.revisions,
        )
        .where(Analysis.id == analysis_id, Analysis.revisions > 0)
        .with_for_update(key_share=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return SentAnalysis._make(found)


def _compare_and_set(
    analysis_id: int, transition: Transition, sending: Sending
) -> _MovedRow | None:
    # The row is locked first, so that the state before is the one that this very move replaced.
    before = (
        select(Analysis.id, Analysis.state)
        .where(Analysis.id == analysis_id)
        .with_for_update()
        .cte("before")
    )
    origins = [state.value for state in transition.origins]
    found = db.session.execute(
        update(Analysis)
        .where(Analysis.id == before.c.id, before.c.state.in_(origins), Analysis.state.in_(origins))
        .values(
            state=transition.target,
            state_since=clock.now(),
            revisions=Analysis.revisions
            + int(transition.makes_revision and sending.makes_revision),
            version=Analysis.version + 1,
        )
        .returning(
            Analysis.id,
            Analysis.organisation_id,
            Analysis.project_id,
            Analysis.revisions,
            before.c.state.label("origin"),
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return _MovedRow._make(found) if found else None


def _listeners(row: _MovedRow, told: NotifiedParty) -> Sequence[Addressee]:
    if told is NotifiedParty.COACH:
        return queries.current_coaches(row.project_id)
    if told is NotifiedParty.ORGANISATION:
        return members(row.organisation_id, WRITER_ROLES)
    return ()


def _record(row: _MovedRow, making: _Making, told: Sequence[Addressee]) -> int:
    return db.session.execute(
        insert(ReviewMove)
        .values(
            organisation_id=row.organisation_id,
            project_id=row.project_id,
            analysis_id=row.id,
            action=making.transition.action,
            origin=row.origin,
            target=making.transition.target,
            revision=row.revisions or None,
            note=making.note,
            is_repeat=making.details.sending.is_repeat,
            told=[person.id for person in told],
            at=making.at,
            by=making.by,
            given_by=making.given_by,
        )
        .returning(ReviewMove.id)
    ).scalar_one()


def _settle_ledger(moved: Moved, making: _Making) -> None:
    held, analysis_id = ledger.hold_project(moved.project), moved.analysis_id
    transition, sending = making.transition, making.details.sending
    # Turns are opened before others are met: a stage with an open row is never left.
    if transition.opens:
        turns.open_turn(held, transition.opens, analysis_id)
    if transition.drops:
        turns.drop_turn(held, transition.drops, analysis_id)
    if transition.reopens and (asked_at := _asked_for_changes_at(analysis_id)):
        turns.reopen_turn(held, transition.reopens, analysis_id, since=asked_at)
    if sending.newness is Newness.UNCHANGED:
        _forgive(held, transition, analysis_id)
    elif transition.meets:
        # What a move meets has its very moment, so that the two can be found together.
        met = Met(making.by, sending.first_sent_at or making.at)
        ledger.meet_all(held, transition.meets, met, analysis_id=analysis_id)


def _forgive(held: HeldProject, transition: Transition, analysis_id: int) -> None:
    # It was no answer, so nothing is met; and while the coach reads, none can be given.
    for key in transition.meets:
        if MILESTONE_BY_KEY[key].repeats:
            turns.drop_turn(held, key, analysis_id)


def _asked_for_changes_at(analysis_id: int) -> datetime | None:
    verdict = queries.last_verdict(analysis_id)
    if verdict is None or verdict.action != ReviewAction.REQUEST_CHANGES:
        return None
    return verdict.at


def _tell(moved: Moved, transition: Transition, told: Sequence[Addressee]) -> None:
    cause = Cause(
        transition.mail,
        f"analysis:{moved.analysis_id}",
        f"move:{moved.id}",
        moved.project.organisation_id,
    )
    queue_mails(cause, told)
