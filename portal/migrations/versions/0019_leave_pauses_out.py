"""Keep with each milestone for how long it waited in pauses, so that no mean counts them."""

from alembic import op

revision = "0019"
down_revision = "0018"

# What is still open in a pause that lasts gets its share when the project goes on.
BACKFILL = (
    """UPDATE milestones SET paused_for = told.total FROM (
      SELECT m.id, sum(least(p.ended, m.met_at) - greatest(p.began, m.opened_at)) AS total
      FROM milestones m JOIN (
        SELECT project_id, target, at AS began,
          lead(at) OVER (PARTITION BY project_id ORDER BY id) AS ended
        FROM project_events WHERE kind = 'state'
      ) p ON p.project_id = m.project_id AND p.target = 'paused'
      WHERE p.began < coalesce(m.met_at, p.ended) AND m.opened_at < coalesce(p.ended, m.met_at)
      GROUP BY m.id
    ) told WHERE milestones.id = told.id""",
)
WATCHED = ("milestones", "project_events")


def upgrade() -> None:
    """Add the column, let the network read it, and fill it from the history of the projects."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE milestones ADD COLUMN paused_for interval NOT NULL DEFAULT '0'")
    op.execute("GRANT SELECT (paused_for) ON milestones TO portal_network")
    op.execute("GRANT UPDATE (paused_for) ON milestones TO portal_coordinator")
    # The owner sees rows only without FORCE.
    for table in WATCHED:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in BACKFILL:
        op.execute(statement)
    for table in WATCHED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Drop the column; the history of the projects still says when they were paused."""
    op.drop_column("milestones", "paused_for")
