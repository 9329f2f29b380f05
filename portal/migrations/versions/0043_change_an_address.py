"""Keep which address somebody wants for their account until the link sent there is opened."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.policies import app_may, person_table

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Create the table, each row its person's alone."""
    op.create_table(
        "address_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_address_changes_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
        sa.UniqueConstraint("person_id", name=op.f("uq_address_changes_person_id")),
        sa.ForeignKeyConstraint(
            *(["person_id"], ["people.id"]),
            name=op.f("fk_address_changes_person_id"),
            ondelete="CASCADE",
        ),
    )
    for statement in person_table("address_changes"):
        op.execute(statement)
    op.execute(app_may("address_changes", "SELECT", "INSERT", "UPDATE", "DELETE"))


def downgrade() -> None:
    """Forget the addresses that were not confirmed yet: nobody's account changes by it."""
    op.drop_table("address_changes")
