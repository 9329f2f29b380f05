"""Count people whose sex nobody recorded, and say where nobody counted how many took part."""

from alembic import op

revision = "0014"
down_revision = "0013"

TABLES = ("workshops", "coaching_sessions")
BEFORE = "women >= 0 AND men >= 0 AND undisclosed >= 0"
NOW = f"{BEFORE} AND unrecorded >= 0"
UNCOUNTED = "NOT is_uncounted OR women + men + undisclosed + unrecorded = 0"


def upgrade() -> None:
    """Add the columns; what is on record stays as it is: everybody was counted, by sex."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN unrecorded integer NOT NULL DEFAULT 0")
        op.execute(f"GRANT SELECT (unrecorded) ON {table} TO portal_network")
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_people")
        _check(table, "people", NOW)
    op.execute("ALTER TABLE workshops ADD COLUMN is_uncounted boolean NOT NULL DEFAULT false")
    op.execute("GRANT SELECT (is_uncounted) ON workshops TO portal_network")
    _check("workshops", "uncounted", UNCOUNTED)


def downgrade() -> None:
    """Drop the columns; people whose sex was not recorded become some who did not say."""
    op.execute("ALTER TABLE workshops DROP CONSTRAINT ck_workshops_uncounted")
    op.execute("ALTER TABLE workshops DROP COLUMN is_uncounted")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_people")
        op.execute(f"UPDATE {table} SET undisclosed = undisclosed + unrecorded")
        op.execute(f"ALTER TABLE {table} DROP COLUMN unrecorded")
        _check(table, "people", BEFORE)


def _check(table: str, name: str, condition: str) -> None:
    # Validated in a step of its own, which does not keep others from writing.
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({condition}) NOT VALID"
    )
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_{name}")
