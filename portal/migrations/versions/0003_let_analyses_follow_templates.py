"""Let analyses follow templates; say more of details and of messages."""

from alembic import op

revision = "0003"
down_revision = "0002"

# New columns have constant defaults, so no row is rewritten; checks are validated without a lock
# that keeps others from reading or writing.
COLUMNS = (
    ("analyses", "detail_layout", "varchar(20) NOT NULL DEFAULT 'details'"),
    ("details", "is_constraint", "boolean NOT NULL DEFAULT false"),
    ("details", "why_2", "text NOT NULL DEFAULT ''"),
    ("details", "why_3", "text NOT NULL DEFAULT ''"),
    ("chains", "message_tag", "varchar(30) NOT NULL DEFAULT ''"),
    ("chains", "behaviour", "text NOT NULL DEFAULT ''"),
    ("chains", "perceived_by", "text NOT NULL DEFAULT ''"),
)
CHECKS = (
    ("framework_version", "framework_version IN ('handbook-2004', 'lcp-6', 'action-loop')"),
    ("detail_layout", "detail_layout IN ('details', 'circumstances')"),
)


def upgrade() -> None:
    """Add the columns and the checks; the policies and grants of the tables cover them."""
    for table, name, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    for name, condition in CHECKS:
        constraint = f"ck_analyses_{name}"
        op.execute(
            f"ALTER TABLE analyses ADD CONSTRAINT {constraint} CHECK ({condition}) NOT VALID"
        )
        op.execute(f"ALTER TABLE analyses VALIDATE CONSTRAINT {constraint}")


def downgrade() -> None:
    """Take the columns and the checks away."""
    for name, _ in CHECKS:
        op.execute(f"ALTER TABLE analyses DROP CONSTRAINT ck_analyses_{name}")
    for table, name, _ in COLUMNS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
