"""Keep what somebody wrote in a form that was not taken."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations.policies import app_may, enable

revision = "0025"
down_revision = "0024"

# The writer alone, and only where they still belong to the organisation or coach in it.
OWN = """person_id = scope_person() AND scope_side() <> 'worker' AND (organisation_id IS NULL OR (
  (scope_organisation() IS NULL OR organisation_id = scope_organisation())
  AND (EXISTS (SELECT FROM memberships m WHERE m.person_id = scope_person()
               AND m.organisation_id = drafts.organisation_id)
       OR EXISTS (SELECT FROM coach_assignments c WHERE c.coach_id = scope_person()
                  AND c.organisation_id = drafts.organisation_id AND c.ended_at IS NULL))))"""

STATEMENTS = (
    *enable("drafts"),
    f"CREATE POLICY own ON drafts USING ({OWN})",
    # Whoever sweeps reads none of them.
    "CREATE POLICY old ON drafts FOR DELETE USING (scope_side() = 'worker' "
    "AND written_at < now() - interval '14 days')",
    app_may("drafts", "SELECT", "INSERT", "UPDATE", "DELETE"),
)


def upgrade() -> None:
    """Make the table and its policies."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_drafts_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_drafts_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            "digest",
            name=op.f("uq_drafts_organisation_id_person_id_digest"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_drafts_organisation_id"), "drafts", ["organisation_id"])
    op.create_index(op.f("ix_drafts_person_id"), "drafts", ["person_id"])
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop the table with what it kept."""
    op.drop_table("drafts")
