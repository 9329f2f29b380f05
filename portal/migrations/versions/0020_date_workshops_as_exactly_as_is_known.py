"""Date workshops as exactly as is known: to the day, the month or the year; length unknown too."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add how exactly the day is known; on record so far is every workshop to the day."""
    op.execute("ALTER TABLE workshops ADD COLUMN known_to varchar(5) NOT NULL DEFAULT 'day'")
    op.execute("GRANT SELECT (known_to) ON workshops TO portal_network")
    op.execute(
        "ALTER TABLE workshops ADD CONSTRAINT ck_workshops_known_to"
        " CHECK (known_to IN ('day', 'month', 'year')) NOT VALID"
    )
    op.execute("ALTER TABLE workshops VALIDATE CONSTRAINT ck_workshops_known_to")
    op.execute(
        "ALTER TABLE workshops ALTER COLUMN days DROP NOT NULL, ALTER COLUMN days DROP DEFAULT"
    )


def downgrade() -> None:
    """Know every workshop to the day again; one of unknown length lasts a day."""
    op.execute("UPDATE workshops SET days = 1 WHERE days IS NULL")
    op.execute(
        "ALTER TABLE workshops ALTER COLUMN days SET DEFAULT 1, ALTER COLUMN days SET NOT NULL"
    )
    op.execute("ALTER TABLE workshops DROP COLUMN known_to")
