"""Let analyses follow templates."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change nothing yet."""


def downgrade() -> None:
    """Undo nothing yet."""
