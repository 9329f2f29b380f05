"""Note that a sign-in has led to a draft: the next one need not."""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add the note; no sign-in has led to what is there."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE drafts ADD COLUMN is_led_to boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Forget to which drafts sign-ins have led."""
    op.drop_column("drafts", "is_led_to")
