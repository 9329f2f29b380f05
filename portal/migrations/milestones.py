"""Brings a milestone that is new in the journey's table to the projects that are under way."""

from alembic import op
from sqlalchemy import text

from portal import clock
from portal.projects.journey import Actor, Stage

# Days count from today on a project's own clock: nobody is late for what nobody knew of.
WRITE = text("""
WITH new AS (
  SELECT CAST(:key AS varchar) AS key, CAST(:stage AS varchar) AS stage,
    CAST(:actor AS varchar) AS actor, CAST(:days AS integer) AS days, CAST(:after AS varchar) AS after
), closed AS (
  SELECT project_id, key FROM milestones WHERE met_at IS NOT NULL OR waived_at IS NOT NULL
), running AS (
  SELECT organisation_id, id, stage,
    CASE state WHEN 'paused' THEN state_since ELSE CAST(:today AS date) END AS today
  FROM projects WHERE state <> 'ended' AND stage = ANY (:stages)
)
INSERT INTO milestones
  (organisation_id, project_id, key, stage, actor, days, after, opened_at, due_on)
SELECT r.organisation_id, r.id, n.key, n.stage, n.actor, n.days, n.after, now(),
  CASE WHEN r.stage = n.stage AND (n.after IS NULL OR (r.id, n.after) IN (SELECT * FROM closed))
    THEN r.today + n.days END
FROM running r, new n""")


def add_milestone(
    key: str, stage: Stage, actor: Actor, *, days: int | None, after: str | None = None
) -> None:
    """Write a row of a new milestone for each project that has neither ended nor left its stage.

    `days` and `after` are as in `MILESTONES`.
    """
    stages = list(Stage)
    values = {
        "key": key,
        "stage": stage,
        "actor": actor,
        "days": days,
        "after": after,
        "today": clock.today(),
        "stages": stages[: stages.index(stage) + 1],
    }
    _force(on=False)
    op.get_bind().execute(WRITE, values)
    _force(on=True)


def remove_milestone(key: str) -> None:
    """Remove all rows of a milestone that was added, with what was written in them."""
    _force(on=False)
    op.get_bind().execute(text("DELETE FROM milestones WHERE key = :key"), {"key": key})
    _force(on=True)


def _force(*, on: bool) -> None:
    # The owner sees rows only without FORCE.
    for table in ("projects", "milestones"):
        op.execute(f"ALTER TABLE {table} {'' if on else 'NO '}FORCE ROW LEVEL SECURITY")
