"""Makes things through the portal's own services, as members of the cast would."""

from datetime import date
from uuid import uuid4

from sqlalchemy import insert

from portal import clock
from portal.coaching.models import CoachAssignment
from portal.extensions import db
from portal.projects.ledger import ProjectRef
from portal.projects.services import ProjectDetails, start_project
from tests.world import World

DETAILS = ProjectDetails(
    title="Water for two villages", place="Kampong Chhnang", starts_on=date(2026, 1, 5)
)


def make_project(
    world: World, slug: str = "lotus", details: ProjectDetails = DETAILS
) -> ProjectRef:
    """Start a project as the organisation's manager."""
    organisation_id = world.organisations[slug]
    with world.acting(f"{slug}_manager", slug) as manager:
        project_id = start_project(
            organisation_id, slug.upper(), details, token=str(uuid4()), by=manager
        )
    return ProjectRef(organisation_id, project_id)


def assign_coach(world: World, project: ProjectRef, coach: str = "coach") -> None:
    """Let a coach of the cast through the wall of one project."""
    with world.coordinating() as coordinator:
        db.session.execute(
            insert(CoachAssignment).values(
                organisation_id=project.organisation_id,
                project_id=project.id,
                coach_id=world.people[coach],
                assigned_by=coordinator,
                assigned_at=clock.now(),
            )
        )
