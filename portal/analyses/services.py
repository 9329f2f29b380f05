"""What people do with an analysis: create it, write and remove its rows, set nudges aside."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.analyses.models import Analysis, NudgeDismissal
from portal.analyses.queries import analysis_head
from portal.analyses.steps import FRAMEWORK_VERSION, KINDS, Kind
from portal.analyses.vocabulary import WRITABLE
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.projects.ledger import ProjectRef
from portal.wording import N_

LOCKED = N_(
    "The analysis is with your coach, so this step cannot be changed now. Take it back first."
)
TESTED_TWICE = N_(
    "This option has been tested for the same thing before. Change that test instead."
)


@dataclass(frozen=True)
class AnalysisDetails:
    """What an analysis looks at, and which steps it takes."""

    title: str
    scope: str
    declared_steps: list[int]


@dataclass(frozen=True)
class RowRef:
    """One row of one analysis."""

    analysis_id: int
    kind: str
    id: int


@dataclass(frozen=True)
class Saved:
    """What a save left: the new version, or the row as somebody else saved it."""

    version: int
    theirs: dict[str, Any] | None = None


def create_analysis(project: ProjectRef, details: AnalysisDetails, *, token: str, by: int) -> int:
    """Start an analysis in a project and return its id; the same token again makes no second."""
    created = db.session.execute(
        upsert(Analysis)
        .values(
            **asdict(details),
            organisation_id=project.organisation_id,
            project_id=project.id,
            framework_version=FRAMEWORK_VERSION,
            state_since=clock.now(),
            token=token,
            created_by=by,
        )
        .on_conflict_do_nothing(index_elements=["organisation_id", "token"])
        .returning(Analysis.id)
    ).scalar_one_or_none()
    if created is not None:
        return created
    return db.session.execute(select(Analysis.id).where(Analysis.token == token)).scalar_one()


def edit_analysis(analysis_id: int, details: AnalysisDetails, *, version: int) -> None:
    """Save title, scope and steps; Refused when locked or saved by somebody since `version`."""
    saved = db.session.execute(
        update(Analysis)
        .where(
            Analysis.id == analysis_id, Analysis.version == version, Analysis.state.in_(WRITABLE)
        )
        .values(**asdict(details), version=Analysis.version + 1)
        .returning(Analysis.id)
    ).scalar_one_or_none()
    if saved is None:
        raise Refused(
            N_("Nothing was saved: somebody else changed the analysis, or your coach has it now.")
        )


def add_row(analysis_id: int, kind: str, values: dict[str, Any], *, token: str, by: int) -> int:
    """Add a row to an analysis and return its id; the same token again makes no second."""
    head = _writable_head(analysis_id, KINDS[kind])
    model = KINDS[kind].model
    last = select(func.coalesce(func.max(model.position), 0)).where(
        model.analysis_id == analysis_id
    )
    created = db.session.execute(
        upsert(model)
        .values(
            **dict(KINDS[kind].fixed) | values,
            organisation_id=head.organisation_id,
            project_id=head.project_id,
            analysis_id=analysis_id,
            token=token,
            position=last.scalar_subquery() + 1,
            updated_by=by,
            updated_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["analysis_id", "token"])
        .returning(model.id)
    ).scalar_one_or_none()
    if created is not None:
        return created
    return db.session.execute(
        select(model.id).where(model.analysis_id == analysis_id, model.token == token)
    ).scalar_one()


def save_row(row: RowRef, values: dict[str, Any], *, version: int, by: int) -> Saved:
    """Save a row if it is still at `version`; else return what somebody else saved."""
    _writable_head(row.analysis_id, KINDS[row.kind])
    model = KINDS[row.kind].model
    try:
        with db.session.begin_nested():
            saved = db.session.execute(
                update(model)
                .where(*_is(row), model.version == version)
                .values(**values, version=model.version + 1, updated_by=by, updated_at=clock.now())
                .returning(model.version)
            ).scalar_one_or_none()
    except IntegrityError as error:
        raise Refused(TESTED_TWICE) from error
    return Saved(saved) if saved is not None else _as_saved_by_others(row, values)


def remove_row(row: RowRef, *, by: int) -> None:
    """Take a row out; it can be brought back, and comments keep their anchor."""
    _set_removed(row, clock.now(), by=by)


def restore_row(row: RowRef, *, by: int) -> None:
    """Bring a removed row back."""
    _set_removed(row, None, by=by)


def dismiss_nudge(row: RowRef, rule: str, reason: str, *, by: int) -> None:
    """Set a nudge aside, with the reason."""
    head = analysis_head(row.analysis_id)
    db.session.execute(
        upsert(NudgeDismissal)
        .values(
            organisation_id=head.organisation_id,
            project_id=head.project_id,
            analysis_id=row.analysis_id,
            rule=rule,
            row_kind=row.kind,
            row_id=row.id,
            reason=reason,
            by=by,
        )
        .on_conflict_do_nothing()
    )


def _writable_head(analysis_id: int, kind: Kind) -> Any:  # noqa: ANN401  a row of analysis_head
    head = analysis_head(analysis_id)
    if not kind.stays_open and head.state not in WRITABLE:
        raise Refused(LOCKED)
    return head


def _is(row: RowRef) -> tuple[Any, ...]:
    model = KINDS[row.kind].model
    fixed = (getattr(model, name) == value for name, value in KINDS[row.kind].fixed)
    return (
        model.id == row.id,
        model.analysis_id == row.analysis_id,
        model.removed_at.is_(None),
        *fixed,
    )


def _as_saved_by_others(row: RowRef, values: dict[str, Any]) -> Saved:
    model = KINDS[row.kind].model
    columns = [getattr(model, name) for name in values]
    found = db.session.execute(select(model.version, *columns).where(*_is(row))).one_or_none()
    if found is None:
        raise NotFound
    theirs = dict(zip(values, found[1:], strict=True))
    # The answer to the same save was lost on its way: it is repeated, not a conflict.
    return Saved(found.version, None if theirs == values else theirs)


def _set_removed(row: RowRef, at: Any, *, by: int) -> None:  # noqa: ANN401  a time or None
    kind = KINDS[row.kind]
    _writable_head(row.analysis_id, kind)
    changed = db.session.execute(
        update(kind.model)
        .where(kind.model.id == row.id, kind.model.analysis_id == row.analysis_id)
        .values(removed_at=at, updated_by=by, version=kind.model.version + 1)
        .returning(kind.model.id)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound
