"""What people do with an analysis: create it, write and remove its rows."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import Person
from portal.analyses.frameworks import DEFAULT_FRAMEWORK
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis
from portal.analyses.rows.access import (
    ROW_CLOSED,
    Values,
    hold_analysis,
    is_row,
    refuse_change,
)
from portal.analyses.rows.access import RowRef as RowRef
from portal.analyses.rows.adding import add_row as add_row
from portal.analyses.rows.adding import columns_to_read, write_row
from portal.analyses.rows.contributors import note_contribution
from portal.analyses.rows.milestones import meet_milestones
from portal.analyses.vocabulary import WRITABLE_STATES, FrameworkVersion
from portal.errors import NotFound, Overtaken, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.projects.ledger import ProjectRef
from portal.projects.models import Project

REMOVED_MEANWHILE = N_(
    "This row was removed while you were writing. What you wrote is not lost: here it is."
)
STALE_HEAD = N_(
    "Someone else changed this analysis while you were writing. Check both and save again."
)


class AnalysisDetails(NamedTuple):
    """What an analysis looks at, and which steps it takes."""

    title: str
    scope: str
    declared_steps: list[int]


class SavedRow(NamedTuple):
    """What a save left: the new version; or, with `theirs`, what `by` had saved before it."""

    version: int
    theirs: Values | None = None
    by: str = ""
    at: datetime | None = None


class RowRemoved(Overtaken):
    """The row was removed since its form was opened; `details` has version, by and at."""


class StaleHead(Overtaken):
    """Title, scope or steps were saved by somebody since the form was opened."""


def create_analysis(
    project: ProjectRef,
    details: AnalysisDetails,
    framework: FrameworkVersion = DEFAULT_FRAMEWORK,
    *,
    token: str,
    by: int,
) -> int:
    """Start an analysis in a project and return its id; the same token again makes no second.

    It keeps the framework that it was started with. NotFound where the project is not one of the
    organisation in scope.
    """
    mine = select(Project.id).where(
        Project.id == project.id, Project.organisation_id == project.organisation_id
    )
    if db.session.execute(mine).scalar_one_or_none() is None:
        raise NotFound
    created = db.session.execute(
        upsert(Analysis)
        .values(
            **details._asdict(),
            organisation_id=project.organisation_id,
            project_id=project.id,
            framework_version=framework,
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
    """Save title, scope and steps; Refused when locked, StaleHead when saved since `version`."""
    saved = db.session.execute(
        update(Analysis)
        .where(
            Analysis.id == analysis_id,
            Analysis.version == version,
            Analysis.state.in_(WRITABLE_STATES),
        )
        .values(**details._asdict(), version=Analysis.version + 1)
        .returning(Analysis.id)
    ).scalar_one_or_none()
    if saved is not None:
        return
    # Held alone: shared with another who merges too, each would wait for the other to save.
    state = db.session.scalar(
        select(Analysis.state).where(Analysis.id == analysis_id).with_for_update()
    )
    if state is None:
        raise NotFound
    if state not in WRITABLE_STATES:
        raise Refused(ROW_CLOSED)
    raise StaleHead(STALE_HEAD)


def set_detail_layout(analysis_id: int, layout: str) -> None:
    """Lay the details of an analysis out in another way; its words and version stay as they are."""
    changed = db.session.execute(
        update(Analysis)
        .where(Analysis.id == analysis_id)
        .values(detail_layout=layout)
        .returning(Analysis.id)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound


def save_row(row: RowRef, values: Values, *, version: int, by: int) -> SavedRow:
    """Save the fields in `values` if the row is still at `version`; else return what was saved.

    NotFound without the row; RowRemoved when it was taken out; Refused when it is closed in the
    analysis's state.
    """
    held, kind = hold_analysis(row.analysis_id), KINDS[row.kind]
    refuse_change(held, row, values)
    saved = write_row(
        kind,
        update(kind.model)
        .where(*is_row(row), kind.model.version == version)
        .values(**values, version=kind.model.version + 1, updated_by=by, updated_at=clock.now())
        .returning(kind.model.version, *columns_to_read(kind)),
    )
    if saved is None:
        return _as_saved_by_others(row, values)
    meet_milestones(held, row.kind, saved, by=by)
    note_contribution(held, by=by)
    return SavedRow(saved["version"])


def remove_row(row: RowRef, *, by: int) -> None:
    """Take a row out; it can be brought back, and comments keep their anchor."""
    _set_removed(row, clock.now(), by=by)


def restore_row(row: RowRef, *, by: int) -> None:
    """Bring a removed row back; Refused when a newer test took its place."""
    _set_removed(row, None, by=by)


def _as_saved_by_others(row: RowRef, values: Values) -> SavedRow:
    model = KINDS[row.kind].model
    found = db.session.execute(
        select(
            *(model.version, model.updated_at, Person.name, model.removed_at),
            *(getattr(model, name) for name in values),
        )
        .join(Person, Person.id == model.updated_by)
        .where(*is_row(row, with_removed=True))
    ).one_or_none()
    if found is None:
        raise NotFound
    if found.removed_at is not None:
        raise RowRemoved(REMOVED_MEANWHILE, version=found.version, by=found.name)
    theirs = dict(zip(values, found[4:], strict=True))
    if theirs == values:
        # The answer to the same save was lost on its way: it is repeated, not a conflict.
        return SavedRow(found.version)
    return SavedRow(found.version, theirs, found.name, found.updated_at)


def _set_removed(row: RowRef, at: datetime | None, *, by: int) -> None:
    held, kind = hold_analysis(row.analysis_id), KINDS[row.kind]
    refuse_change(held, row, {})
    is_gone = kind.model.removed_at.is_not(None)
    changed = write_row(
        kind,
        update(kind.model)
        # A second click changes nothing, and makes no save of others stale.
        .where(*is_row(row, with_removed=True), ~is_gone if at else is_gone)
        .values(removed_at=at, updated_by=by, version=kind.model.version + 1)
        .returning(kind.model.id),
    )
    if changed is None:
        _refuse_unknown(row)
        return
    note_contribution(held, by=by)


def _refuse_unknown(row: RowRef) -> None:
    model = KINDS[row.kind].model
    known = select(model.id).where(*is_row(row, with_removed=True))
    if db.session.execute(known).scalar_one_or_none() is None:
        raise NotFound
