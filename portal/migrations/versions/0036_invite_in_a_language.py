"""Keep with an invitation in which language it is written; none where nobody chose one."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the language, for workers who write the mail too."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE invitations ADD COLUMN locale varchar(2)")
    check = "ADD CONSTRAINT ck_invitations_locale CHECK (locale ~ '^[a-z]{2}$') NOT VALID"
    op.execute(f"ALTER TABLE invitations {check}")
    op.execute("ALTER TABLE invitations VALIDATE CONSTRAINT ck_invitations_locale")
    op.execute("GRANT SELECT (locale) ON invitations TO portal_network")


def downgrade() -> None:
    """Forget it: mails are in the language of whoever invites."""
    op.execute("ALTER TABLE invitations DROP COLUMN locale")
