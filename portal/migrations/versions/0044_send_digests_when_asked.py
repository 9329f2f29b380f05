"""Keep at which hour, and on which day of the week, somebody wants to be reminded."""

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Add both, empty for everybody: whoever has not chosen is reminded as before."""
    op.execute(
        "ALTER TABLE people ADD COLUMN digest_hour smallint, ADD COLUMN digest_day smallint, "
        "ADD CONSTRAINT ck_people_digest_hour CHECK (digest_hour BETWEEN 0 AND 23), "
        "ADD CONSTRAINT ck_people_digest_day CHECK (digest_day BETWEEN 1 AND 7)"
    )


def downgrade() -> None:
    """Forget what was chosen."""
    op.execute("ALTER TABLE people DROP COLUMN digest_hour, DROP COLUMN digest_day")
