"""Count the failures of a report apart from its tries: a worker that was killed failed at nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the count."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "reports", sa.Column("failures", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("reports", "failures")
