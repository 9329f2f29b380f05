"""Which rating of a criterion counts: the newest with its evidence, of any round of an analysis."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from portal.analyses.models import Analysis
from portal.analyses.monitoring_labels import CRITERIA
from portal.analyses.monitoring_models import Rating
from portal.analyses.queries import RowDict
from portal.extensions import db

CRITERION_KEYS = tuple(one.key for one in CRITERIA)
# A rating needs its criterion, a level and what shows it (domain: Monitoring table).
RATING_COUNTS: ColumnElement[bool] = (
    Rating.removed_at.is_(None)
    & Rating.criterion_key.in_(CRITERION_KEYS)
    & (Rating.level != "")
    & (Rating.evidence != "")
)
NEWEST_FIRST = (Rating.rated_on.desc().nulls_last(), Rating.id.desc())


class _EarlierRating(NamedTuple):
    criterion_key: str
    id: int
    level: str
    evidence: str
    recommendation: str
    rated_by: str
    rated_on: date | None
    round: int


def counts(row: RowDict) -> bool:
    """Tell whether a rating of a criterion counts: it needs a level and its evidence."""
    return bool(row["level"] and row["evidence"])


def newness(rating: RowDict) -> tuple[str, int]:
    """Return by what ratings are ordered: the newest is the greatest."""
    return rating["rated_on"] or "", rating["id"]


def counted_levels(organisation_id: int) -> Select[str]:
    """Return the level of each criterion that counts today, over all rounds of each analysis."""
    rounds = _rounds(organisation_id)
    return (
        select(Rating.level)
        .ext(distinct_on(rounds.c.first_id, Rating.criterion_key))
        .join(rounds, rounds.c.id == Rating.analysis_id)
        .where(RATING_COUNTS)
        .order_by(rounds.c.first_id, Rating.criterion_key, *NEWEST_FIRST)
    )


def counted_before(analysis_id: int) -> dict[str, RowDict]:
    """Return by criterion the rating that counts among those of the rounds before an analysis.

    Rows carry id, level, evidence, recommendation, rated_by, rated_on (ISO text, None where it was
    not said) and round.
    """
    found = db.session.execute(_before(), {"analysis_id": analysis_id})
    return {row.criterion_key: _as_row(row) for row in map(_EarlierRating._make, found)}


@cache
def _before() -> Select[*tuple[Any, ...]]:
    own = select(Analysis.origin_id.label("id")).where(Analysis.id == bindparam("analysis_id"))
    earlier = own.cte("earlier", recursive=True)
    earlier = earlier.union(select(Analysis.origin_id).where(Analysis.id == earlier.c.id))
    return (
        select(
            *(Rating.criterion_key, Rating.id, Rating.level, Rating.evidence),
            *(Rating.recommendation, Rating.rated_by, Rating.rated_on, Analysis.round),
        )
        .ext(distinct_on(Rating.criterion_key))
        .join(earlier, earlier.c.id == Rating.analysis_id)
        .join(Analysis, Analysis.id == Rating.analysis_id)
        .where(RATING_COUNTS)
        .order_by(Rating.criterion_key, *NEWEST_FIRST)
    )


def _rounds(organisation_id: int) -> CTE:
    first = select(Analysis.id.label("id"), Analysis.id.label("first_id")).where(
        Analysis.organisation_id == organisation_id, Analysis.origin_id.is_(None)
    )
    rounds = first.cte("rounds", recursive=True)
    return rounds.union(
        select(Analysis.id, rounds.c.first_id).where(Analysis.origin_id == rounds.c.id)
    )


def _as_row(row: _EarlierRating) -> RowDict:
    return row._asdict() | {"rated_on": row.rated_on.isoformat() if row.rated_on else None}
