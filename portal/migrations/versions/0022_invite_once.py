"""Keep one open invitation for each place, role and address."""

from alembic import op

revision = "0022"
down_revision = "0021"

OPEN = "accepted_at IS NULL AND revoked_at IS NULL"
PLACE = "organisation_id, role, email"


def upgrade() -> None:
    """End what ran out and all but the newest of each; the newest is the one whose link works."""
    op.execute("ALTER TABLE invitations ADD COLUMN token varchar(36) NOT NULL DEFAULT ''")
    # The owner sees rows only without FORCE.
    op.execute("ALTER TABLE invitations NO FORCE ROW LEVEL SECURITY")
    op.execute(
        f"UPDATE invitations SET revoked_at = now() WHERE {OPEN} AND (expires_at <= now() OR id NOT IN "
        f"(SELECT max(id) FROM invitations WHERE {OPEN} GROUP BY {PLACE}))"
    )
    op.execute("ALTER TABLE invitations FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE UNIQUE INDEX uq_invitations_open ON invitations ({PLACE}) NULLS NOT DISTINCT WHERE {OPEN}"
    )


def downgrade() -> None:
    """Let several be open again."""
    op.execute("DROP INDEX uq_invitations_open")
    op.execute("ALTER TABLE invitations DROP COLUMN token")
