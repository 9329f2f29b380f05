"""Which row is meant, and whether it may be written now."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, false, func, select

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, Framework
from portal.analyses.kind import Kind
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis, Option
from portal.analyses.vocabulary import WRITABLE_STATES
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.projects.ledger import ProjectRef

# Values on their way into the columns of a row: which there are, its `Kind` says.
Values: TypeAlias = dict[str, Any]
# Removed rows can be brought back, so they are read too; not without end.
ROWS_EVER_FOR_EACH = 3
TOO_MANY = N_(
    "This part of the analysis is full, so nothing was added. Everything you wrote is kept. "
    "Join similar rows, or remove those you do not need; then you can add more."
)
TOO_MANY_EVER = N_(
    "No more rows can be added here: too many were added and removed. Everything you wrote is "
    "kept. Use the rows that are there, or start another analysis."
)
ROW_CLOSED = N_(
    "This was not saved: the analysis is with your coach, or accepted. Take it back or reopen "
    "it, then continue with what you wrote."
)


class TooManyRows(Refused):
    """An analysis holds as many rows of a kind as it can."""


class RowRef(NamedTuple):
    """One row of one analysis."""

    analysis_id: int
    kind: str
    id: int


class HeldAnalysis(NamedTuple):
    """An analysis whose state cannot change before the transaction ends."""

    id: int
    project: ProjectRef
    state: str
    framework: Framework


def hold_analysis(analysis_id: int) -> HeldAnalysis:
    """Keep the state of an analysis as it is until the transaction ends; NotFound without it.

    Writers share the hold and a submission waits for them, so that no save slips in behind it.
    """
    found = db.session.execute(
        select(
            Analysis.organisation_id,
            Analysis.project_id,
            Analysis.state,
            Analysis.framework_version,
        )
        .where(Analysis.id == analysis_id)
        .with_for_update(read=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    project = ProjectRef(found.organisation_id, found.project_id)
    return HeldAnalysis(
        analysis_id, project, found.state, FRAMEWORK_BY_VERSION[found.framework_version]
    )


def is_row(row: RowRef, *, with_removed: bool = False) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that find one row, of its kind and in its analysis only."""
    model = KINDS[row.kind].model
    fixed = (getattr(model, name) == value for name, value in KINDS[row.kind].fixed)
    live = () if with_removed else (model.removed_at.is_(None),)
    return (model.id == row.id, model.analysis_id == row.analysis_id, *live, *fixed)


def is_open(kind: Kind, state: str, parent: int | None = None) -> bool:
    """Tell whether the organisation may write rows of a kind in a state of the review.

    An option made from another, its `parent`, is always open.
    """
    return state in WRITABLE_STATES or kind.stays_open or bool(parent)


def refuse_new(held: HeldAnalysis, kind: Kind, values: Values) -> None:
    """Refuse a new row where its kind is closed.

    NotFound for a kind that no step of the analysis's framework holds.
    """
    if kind.name not in held.framework.step_of:
        raise NotFound
    if not is_open(kind, held.state, values.get("parent_id")):
        raise Refused(ROW_CLOSED)


def refuse_more(analysis_id: int, kind: Kind, tokens: Sequence[str]) -> None:
    """Refuse rows of a kind, one for each token, where more than an analysis holds would be there.

    What a doubled click sent before is no more row.
    """
    model, many = kind.model, len(tokens)
    fixed = (getattr(model, name) == value for name, value in kind.fixed)
    there, ever, is_known = db.session.execute(
        select(
            func.count().filter(model.removed_at.is_(None)),
            func.count(),
            func.coalesce(func.bool_or(model.token == tokens[0]), false()),
        ).where(model.analysis_id == analysis_id, *fixed)
    ).one()
    if is_known:
        return
    if there + many > kind.most:
        raise TooManyRows(TOO_MANY, room=max(kind.most - there, 0))
    if ever + many > kind.most * ROWS_EVER_FOR_EACH:
        raise TooManyRows(TOO_MANY_EVER)


def refuse_change(held: HeldAnalysis, row: RowRef, values: Values) -> None:
    """Refuse to change a row that is closed, unless only fields that stand apart are meant."""
    kind = KINDS[row.kind]
    apart = {field.name for field in kind.fields if field.apart}
    is_apart = bool(values) and set(values) <= apart
    if is_apart or is_open(kind, held.state):
        return
    if not is_open(kind, held.state, _parent_of(row)):
        raise Refused(ROW_CLOSED)


def _parent_of(row: RowRef) -> int | None:
    if row.kind != "option":
        return None
    parent = select(Option.parent_id).where(Option.id == row.id)
    return db.session.execute(parent).scalar_one_or_none()
