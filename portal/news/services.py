"""Keeps until when somebody has seen the news."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.extensions import db
from portal.news.models import NewsMark


def mark_seen(person_id: int, organisation_id: int | None, until: datetime) -> None:
    """Mark the news as seen up to a moment: never what is still to come, and never backwards."""
    added = upsert(NewsMark).values(
        person_id=person_id,
        organisation_id=organisation_id,
        seen_until=min(until, clock.now()),
    )
    db.session.execute(
        added.on_conflict_do_update(
            index_elements=[NewsMark.person_id, NewsMark.organisation_id],
            set_={
                "seen_until": func.greatest(NewsMark.seen_until, added.excluded.seen_until),
            },
        )
    )
