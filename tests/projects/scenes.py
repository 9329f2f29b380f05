"""Projects for tests in any stage and state, and what the database holds of them."""

from typing import Any

from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONES
from tests.world import World

# The keys of the rows with which a project begins, in their order.
AT_THE_START = tuple(one.key for one in MILESTONES if not one.repeats)
LEDGER = "SELECT * FROM milestones WHERE project_id = %s ORDER BY id"
PROJECT = "SELECT * FROM projects WHERE id = %s"
EVENTS = "SELECT * FROM project_events WHERE project_id = %s ORDER BY id"


def put(world: World, project: ProjectRef, **values: object) -> None:
    """Set columns of a project as if the moves before had been made."""
    for name, value in values.items():
        world.admin.execute(f"UPDATE projects SET {name} = %s WHERE id = %s", [value, project.id])


def close_stage(
    world: World, project: ProjectRef, stage: str, *, but: tuple[str, ...] = ()
) -> None:
    """Meet every open row of a stage as if its verbs had been used, but those that are named."""
    world.admin.execute(
        "UPDATE milestones SET met_at = now(), met_by = (SELECT min(id) FROM people) "
        "WHERE project_id = %s AND stage = %s AND met_at IS NULL AND key <> ALL (%s)",
        [project.id, stage, list(but)],
    )


def picture(world: World, project: ProjectRef) -> list[Any]:
    """Return everything that the database holds of a project's journey."""
    return [
        world.admin.execute(query, [project.id]).fetchall() for query in (PROJECT, LEDGER, EVENTS)
    ]


def row_id(world: World, project: ProjectRef, key: str) -> int:
    """Return the id of a milestone's row."""
    found = world.one(
        "SELECT id FROM milestones WHERE project_id = %s AND key = %s", project.id, key
    )
    return int(found)


def milestone(world: World, project: ProjectRef, key: str) -> tuple[Any, ...]:
    """Return whether a milestone is met, whether it is waived, and when it falls due."""
    row = world.admin.execute(
        "SELECT met_at IS NOT NULL, waived_at IS NOT NULL, due_on FROM milestones "
        "WHERE project_id = %s AND key = %s",
        [project.id, key],
    ).fetchone()
    assert row is not None
    return row
