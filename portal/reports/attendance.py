"""Freezes workshops and coaching sessions of a period, and how many people came, as numbers."""

from typing import Any, TypeAlias

from sqlalchemy import Result, func, select

from portal.events.details import SEXES
from portal.events.kinds import TRAINING_KINDS, WorkshopKind
from portal.events.models import Workshop
from portal.extensions import db
from portal.projects.models import Project
from portal.reports.period import Period
from portal.reports.subject import Subject
from portal.sessions.models import CoachingSession

# A workshop or session in a snapshot, which is stored as JSON.
FrozenRow: TypeAlias = dict[str, Any]


def attendance_of(subject: Subject, period: Period) -> dict[str, object]:
    """Return the keys of a snapshot that tell of workshops, sessions and the people in them."""
    workshops, sessions = _workshops(subject, period), read_sessions(subject, period)
    return {
        "workshops": workshops,
        "people": _people_trained(workshops),
        "people_by_kind": _people_by_kind(workshops),
        "sessions": sessions,
        "session_people": {sex: sum(session[sex] for session in sessions) for sex in SEXES},
        "people_to_date": _people_to_date(subject, period),
    }


def read_sessions(subject: Subject, period: Period) -> list[FrozenRow]:
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
    return _frozen(found)


def _workshops(subject: Subject, period: Period) -> list[FrozenRow]:
    found = db.session.execute(
        select(
            Workshop.kind, Workshop.held_on, Workshop.days, Workshop.given_by,
            *(getattr(Workshop, sex) for sex in SEXES), Workshop.is_uncounted, Workshop.known_to,
        )
        .where(
            *subject.workshops,
            Workshop.held_on.between(period.starts_on, period.ends_on),
        )
        .order_by(Workshop.held_on, Workshop.id)
    )  # fmt: skip
    return _frozen(found)


def _frozen(found: Result[*tuple[Any, ...]]) -> list[FrozenRow]:
    return [dict(row) | {"held_on": row["held_on"].isoformat()} for row in found.mappings()]


def _people_trained(workshops: list[FrozenRow]) -> dict[str, int]:
    trainings = [workshop for workshop in workshops if workshop["kind"] in TRAINING_KINDS]
    return {sex: sum(workshop[sex] for workshop in trainings) for sex in SEXES}


def _people_by_kind(workshops: list[FrozenRow]) -> dict[str, int]:
    counts = dict.fromkeys(map(str, WorkshopKind), 0)
    for workshop in workshops:
        counts[workshop["kind"]] += sum(workshop[sex] for sex in SEXES)
    return counts


def _people_to_date(subject: Subject, period: Period) -> dict[str, int]:
    sums = [func.coalesce(func.sum(getattr(Workshop, sex)), 0).label(sex) for sex in SEXES]
    row = db.session.execute(
        select(*sums).where(
            *subject.workshops,
            Workshop.kind.in_(TRAINING_KINDS),
            Workshop.held_on <= period.ends_on,
        )
    ).one()
    return {sex: int(getattr(row, sex)) for sex in SEXES}
