"""Freezes the coaching sessions of a period as numbers, without a word of what was said."""

from typing import Any

from sqlalchemy import select

from portal.events.details import SEXES
from portal.extensions import db
from portal.projects.models import Project
from portal.reports.period import Period
from portal.reports.subject import Subject
from portal.sessions.models import CoachingSession


def read_sessions(subject: Subject, period: Period) -> list[dict[str, Any]]:
    """Return reference, day, mode, minutes and people of each session in a period, by date."""
    found = db.session.execute(
        select(
            *(Project.reference, CoachingSession.held_on, CoachingSession.mode),
            CoachingSession.minutes,
            *(getattr(CoachingSession, sex) for sex in SEXES),
        )
        .join(Project, Project.id == CoachingSession.project_id)
        .where(
            *subject.below(CoachingSession),
            CoachingSession.held_on.between(period.starts_on, period.ends_on),
        )
        .order_by(CoachingSession.held_on, CoachingSession.id)
    )
    return [
        dict(row._mapping) | {"held_on": row.held_on.isoformat()}  # noqa: SLF001  SQLAlchemy's documented way
        for row in found
    ]
