"""Drop the place of milestones in the ledger: the portal's table says their order."""

from alembic import op
from sqlalchemy import text

from portal.projects.milestones import MILESTONES

revision = "0034"
down_revision = "0033"

# A row may bear a key that has left the table: it comes last.
FILL = (
    "UPDATE milestones SET position = coalesce("
    "array_position(CAST(:keys AS varchar[]), key) - 1, cardinality(CAST(:keys AS varchar[])))"
)


def upgrade() -> None:
    """Drop the column."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE milestones DROP COLUMN position")


def downgrade() -> None:
    """Write down again where each row stands."""
    op.execute("ALTER TABLE milestones ADD COLUMN position integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE milestones NO FORCE ROW LEVEL SECURITY")
    op.get_bind().execute(text(FILL), {"keys": [milestone.key for milestone in MILESTONES]})
    op.execute("ALTER TABLE milestones FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE milestones ALTER COLUMN position DROP DEFAULT")
    op.execute("GRANT SELECT (position) ON milestones TO portal_network")
