"""What a coach and an organisation do with sessions: record, correct, agree, complete."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, Overtaken, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.projects import agreed_actions
from portal.projects.agreed_actions import AgreedAction
from portal.projects.journey import Actor, ProjectState
from portal.projects.ledger import ProjectRef, lock_project
from portal.sessions import queries
from portal.sessions.details import SessionDetails as SessionDetails
from portal.sessions.models import CoachingSession


class StaleSession(Refused):
    """The session was corrected in another window; nothing was overwritten."""


def record_session(
    project: ProjectRef,
    details: SessionDetails,
    actions: Sequence[AgreedAction],
    *,
    token: str,
    by: int,
) -> int:
    """Write a session with what was agreed in it and return its id; the same token makes one."""
    _refuse_if_ended(project)
    recorded = db.session.execute(
        upsert(CoachingSession)
        .values(
            **details._asdict(),
            organisation_id=project.organisation_id,
            project_id=project.id,
            token=token,
            coach_id=by,
            recorded_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["project_id", "token"])
        .returning(CoachingSession.id)
    ).scalar_one_or_none()
    if recorded is None:
        return _recorded_before(project, token)
    for action in actions:
        agreed_actions.agree_action(project, recorded, action)
    return recorded


def correct_session(
    project: ProjectRef, session_id: int, details: SessionDetails, *, version: int, by: int
) -> None:
    """Put one's own session right; StaleSession when it was corrected since `version`."""
    saved = db.session.execute(
        update(CoachingSession)
        .where(
            CoachingSession.id == session_id,
            CoachingSession.project_id == project.id,
            CoachingSession.coach_id == by,
            CoachingSession.version == version,
        )
        .values(**details._asdict(), version=CoachingSession.version + 1)
        .returning(CoachingSession.id)
    ).scalar_one_or_none()
    if saved is None and not _stands(project, session_id, details, by):
        raise StaleSession(N_("This session was corrected in another window. Both texts are here."))


def agree(project: ProjectRef, session_id: int, action: AgreedAction, *, by: int) -> None:
    """Add what was agreed in one's own session, unless the same stands there and is open."""
    _refuse_if_ended(project)
    _own_session(project, session_id, by)
    same = [
        row
        for row in queries.agreed_in(project.id)
        if (row.session_id, row.actor, row.words, row.day)
        == (session_id, action.actor, action.words, action.due_on)
    ]
    if not same:
        agreed_actions.agree_action(project, session_id, action)


def complete(project: ProjectRef, row_id: int, evidence: str, *, side: Actor, by: int) -> None:
    """Say that an agreed action is done; NotFound; Refused for the other side's or a closed one.

    The same words twice are one act.
    """
    row = queries.agreed_action(project.id, row_id)
    if row.actor != side:
        raise Refused(N_("Only the other side can mark this as done. Nothing was changed."))
    if not agreed_actions.complete_action(project, row_id, by=by, evidence=evidence):
        row = queries.agreed_action(project.id, row_id)
        if row.evidence != evidence:
            raise Overtaken(N_("This was already closed. Nothing was changed."))


def _refuse_if_ended(project: ProjectRef) -> None:
    _stage, state = lock_project(project)
    if state is ProjectState.ENDED:
        raise Refused(N_("This project has ended. Nothing was changed."))


def _recorded_before(project: ProjectRef, token: str) -> int:
    return db.session.execute(
        select(CoachingSession.id).where(
            CoachingSession.project_id == project.id, CoachingSession.token == token
        )
    ).scalar_one()


def _own_session(project: ProjectRef, session_id: int, by: int) -> queries.SessionFacts:
    row = queries.session_of(project.id, session_id)
    if row.coach_id != by:
        raise NotFound
    return row


def _stands(project: ProjectRef, session_id: int, details: SessionDetails, by: int) -> bool:
    row = _own_session(project, session_id, by)
    return all(getattr(row, name) == value for name, value in details._asdict().items())
