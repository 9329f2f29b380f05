"""Who wrote in an analysis: noted with each save, shown to the organisation and its coach."""

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.analyses.monitoring_models import Contribution
from portal.analyses.rows.access import HeldAnalysis
from portal.extensions import db

# Saves come every second while one types; a note every few minutes says as much.
NOTED_EVERY = timedelta(minutes=5)


def note_contribution(held: HeldAnalysis, *, by: int) -> None:
    """Note that somebody wrote in an analysis now."""
    db.session.execute(
        upsert(Contribution)
        .values(
            organisation_id=held.project.organisation_id,
            project_id=held.project.id,
            analysis_id=held.id,
            person_id=by,
            first_at=clock.now(),
            last_at=clock.now(),
        )
        .on_conflict_do_update(
            index_elements=["analysis_id", "person_id"],
            set_={"last_at": clock.now()},
            where=Contribution.last_at < clock.now() - NOTED_EVERY,
        )
    )
