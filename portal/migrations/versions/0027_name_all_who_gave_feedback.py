"""Name all coaches whose feedback a verdict was: an answer to it, and words, are for each of them."""

from alembic import op

revision = "0027"
down_revision = "0026"

# The owner sees rows only without FORCE.
READ = ("milestones", "review_moves", "reviews", "review_ratings", "words_to_coaches")
FILL = """
UPDATE review_moves m SET given_by = ARRAY(
  SELECT m.by UNION
  SELECT own.author_id FROM reviews own JOIN reviews sent
    ON sent.analysis_id = own.analysis_id AND sent.revision = own.revision
    AND sent.sent_at = own.closed_at
  WHERE own.analysis_id = m.analysis_id AND own.revision = m.revision AND own.kind = 'own'
  ORDER BY 1)
WHERE m.action IN ('request_changes', 'accept')"""
# What a verdict met has its very moment from now on, and by it the two are found together.
ALIGN = """
UPDATE milestones met SET met_at = m.at FROM review_moves m
WHERE met.key = 'feedback_given' AND met.analysis_id = m.analysis_id
  AND m.action IN ('request_changes', 'accept')
  AND met.met_at BETWEEN m.at AND m.at + interval '1 second'"""
SHARE = """
INSERT INTO {table} (organisation_id, project_id, analysis_id, move_id, coach_id, {more})
SELECT said.organisation_id, said.project_id, said.analysis_id, said.move_id, other, {said}
FROM {table} said JOIN review_moves m ON m.id = said.move_id
CROSS JOIN LATERAL unnest(m.given_by) AS other
WHERE other <> said.coach_id"""
SHARED = {
    "review_ratings": "answer, rated_at, rated_by",
    "words_to_coaches": "body, sent_at, written_at, by",
}
UNIQUE = "ALTER TABLE {0} ADD CONSTRAINT uq_{0}_organisation_id_move_id{1} UNIQUE (organisation_id, move_id{2})"
DROP = "ALTER TABLE {0} DROP CONSTRAINT uq_{0}_organisation_id_move_id{1}"
# On their own pages coaches see what they gave together after they have left, too.
OWN = "scope_side() = 'coach' AND scope_organisation() IS NULL AND scope_person() = ANY (given_by)"


def upgrade() -> None:
    """Add the coaches of each verdict, and give each of them what was said of it."""
    op.execute("ALTER TABLE review_moves ADD COLUMN given_by bigint[] DEFAULT '{}' NOT NULL")
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(FILL)
    op.execute(ALIGN)
    for table, columns in SHARED.items():
        op.execute(DROP.format(table, ""))
        op.execute(UNIQUE.format(table, "_coach_id", ", coach_id"))
        said = ", ".join(f"said.{name}" for name in columns.split(", "))
        op.execute(SHARE.format(table=table, more=columns, said=said))
    for table in READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("CREATE INDEX ix_review_moves_given_by ON review_moves USING gin (given_by)")
    op.execute(f"CREATE POLICY given_together ON review_moves FOR SELECT USING ({OWN})")
    op.execute("GRANT SELECT (given_by) ON review_moves TO portal_network")


def downgrade() -> None:
    """Leave what was said of a verdict with the coach who pressed the button."""
    op.execute("DROP POLICY given_together ON review_moves")
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for table in SHARED:
        op.execute(
            f"DELETE FROM {table} said USING review_moves m "
            "WHERE m.id = said.move_id AND m.by <> said.coach_id"
        )
        op.execute(DROP.format(table, "_coach_id"))
        op.execute(UNIQUE.format(table, "", ""))
    for table in READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE review_moves DROP COLUMN given_by")
