"""Compare options, keep why one failed, let no option descend from itself, say what is proved."""

from alembic import op

revision = "0004"
down_revision = "0003"

# Whole organisations read these; nothing in them is anybody's words.
COMPARED = ("pattern_fit", "time_to_result", "resources")
PROVED = "kind <> '' AND before <> '' AND after <> '' AND evidence <> ''"


def upgrade() -> None:
    """Add the columns; a rule on a full table is added first and checked afterwards."""
    for column in COMPARED:
        op.execute(f"ALTER TABLE options ADD COLUMN {column} VARCHAR(10) NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE options ADD COLUMN failed_because TEXT NOT NULL DEFAULT ''")
    # Ids rise, so who comes from an older one can never come from themself.
    op.execute(
        "ALTER TABLE options ADD CONSTRAINT ck_options_parent CHECK (parent_id < id) NOT VALID"
    )
    op.execute("ALTER TABLE options VALIDATE CONSTRAINT ck_options_parent")
    op.execute(
        "ALTER TABLE changes ADD COLUMN is_proved BOOLEAN NOT NULL "
        f"GENERATED ALWAYS AS ({PROVED}) STORED"
    )
    op.execute("GRANT SELECT (is_proved) ON changes TO portal_network")


def downgrade() -> None:
    """Take the columns away again."""
    op.execute("ALTER TABLE changes DROP COLUMN is_proved")
    op.execute("ALTER TABLE options DROP CONSTRAINT ck_options_parent")
    for column in (*COMPARED, "failed_because"):
        op.execute(f"ALTER TABLE options DROP COLUMN {column}")
