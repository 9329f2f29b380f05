"""Keep until when somebody has seen the news of an organisation, or as a coach."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.policies import app_may, person_table

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Create the table, each row its person's alone."""
    op.create_table(
        "news_marks",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_marks")),
        sa.UniqueConstraint(
            *("person_id", "organisation_id"),
            name=op.f("uq_news_marks_person_id_organisation_id"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.ForeignKeyConstraint(
            *(["person_id"], ["people.id"]),
            name=op.f("fk_news_marks_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            *(["organisation_id"], ["organisations.id"]),
            name=op.f("fk_news_marks_organisation_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_news_marks_organisation_id"), "news_marks", ["organisation_id"])
    for statement in person_table("news_marks"):
        op.execute(statement)
    op.execute(app_may("news_marks", "SELECT", "INSERT", "UPDATE"))


def downgrade() -> None:
    """Forget what was seen: all news of the last weeks is new again."""
    op.drop_table("news_marks")
