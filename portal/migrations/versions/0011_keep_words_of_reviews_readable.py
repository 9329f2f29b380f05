"""Keep a coach's own words of reviews readable to them after they leave a project."""

from alembic import op

revision = "0011"
down_revision = "0010"

OUTSIDE = "scope_side() = 'coach' AND scope_organisation() IS NULL"
OF_MINE = """EXISTS (SELECT FROM reviews r WHERE r.id = review_id
    AND r.kind = 'own' AND r.author_id = scope_person())"""


def upgrade() -> None:
    """Let coaches select their own reviews on their own pages, as they do their comments."""
    op.create_index("ix_reviews_author_id", "reviews", ["author_id"])
    op.execute(
        "CREATE POLICY own_words ON reviews FOR SELECT"
        f" USING ({OUTSIDE} AND author_id = scope_person())"
    )
    for table in ("review_words", "step_ratings"):
        op.execute(f"CREATE POLICY own_words ON {table} FOR SELECT USING ({OUTSIDE} AND {OF_MINE})")


def downgrade() -> None:
    """Take the policies and the index away."""
    for table in ("step_ratings", "review_words", "reviews"):
        op.execute(f"DROP POLICY own_words ON {table}")
    op.drop_index("ix_reviews_author_id", "reviews")
