"""Coaches with profiles, for tests of who fits whom and what passes between them."""

from typing import Any

from portal.partnership.profiles import ProfileDetails, save_profile
from portal.projects.ledger import ProjectRef
from tests.world import World


def describe(world: World, coach: str, **said: Any) -> None:
    """Write the profile of a coach, as themselves."""
    with world.acting(coach) as person:
        save_profile(person, ProfileDetails(**said), version=0, by=person)


def join(world: World, who: str, slug: str, role: str) -> None:
    """Make somebody a member of an organisation."""
    world.admin.execute(
        "INSERT INTO memberships (organisation_id, person_id, role) VALUES (%s, %s, %s)",
        [world.organisations[slug], world.people[who], role],
    )


def add_coach(world: World, name: str) -> int:
    """Add one more coach to the network and return the id."""
    person = int(
        world.one(
            "INSERT INTO people (email, name, fs_uniquifier) VALUES (%s, %s, %s) RETURNING id",
            f"{name}@test.example",
            name,
            name,
        )
    )
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coach')", [person]
    )
    return person


def assignment_of(world: World, project: ProjectRef, coach: str = "coach") -> int:
    """Return the id of a coach's latest assignment to a project."""
    return int(
        world.one(
            "SELECT max(id) FROM coach_assignments WHERE project_id = %s AND coach_id = %s",
            project.id,
            world.people[coach],
        )
    )
