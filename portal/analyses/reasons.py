"""Why questions about rows were set aside, and words that tell too much are meant."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from portal.analyses.models import HintDismissal
from portal.analyses.queries import RowDict
from portal.extensions import db

Reasons = dict[tuple[str, int], dict[str, str]]


def reasons_of(analysis_id: int) -> Reasons:
    """Return why questions were set aside: (kind, row id) → rule → reason."""
    return reasons_in(
        dict(row) for row in db.session.execute(_reasons(), {"analysis_id": analysis_id}).mappings()
    )


def reasons_in(aside: Iterable[RowDict]) -> Reasons:
    """Return the same of questions that were read: rule, row_kind, row_id and reason."""
    found: Reasons = {}
    for one in aside:
        found.setdefault((one["row_kind"], one["row_id"]), {})[one["rule"]] = one["reason"]
    return found


@cache
def _reasons() -> Select[*tuple[Any, ...]]:
    return select(
        *(HintDismissal.rule, HintDismissal.row_kind),
        *(HintDismissal.row_id, HintDismissal.reason),
    ).where(HintDismissal.analysis_id == bindparam("analysis_id"))
