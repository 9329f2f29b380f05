"""A new round of an analysis: the rows that its writer chooses, followed on from the old ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis, Chain, Context, Detail, Factor, RowMixin
from portal.analyses.rows.access import hold_analysis
from portal.analyses.rows.contributors import note_contribution
from portal.extensions import db

# What a row or an analysis has of its own and does not hand on.
OWN_COLUMNS = frozenset(
    {
        *("id", "analysis_id", "token", "version", "created_at", "updated_at", "removed_at"),
        *("updated_by", "created_by", "state", "state_since", "revisions", "origin_id", "round"),
        "line_id",
    }
)
# Tables of what may go along, each behind those that its links lead to.
COPIED_MODELS: tuple[type[RowMixin], ...] = (Context, Factor, Detail, Chain)
GOES_ALONG = tuple(name for name, kind in KINDS.items() if kind.model in COPIED_MODELS)
LINKED_MODELS: dict[str, type[Detail] | type[Factor]] = {"detail_id": Detail, "factor_id": Factor}
Columns = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """Which rows go along, by their tables and the ids that they have in the old round."""

    title: str
    rows: Mapping[type[RowMixin], frozenset[int]] = field(default_factory=dict)


def start_round(analysis_id: int, chosen: Chosen, *, token: str, by: int) -> int:
    """Begin the round after an analysis and return its id; the old one stays as it was.

    A round has one that follows it: whoever begins it a second time is led to the same. An effect
    brings along the detail and the factor between which it stands.
    """
    hold_analysis(analysis_id)
    created = _begin(analysis_id, chosen.title, token=token, by=by)
    if created is None:
        return _begun_before(analysis_id, token)
    copying = _Copying(analysis_id, created, by)
    ends = _ends_of(analysis_id, chosen.rows.get(Chain, frozenset()))
    changed: dict[type[RowMixin], Columns] = {
        Context: {"analysed_on": literal(None)},
        Factor: {"line_id": func.coalesce(Factor.line_id, Factor.id)},
        Chain: {name: copying.new_id(name) for name in LINKED_MODELS},
    }
    for model in COPIED_MODELS:
        ids = chosen.rows.get(model, frozenset()) | ends.get(model, frozenset())
        copying.copy(model, ids, changed.get(model, {}))
    note_contribution(hold_analysis(created), by=by)
    return created


def next_round(analysis_id: int) -> int | None:
    """Return the id of the round after an analysis, None where there is none."""
    found: int | None = db.session.execute(
        _next(), {"analysis_id": analysis_id}
    ).scalar_one_or_none()
    return found


@cache
def _next() -> Select[int]:
    return select(Analysis.id).where(Analysis.origin_id == bindparam("analysis_id"))


def _begin(analysis_id: int, title: str, *, token: str, by: int) -> int | None:
    values: Columns = {
        **{name: getattr(Analysis, name) for name in _handed_on(Analysis)},
        "title": literal(title),
        "token": literal(token),
        "state_since": literal(clock.now()),
        "created_at": literal(clock.now()),
        "created_by": literal(by),
        "origin_id": Analysis.id,
        "round": Analysis.round + 1,
    }
    old = select(*(value.label(name) for name, value in values.items())).where(
        Analysis.id == analysis_id
    )
    return db.session.execute(
        upsert(Analysis)
        .from_select(list(values), old)
        .on_conflict_do_nothing()
        .returning(Analysis.id)
    ).scalar_one_or_none()


def _begun_before(analysis_id: int, token: str) -> int:
    is_next = Analysis.origin_id == analysis_id
    return db.session.execute(
        select(Analysis.id)
        .where(or_(is_next, Analysis.token == token))
        .order_by(is_next.desc().nulls_last())
        .limit(1)
    ).scalar_one()


class _Copying(NamedTuple):
    """From which round to which, and by whom; a copy's token names the row that it was made of."""

    old: int
    new: int
    by: int

    def copy(self, model: type[RowMixin], ids: frozenset[int], changed: Columns) -> None:
        """Copy the live rows of a table that are in `ids`."""
        values: Columns = {
            **{name: getattr(model, name) for name in _handed_on(model)},
            "analysis_id": literal(self.new),
            "token": _mark(model.id),
            "created_at": literal(clock.now()),
            "updated_at": literal(clock.now()),
            "updated_by": literal(self.by),
            **changed,
        }
        rows: Select[Any] = select(*(value.label(name) for name, value in values.items()))
        rows = rows.where(
            model.analysis_id == self.old, model.removed_at.is_(None), model.id.in_(ids)
        )
        if ids:
            db.session.execute(insert(model).from_select(list(values), rows))

    def new_id(self, name: str) -> ScalarSelect[int]:
        """Return the new round's row for a link of the old one."""
        target = LINKED_MODELS[name]
        marked = target.token == _mark(getattr(Chain, name))
        return select(target.id).where(target.analysis_id == self.new, marked).scalar_subquery()


def _handed_on(model: Any) -> Sequence[str]:  # noqa: ANN401  any table of rows, or of analyses
    names = (column.name for column in model.__table__.columns if column.computed is None)
    return [name for name in names if name not in OWN_COLUMNS | LINKED_MODELS.keys()]


def _mark(column: Any) -> Any:  # noqa: ANN401  any column of an id
    return func.concat("from:", cast(column, String))


def _ends_of(analysis_id: int, chains: frozenset[int]) -> Mapping[type[RowMixin], frozenset[int]]:
    found = db.session.execute(
        select(Chain.detail_id, Chain.factor_id).where(
            Chain.analysis_id == analysis_id, Chain.removed_at.is_(None), Chain.id.in_(chains)
        )
    ).all()
    return {
        model: frozenset(getattr(row, name) for row in found) - {None}
        for name, model in LINKED_MODELS.items()
    }
