"""Say of a sending that nothing in it was new, so that it is not counted as one more."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the mark; what was sent before counts as it did."""
    op.execute("ALTER TABLE review_moves ADD COLUMN is_repeat boolean DEFAULT false NOT NULL")


def downgrade() -> None:
    """Take the mark away."""
    op.execute("ALTER TABLE review_moves DROP COLUMN is_repeat")
