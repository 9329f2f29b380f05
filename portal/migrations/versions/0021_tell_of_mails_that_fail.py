"""Keep the mails that do not get through where those can read of them who can act."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.policies import NETWORK, app_may, coordinator_writes, enable

revision = "0021"
down_revision = "0020"

# A mail of the organisation, or one of nobody's organisation to somebody who belongs to it.
OF_THE_ORGANISATION = """scope_side() = 'member' AND (organisation_id = scope_organisation()
  OR (organisation_id IS NULL AND recipient_id IN (
    SELECT person_id FROM memberships WHERE organisation_id = scope_organisation())))"""
SHOWN = (
    "id, mail_id, organisation_id, recipient_id, kind, subject, address, cause, answer, is_final, "
    "since, failed_at, told_at, retry_at"
)
WALL = [
    *enable("mail_failures"),
    "CREATE POLICY worker ON mail_failures USING (scope_side() = 'worker')",
    f"CREATE POLICY managed ON mail_failures FOR SELECT USING ({OF_THE_ORGANISATION})",
    f"CREATE POLICY asked ON mail_failures FOR UPDATE USING ({OF_THE_ORGANISATION})",
    app_may("mail_failures", "SELECT", "INSERT", "DELETE"),
    "GRANT UPDATE (cause, answer, is_final, failed_at, told_at, retry_at) ON mail_failures "
    "TO portal_app",
    f"CREATE POLICY network_reads ON mail_failures FOR SELECT TO portal_network USING ({NETWORK})",
    f"GRANT SELECT ({SHOWN}) ON mail_failures TO portal_network",
    *coordinator_writes("mail_failures", "UPDATE (retry_at)"),
]


def upgrade() -> None:
    """Make the table and its wall."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "mail_failures",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("mail_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("recipient_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("cause", sa.String(12), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("is_final", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "since", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column(
            "failed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('refused', 'put_off', 'unconfirmed', 'not_written')",
            name=op.f("ck_mail_failures_cause"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_failures")),
        sa.UniqueConstraint("mail_id", name=op.f("uq_mail_failures_mail_id")),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outbox.id"], name=op.f("fk_mail_failures_mail_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_mail_failures_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["people.id"],
            name=op.f("fk_mail_failures_recipient_id"),
            ondelete="CASCADE",
        ),
    )
    for column in ("organisation_id", "recipient_id"):
        op.create_index(op.f(f"ix_mail_failures_{column}"), "mail_failures", [column])
    for statement in WALL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("mail_failures")
