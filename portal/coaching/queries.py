"""Coaches of a project."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from portal.accounts.models import Person
from portal.coaching.models import CoachAssignment
from portal.extensions import db


def current_coaches(project_id: int) -> Sequence[Row[Any]]:
    """Return id, name, email and locale of the coaches who are assigned to a project now."""
    return db.session.execute(
        select(Person.id, Person.name, Person.email, Person.locale)
        .join(CoachAssignment, CoachAssignment.coach_id == Person.id)
        .where(CoachAssignment.project_id == project_id, CoachAssignment.ended_at.is_(None))
        .order_by(Person.name)
    ).all()
