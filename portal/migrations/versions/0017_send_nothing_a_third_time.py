"""Keep of a mail how often it was handed over without an answer, and when it was first refused."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the two columns, and the index that tells what was taken since."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "outbox", sa.Column("handovers", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("outbox", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_outbox_sent", "outbox", ["sent_at"], postgresql_where=sa.text("sent_at IS NOT NULL")
    )


def downgrade() -> None:
    """Forget both."""
    op.drop_index("ix_outbox_sent", table_name="outbox")
    op.drop_column("outbox", "refused_at")
    op.drop_column("outbox", "handovers")
