"""Let a workshop on record be an organisation's part in an event of the network."""

from alembic import op

revision = "0048"
down_revision = "0047"

STATEMENTS = (
    "SET LOCAL lock_timeout = '5s'",
    "ALTER TABLE workshops ADD COLUMN event_id bigint",
    "ALTER TABLE workshops ADD CONSTRAINT fk_workshops_event_id "
    "FOREIGN KEY (event_id) REFERENCES events (id) NOT VALID",
    "ALTER TABLE workshops VALIDATE CONSTRAINT fk_workshops_event_id",
    "ALTER TABLE workshops ADD CONSTRAINT uq_workshops_organisation_id_event_id "
    "UNIQUE (organisation_id, event_id)",
    "CREATE INDEX ix_workshops_event_id ON workshops (event_id)",
    "GRANT SELECT (event_id) ON workshops TO portal_network",
)


def upgrade() -> None:
    """Add the column; what is on record was recorded by its organisation alone."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Forget which workshop was an event."""
    op.execute("ALTER TABLE workshops DROP COLUMN event_id")
