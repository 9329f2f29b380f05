"""What people do with a project: start, edit, pause, resume, end, state, waive, move its stage."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.projects import ledger
from portal.projects.journey import MILESTONE, MetBy, ProjectState, Stage, may_move
from portal.projects.ledger import IS_OPEN, ProjectRef
from portal.projects.models import LedgerRow, Project
from portal.wording import N_


@dataclass(frozen=True)
class ProjectDetails:
    """What an organisation says of its project."""

    title: str
    place: str
    starts_on: date
    ends_on: date | None = None
    funder: str = ""
    scope: str = "project"


def start_project(
    organisation_id: int, acronym: str, details: ProjectDetails, *, token: str, by: int
) -> int:
    """Create a project with its ledger and return its id; the same `token` again makes no second."""
    db.session.execute(select(func.pg_advisory_xact_lock(organisation_id)))
    last = select(func.coalesce(func.max(Project.number), 0)).where(
        Project.organisation_id == organisation_id
    )
    number = db.session.execute(last).scalar_one() + 1
    created = db.session.execute(
        upsert(Project)
        .values(
            **asdict(details),
            organisation_id=organisation_id,
            number=number,
            reference=f"{acronym}-{number}",
            token=token,
            stage_since=clock.today(),
            state_since=clock.today(),
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
    """Save what is said of a project; Refused when it was saved by somebody since `version`."""
    saved = db.session.execute(
        update(Project)
        .where(Project.id == project.id, Project.version == version)
        .values(**asdict(details), version=Project.version + 1)
        .returning(Project.id)
    ).scalar_one_or_none()
    if saved is None:
        raise Refused(N_("Somebody else saved this project while you were writing."))


def state_milestone(project: ProjectRef, row_id: int, statement: str, *, by: int) -> None:
    """Meet a milestone that is met by a manager's own words."""
    key = _open_key(project, row_id)
    if MILESTONE[key].met_by is not MetBy.STATEMENT:
        raise Refused(N_("This step is met by doing it in the portal, not by a statement."))
    ledger.meet(project, key, by=by, evidence=statement)


def waive_milestone(project: ProjectRef, row_id: int, reason: str, *, by: int) -> None:
    """Let a project go on without one milestone; the reason stays on record."""
    key = _open_key(project, row_id)
    db.session.execute(
        update(LedgerRow)
        .where(LedgerRow.id == row_id, IS_OPEN)
        .values(waived_at=clock.now(), waived_by=by, waiver_reason=reason)
    )
    ledger.follow(project, key, by=by)


def pause_project(project: ProjectRef, reason: str, *, by: int) -> None:
    """Stop the clock of an active project: nothing of it is late while it is paused."""
    _change_state(project, (ProjectState.ACTIVE, ProjectState.PAUSED), reason, by=by)


def resume_project(project: ProjectRef, *, by: int) -> None:
    """Go on after a pause; open due dates move by as many days as it lasted."""
    since = db.session.execute(
        select(Project.state_since).where(Project.id == project.id)
    ).scalar_one()
    _change_state(project, (ProjectState.PAUSED, ProjectState.ACTIVE), "", by=by)
    ledger.shift_due_dates(project, (clock.today() - since).days)


def end_project(project: ProjectRef, reason: str, *, by: int) -> None:
    """Take a project out of the programme; what was written stays with the organisation."""
    state = ProjectState(
        db.session.execute(select(Project.state).where(Project.id == project.id)).scalar_one()
    )
    _change_state(project, (state, ProjectState.ENDED), reason, by=by)


def change_stage(project: ProjectRef, target: Stage, reason: str, *, by: int) -> None:
    """Move a project to `target`: forward when its stage is complete, one back with a reason."""
    stage = Stage(
        db.session.execute(select(Project.stage).where(Project.id == project.id)).scalar_one()
    )
    if not may_move(stage, target, is_complete=ledger.is_stage_complete(project, stage)):
        raise Refused(N_("The project cannot go to that stage from where it is now."))
    ledger.move_stage(project, stage, target, by=by, reason=reason)


def _started_before(organisation_id: int, token: str) -> int:
    return db.session.execute(
        select(Project.id).where(
            Project.organisation_id == organisation_id, Project.token == token
        )
    ).scalar_one()


def _open_key(project: ProjectRef, row_id: int) -> str:
    row = db.session.execute(
        select(LedgerRow.key, IS_OPEN.label("is_open")).where(
            LedgerRow.id == row_id, LedgerRow.project_id == project.id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    if not row.is_open:
        raise Refused(N_("This step is already done."))
    return row.key


def _change_state(
    project: ProjectRef, move: tuple[ProjectState, ProjectState], reason: str, *, by: int
) -> None:
    origin, target = move
    changed = db.session.execute(
        update(Project)
        .where(Project.id == project.id, Project.state == origin, Project.state != target)
        .values(
            state=target,
            state_since=clock.today(),
            state_reason=reason,
            version=Project.version + 1,
        )
        .returning(Project.id)
    ).scalar_one_or_none()
    if changed is None or origin is ProjectState.ENDED:
        raise Refused(N_("The project is not in the state that this needs. Reload the page."))
    ledger.record_event(project, "state", (origin, target), by=by, reason=reason)
