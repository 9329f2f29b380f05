"""What people do with a project: start, edit, pause, resume, end, state, waive, move its stage."""

from datetime import timedelta
from typing import NamedTuple, NoReturn

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.projects import ledger
from portal.projects.details import ProjectDetails as ProjectDetails
from portal.projects.due_dates import IS_OPEN, shift_due_dates
from portal.projects.journey import (
    STAGE_TITLES,
    STATES_FOR_MOVE,
    Move,
    ProjectState,
    Stage,
    may_move,
    next_stage,
)
from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.models import LedgerRow, Project, ProjectEvent

REFUSALS_BY_STATE: dict[ProjectState, str] = {
    ProjectState.ACTIVE: N_("This project is already under way. Nothing was changed."),
    ProjectState.PAUSED: N_("This project is paused. Nothing was changed. Resume it first."),
    ProjectState.ENDED: N_(
        "This project has ended. Nothing was changed. What was written stays readable."
    ),
}
NO_STATEMENT = N_(
    "You complete this milestone by doing it in the portal. You cannot mark it as done here. "
    "Nothing was changed."
)
FIRST_STAGE = N_("This is the first stage: there is none before it. Nothing was changed.")
SAME_STAGE = N_("The project is already in the stage “%(target)s”. Nothing was changed.")
STEP_BY_STEP = N_(
    "The project was not moved from “%(here)s” to “%(target)s”: it moves one stage forward or "
    "back at a time. Nothing was changed."
)
STILL_OPEN = N_(
    "The project was not moved from “%(here)s” to “%(target)s”: something in this stage is not "
    "done yet, such as “%(first)s”. Do it, or skip it and say why. Nothing was changed."
)
TARGET_OF_MOVE: dict[Move, ProjectState] = {
    Move.PAUSE: ProjectState.PAUSED,
    Move.RESUME: ProjectState.ACTIVE,
    Move.END: ProjectState.ENDED,
}
SAME_ACT = timedelta(minutes=1)


class _FoundMilestone(NamedTuple):
    key: str
    met_by: int | None
    evidence: str
    waived_by: int | None
    waiver_reason: str
    is_open: bool


class StaleEdit(Refused):
    """Somebody else saved other words since the page was opened; nothing was overwritten."""


def start_project(
    organisation_id: int, acronym: str, details: ProjectDetails, *, token: str, by: int
) -> int:
    """Create a project with its ledger and return its id; the same `token` makes no second."""
    lock(db.session, Space.PROJECT_NUMBERS, organisation_id)
    last = select(func.coalesce(func.max(Project.number), 0)).where(
        Project.organisation_id == organisation_id
    )
    number = db.session.execute(last).scalar_one() + 1
    created = db.session.execute(
        upsert(Project)
        .values(
            **details._asdict(),
            organisation_id=organisation_id,
            number=number,
            reference=f"{acronym}-{number}",
            token=token,
            stage_since=clock.today(),
            state_since=clock.today(),
            created_at=clock.now(),
            created_by=by,
        )
        .on_conflict_do_nothing(index_elements=["organisation_id", "token"])
        .returning(Project.id)
    ).scalar_one_or_none()
    if created is None:
        return _started_before(organisation_id, token)
    ledger.write_ledger(ProjectRef(organisation_id, created))
    return created


def edit_project(project: ProjectRef, details: ProjectDetails, *, version: int) -> None:
    """Save what is said of a project; StaleEdit when other words were saved since `version`."""
    _begin(project, Move.EDIT)
    saved = db.session.execute(
        update(Project)
        .where(Project.id == project.id, Project.version == version)
        .values(**details._asdict(), version=Project.version + 1)
        .returning(Project.id)
    ).scalar_one_or_none()
    if saved is None and read_details(project) != details:
        raise StaleEdit(N_("Someone else saved this project while you were writing."))


def read_details(project: ProjectRef) -> ProjectDetails:
    """Return what is said of a project now."""
    columns = (getattr(Project, name) for name in ProjectDetails._fields)
    found = db.session.execute(select(*columns).where(Project.id == project.id))
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound
    return ProjectDetails(**row)


def state_milestone(project: ProjectRef, row_id: int, statement: str, *, by: int) -> None:
    """Meet a milestone that is met by a manager's own words; the same words twice are one act."""
    row = _ledger_row(project, row_id, Move.STATE_MILESTONE)
    if MILESTONE_BY_KEY[row.key].question is None:
        raise Refused(NO_STATEMENT)
    if row.is_open:
        ledger.meet(project, row.key, by=by, evidence=statement)
    elif (row.met_by, row.evidence) != (by, statement):
        _refuse_closed()


def waive_milestone(project: ProjectRef, row_id: int, reason: str, *, by: int) -> None:
    """Let a project go on without one milestone; the reason stays on record."""
    row = _ledger_row(project, row_id, Move.WAIVE_MILESTONE)
    if MILESTONE_BY_KEY[row.key].is_of_review:
        raise Refused(
            N_(
                "This milestone belongs to a review and is completed when the review moves on. "
                "Nothing was changed."
            )
        )
    if row.is_open:
        ledger.waive(project, row_id, reason, by=by)
    elif (row.waived_by, row.waiver_reason) != (by, reason):
        _refuse_closed()


def pause_project(project: ProjectRef, reason: str, *, by: int) -> None:
    """Stop the clock of an active project: nothing of it is late while it is paused."""
    _change_state(project, Move.PAUSE, reason, by=by)


def resume_project(project: ProjectRef, *, by: int) -> None:
    """Go on after a pause; open due dates move by as many days as it lasted."""
    ledger.lock_project(project)
    since = db.session.execute(
        select(Project.state_since).where(Project.id == project.id)
    ).scalar_one()
    if _change_state(project, Move.RESUME, "", by=by):
        shift_due_dates(project.id, (clock.today() - since).days)


def end_project(project: ProjectRef, reason: str, *, by: int) -> None:
    """Take a project out of the programme; what was written stays with the organisation."""
    _change_state(project, Move.END, reason, by=by)


def change_stage(project: ProjectRef, target: Stage, reason: str, *, by: int) -> None:
    """Move a project to `target`: forward when its stage is complete, one back with a reason."""
    stage = _begin(project, Move.CHANGE_STAGE)
    if stage is target and _is_repeated(project, "stage", target, reason, by=by):
        return
    first = ledger.first_open(project, stage)
    if not may_move(stage, target, is_complete=first is None):
        _refuse_stage(stage, target, first)
    ledger.move_stage(project, stage, target, by=by, reason=reason)


def _refuse_stage(here: Stage, target: Stage, first: str | None) -> NoReturn:
    said = {"here": STAGE_TITLES[here], "target": STAGE_TITLES[target]}
    if here is target:
        raise Refused(SAME_STAGE, said)
    if first is None or next_stage(here) is not target:
        raise Refused(STEP_BY_STEP, said)
    raise Refused(STILL_OPEN, {**said, "first": MILESTONE_BY_KEY[first].title})


def check_move(state: str, move: Move) -> None:
    """Raise Refused, in words, when a project in `state` does not allow `move`."""
    if ProjectState(state) not in STATES_FOR_MOVE[move]:
        raise Refused(REFUSALS_BY_STATE[ProjectState(state)])


def hold_living(project: ProjectRef) -> None:
    """Hold a project that has not ended; Refused, in words, where it has."""
    check_move(ledger.hold_project(project).state, Move.EDIT)


def _begin(project: ProjectRef, move: Move) -> Stage:
    stage, state = ledger.lock_project(project)
    check_move(state, move)
    return stage


def _started_before(organisation_id: int, token: str) -> int:
    return db.session.execute(
        select(Project.id).where(Project.organisation_id == organisation_id, Project.token == token)
    ).scalar_one()


def _ledger_row(project: ProjectRef, row_id: int, move: Move) -> _FoundMilestone:
    _begin(project, move)
    row = db.session.execute(
        select(
            *(LedgerRow.key, LedgerRow.met_by, LedgerRow.evidence, LedgerRow.waived_by),
            *(LedgerRow.waiver_reason, IS_OPEN.label("is_open")),
        ).where(LedgerRow.id == row_id, LedgerRow.project_id == project.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _FoundMilestone._make(row)


def _refuse_closed() -> NoReturn:
    raise Refused(N_("This milestone is already closed. Nothing was changed."))


def _change_state(project: ProjectRef, move: Move, reason: str, *, by: int) -> bool:
    target = TARGET_OF_MOVE[move]
    _stage, state = ledger.lock_project(project)
    if state is target and _is_repeated(project, "state", target, reason, by=by):
        return False
    check_move(state, move)
    db.session.execute(
        update(Project)
        .where(Project.id == project.id)
        .values(state=target, state_since=clock.today(), state_reason=reason)
    )
    ledger.record_event(project, "state", (state, target), by=by, reason=reason)
    return True


def _is_repeated(project: ProjectRef, kind: str, target: str, reason: str, *, by: int) -> bool:
    # A double click sends the same act twice; the second finds it done a moment ago.
    last = db.session.execute(
        select(ProjectEvent.target, ProjectEvent.reason, ProjectEvent.by, ProjectEvent.at)
        .where(ProjectEvent.project_id == project.id, ProjectEvent.kind == kind)
        .order_by(ProjectEvent.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or (last.target, last.reason, last.by) != (target, reason, by):
        return False
    passed: timedelta = clock.now() - last.at
    return passed < SAME_ACT
