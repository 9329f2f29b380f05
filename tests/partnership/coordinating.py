"""Coaches who also coordinate the network, for tests of what keeps the two apart."""

from tests.world import World

AGREED = (
    "INSERT INTO coach_agreements (organisation_id, project_id, coach_id, proposed_by, "
    "proposed_at, is_agreed, answered_by, answered_at) SELECT organisation_id, id, %s, %s, "
    "%s, true, %s, %s FROM projects WHERE id = %s RETURNING id"
)


def let_coordinate(world: World, who: str = "coach") -> int:
    """Make somebody of the cast a coordinator too and return their id."""
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')",
        [world.people[who]],
    )
    return world.people[who]


def agree(world: World, project: int, coach: int, at: object) -> int:
    """Write the agreement of the manager to a coach and return its id."""
    by, manager = world.people["coordinator"], world.people["lotus_manager"]
    return int(world.one(AGREED, coach, by, at, manager, at, project))
