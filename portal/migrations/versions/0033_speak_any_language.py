"""Hold a language to the form of a code alone: which there are is asked where one is chosen."""

from alembic import op

revision = "0033"
down_revision = "0032"

TABLES = ("people", "report_files")


def upgrade() -> None:
    """Loosen both checks; what is there fits the new ones."""
    _hold_to("locale ~ '^[a-z]{2}$'")


def downgrade() -> None:
    """Hold to the two languages that there were; refused where another is spoken."""
    _hold_to("locale IN ('en', 'km')")


def _hold_to(condition: str) -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in TABLES:
        name = f"ck_{table}_locale"
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
