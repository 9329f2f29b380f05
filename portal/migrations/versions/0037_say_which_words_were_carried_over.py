"""Note on a coach's word on a step that it is the one of the last round, left as it was."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Add the note; every word that is there was given anew."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE step_ratings ADD COLUMN is_carried boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Forget which words were left as they were."""
    op.drop_column("step_ratings", "is_carried")
