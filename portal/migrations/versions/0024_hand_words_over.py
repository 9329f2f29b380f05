"""Copy at the handover what an old coach wished to leave, and keep the wish until then."""

from alembic import op

revision = "0024"
down_revision = "0023"

WISHES = (
    "ALTER TABLE handovers ADD COLUMN hands_notes boolean NOT NULL DEFAULT false, "
    "ADD COLUMN hands_drafts boolean NOT NULL DEFAULT false",
)
# What was copied before a handover becomes the wish that it was meant as.
KEPT = (
    """UPDATE handovers h SET hands_notes = w.notes <> '', hands_drafts = w.drafts <> '[]'
    FROM handed_words w WHERE w.project_id = h.project_id AND w.author_id = h.coach_id
    AND h.completed_at IS NULL""",
    """DELETE FROM handed_words w USING handovers h WHERE w.project_id = h.project_id
    AND w.author_id = h.coach_id AND h.completed_at IS NULL
    AND NOT EXISTS (SELECT FROM handovers d WHERE d.project_id = w.project_id
      AND d.coach_id = w.author_id AND d.completed_at IS NOT NULL)""",
)
# A coordinator makes the handover and reads none of this: the function copies as the old coach,
# under the policies that hold for them while they still have the project.
FUNCTION = """CREATE FUNCTION hand_words_over(
  p_organisation bigint, p_project bigint, p_assignment bigint, p_coach bigint, p_at timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  person text := current_setting('portal.person', true);
  organisation text := current_setting('portal.organisation', true);
  side text := current_setting('portal.side', true);
  wishes_notes boolean;
  wishes_drafts boolean;
BEGIN
  PERFORM set_config('portal.person', p_coach::text, true),
          set_config('portal.organisation', p_organisation::text, true),
          set_config('portal.side', 'coach', true);
  SELECT hands_notes, hands_drafts INTO wishes_notes, wishes_drafts FROM handovers
    WHERE assignment_id = p_assignment AND project_id = p_project AND coach_id = p_coach;
  DELETE FROM handed_words WHERE project_id = p_project AND author_id = p_coach;
  IF wishes_notes OR wishes_drafts THEN
    INSERT INTO handed_words (organisation_id, project_id, author_id, notes, drafts, handed_at)
    SELECT p_organisation, p_project, p_coach,
      coalesce((SELECT body FROM coach_notes WHERE wishes_notes
        AND project_id = p_project AND author_id = p_coach), ''),
      coalesce((SELECT jsonb_agg(jsonb_build_object(
          'analysis', d.analysis_id, 'step', d.step, 'body', d.body)
          ORDER BY d.place, d.analysis_id, d.step, d.id)
        FROM (
          SELECT 0 AS place, id, analysis_id, step, body FROM comments
            WHERE project_id = p_project AND author_id = p_coach
            AND sent_at IS NULL AND resolved_at IS NULL
          UNION ALL
          -- Words on the whole belong to no step: they carry 0.
          SELECT 1, r.id, r.analysis_id, 0, concat_ws(E'\\n\\n',
              nullif(w.strength, ''), nullif(w.next_step, ''), nullif(w.note, ''))
            FROM reviews r JOIN review_words w ON w.review_id = r.id
            WHERE r.project_id = p_project AND r.author_id = p_coach
            AND r.kind = 'own' AND r.closed_at IS NULL
        ) d WHERE wishes_drafts AND d.body <> ''), '[]'),
      p_at;
  END IF;
  PERFORM set_config('portal.person', coalesce(person, ''), true),
          set_config('portal.organisation', coalesce(organisation, ''), true),
          set_config('portal.side', coalesce(side, ''), true);
END $$"""
SIGNATURE = "hand_words_over(bigint, bigint, bigint, bigint, timestamptz)"
RIGHTS = (
    f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO portal_coordinator",
)
TABLES = ("handovers", "handed_words")


def upgrade() -> None:
    """Add the wishes, turn early copies into them, and make the function that copies."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for statement in WISHES:
        op.execute(statement)
    # The owner sees rows only without FORCE.
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for statement in KEPT:
        op.execute(statement)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for statement in (FUNCTION, *RIGHTS):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the wishes of coaches would be lost."""
    raise NotImplementedError("What coaches wished would be lost; restore a backup instead.")
