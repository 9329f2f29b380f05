"""Analyses for tests of a review: made by a member, and put into any state past every policy."""

import json
from uuid import uuid4

from sqlalchemy import insert

from portal.analyses.models import Analysis
from portal.coaching.workflow import WAITS_FOR_COACH, State
from portal.extensions import db
from portal.projects.ledger import ProjectRef
from tests.world import World

EMPTY = {"framework_version": "handbook-2004", "title": "", "declared_steps": [1], "rows": {}}


def make_analysis(world: World, project: ProjectRef, slug: str = "lotus") -> int:
    """Begin an analysis as the organisation's manager and return its id."""
    with world.acting(f"{slug}_manager", slug) as manager:
        return db.session.execute(
            insert(Analysis)
            .values(
                organisation_id=project.organisation_id,
                project_id=project.id,
                token=str(uuid4()),
                title="Who fetches water, and who waits",
                declared_steps=[1],
                created_by=manager,
            )
            .returning(Analysis.id)
        ).scalar_one()


def put(world: World, analysis_id: int, state: State) -> None:
    """Set a state as if the moves before it had been made."""
    revisions = 0 if state is State.DRAFT else 1
    world.admin.execute(
        "UPDATE analyses SET state = %s, revisions = %s WHERE id = %s",
        [state, revisions, analysis_id],
    )
    world.admin.execute("DELETE FROM revisions WHERE analysis_id = %s", [analysis_id])
    if revisions:
        write_revision(world, analysis_id)


def waits_for_coach(state: State) -> bool:
    """Tell whether the coach has to act."""
    return state in WAITS_FOR_COACH


def write_revision(world: World, analysis_id: int) -> None:
    """Write the first revision of an analysis, with nothing in it."""
    world.admin.execute(
        "INSERT INTO revisions (organisation_id, project_id, analysis_id, submitted_by, number, "
        "snapshot, sha256) SELECT organisation_id, project_id, id, created_by, 1, %s, '' "
        "FROM analyses WHERE id = %s",
        [json.dumps(EMPTY), analysis_id],
    )
