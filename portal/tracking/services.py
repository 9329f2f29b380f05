"""What people do over time: look at the dividers and connectors again."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.analyses.models import Factor
from portal.analyses.rows.access import hold_analysis
from portal.analyses.rows.contributors import note_contribution
from portal.errors import NotFound
from portal.extensions import db
from portal.tracking.check_in_form import Visit
from portal.tracking.models import CheckIn


def check_in(analysis_id: int, visit: Visit, *, token: str, by: int) -> int:
    """Record one look, in every state of the review; return how many factors were recorded.

    The same token again records nothing. NotFound where a factor is not one of the analysis.
    """
    held = hold_analysis(analysis_id)
    lines = _lines(analysis_id, visit)
    if len(lines) != len(visit.seen):
        raise NotFound
    rows = [
        {
            "organisation_id": held.project.organisation_id,
            "project_id": held.project.id,
            "analysis_id": analysis_id,
            "factor_id": factor_id,
            "line_id": lines[factor_id],
            "token": token,
            "observed_on": visit.observed_on,
            "trend": seen.trend,
            "note": seen.note,
            "observer": visit.observer,
            "created_at": clock.now(),
            "by": by,
        }
        for factor_id, seen in visit.seen.items()
    ]
    written = db.session.execute(
        upsert(CheckIn)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["analysis_id", "factor_id", "token"])
        .returning(CheckIn.id)
    ).all()
    note_contribution(held, by=by)
    return len(written)


def _lines(analysis_id: int, visit: Visit) -> dict[int, int]:
    # A factor that was removed while somebody looked at it keeps what they saw.
    found = db.session.execute(
        select(Factor.id, func.coalesce(Factor.line_id, Factor.id)).where(
            Factor.analysis_id == analysis_id, Factor.id.in_(list(visit.seen))
        )
    )
    return {row[0]: row[1] for row in found}
