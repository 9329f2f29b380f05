"""Say what the network reached: its own counts, before the portal and beside it."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.policies import app_may

revision = "0012"
down_revision = "0011"

STATEMENTS = (
    app_may("reach_figures", "SELECT"),
    "GRANT SELECT ON reach_figures TO portal_network",
    "GRANT INSERT, UPDATE, DELETE ON reach_figures TO portal_coordinator",
)


def upgrade() -> None:
    """Make a table that coordinators write and the network reads."""
    op.create_table(
        "reach_figures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("organisations >= 0", name=op.f("ck_reach_figures_organisations")),
        sa.CheckConstraint(
            "people >= 0 AND women >= 0 AND women <= people", name=op.f("ck_reach_figures_people")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_reach_figures_days")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["people.id"], name=op.f("fk_reach_figures_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach_figures")),
        sa.UniqueConstraint("kind", name=op.f("uq_reach_figures_kind")),
    )
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop the table with its counts."""
    op.drop_table("reach_figures")
