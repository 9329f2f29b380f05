"""Rows that are added to an analysis: one, or those of a list."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.analyses.kind import Kind, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import (
    HeldAnalysis,
    Values,
    hold_analysis,
    refuse_more,
    refuse_new,
)
from portal.analyses.rows.contributors import note_contribution
from portal.analyses.rows.milestones import meet_milestones
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock

TESTED_TWICE = N_("This option was already tested for this. Change that test instead.")


class BegunRow(NamedTuple):
    """A row that is there before it is added; its own token says that it is the same one."""

    id: int
    is_own: bool


def add_row(analysis_id: int, kind: str, values: Values, *, token: str, by: int) -> int:
    """Add a row to an analysis and return its id; the same token again makes no second.

    Refused when the kind is closed in the analysis's state, or the same was tested before; Full
    where there are as many as an analysis holds.
    """
    held, known = hold_analysis(analysis_id), KINDS[kind]
    refuse_new(held, known, values)
    model = known.model
    refuse_more(analysis_id, known, [token])
    created = write_row(
        known,
        upsert(model)
        .values(**_values(held, known, by) | values, token=token, position=_after_last(held, known))
        .on_conflict_do_nothing(index_elements=["analysis_id", "token"])
        .returning(model.id, *columns_to_read(known)),
    )
    if created is None:
        return db.session.execute(
            select(model.id).where(model.analysis_id == analysis_id, model.token == token)
        ).scalar_one()
    meet_milestones(held, kind, created, by=by)
    note_contribution(held, by=by)
    return int(created["id"])


def add_list(analysis_id: int, kind: str, titles: Sequence[str], *, token: str, by: int) -> None:
    """Add a row for each title, in their order; the same token again adds none.

    Refused when the kind is closed in the analysis's state; Full where not all of them fit, and
    then none is added.
    """
    held, known = hold_analysis(analysis_id), KINDS[kind]
    refuse_new(held, known, {})
    # Two lists at once would each find room for itself.
    lock(db.session, Space.SINGLE_ROWS, analysis_id)
    # No token for lines that never fit.
    tokens = tokens_of_list(token, min(len(titles), known.most + 1))
    refuse_more(analysis_id, known, tokens)
    shared, first = _values(held, known, by), _after_last(held, known)
    rows = [
        {**shared, known.titled_by: title, "token": each, "position": first + place}
        for place, (title, each) in enumerate(zip(titles, tokens, strict=True))
    ]
    db.session.execute(
        upsert(known.model)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["analysis_id", "token"])
    )
    note_contribution(held, by=by)


def tokens_of_list(token: str, many: int) -> list[str]:
    """Return the tokens of the rows of a list, by which they are known together."""
    return [str(uuid5(NAMESPACE_URL, f"list:{token}:{place}")) for place in range(many)]


def find_begun_row(kind: Kind, analysis_id: int, token: str) -> BegunRow | None:
    """Return the row of a token; of a kind of which there is one only, that one."""
    # Two who begin at once would else make two of what is one.
    lock(db.session, Space.SINGLE_ROWS, analysis_id)
    model = kind.model
    is_own = model.token == token
    is_meant = is_own | model.removed_at.is_(None) if kind.one_only else is_own
    found = db.session.execute(
        select(model.id, is_own)
        .where(model.analysis_id == analysis_id, is_meant)
        .order_by(model.removed_at.is_not(None), model.id)
        .limit(1)
    ).one_or_none()
    return None if found is None else BegunRow(*found)


def write_row(kind: Kind, statement: Any) -> Values | None:  # noqa: ANN401  an insert or update
    """Run a statement that writes one row and return what it tells, None where it wrote nothing.

    Refused for a second test of the same.
    """
    if not kind.is_matrix:
        return _found(statement)
    try:
        with db.session.begin_nested():
            return _found(statement)
    except IntegrityError as error:
        raise Refused(TESTED_TWICE) from error


def columns_to_read(kind: Kind) -> Iterable[Any]:
    """Return the columns of a kind's fields, as a statement returns them."""
    return [getattr(kind.model, name) for name in columns_of(kind)]


def _values(held: HeldAnalysis, kind: Kind, by: int) -> Values:
    now = clock.now()
    return dict(kind.fixed) | {
        "organisation_id": held.project.organisation_id,
        "project_id": held.project.id,
        "analysis_id": held.id,
        "updated_by": by,
        "created_at": now,
        "updated_at": now,
    }


def _after_last(held: HeldAnalysis, kind: Kind) -> Any:  # noqa: ANN401  a subquery
    model = kind.model
    last = select(func.coalesce(func.max(model.position), 0)).where(model.analysis_id == held.id)
    return last.scalar_subquery() + 1


def _found(statement: Any) -> Values | None:  # noqa: ANN401
    row = db.session.execute(statement).mappings().one_or_none()
    return dict(row) if row else None
