"""Let the portal alone ask who coaches beside a coach: the function reads past the policies."""

from alembic import op

revision = "0013"
down_revision = "0012"

FUNCTION = "FUNCTION coaches_beside(bigint)"


def upgrade() -> None:
    """Take the function from everybody and give it to the role that serves requests."""
    op.execute(f"REVOKE ALL ON {FUNCTION} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON {FUNCTION} TO portal_app")


def downgrade() -> None:
    """Give it back to everybody."""
    op.execute(f"GRANT EXECUTE ON {FUNCTION} TO PUBLIC")
