"""What the walk reads past every policy after each step, and what must hold of it."""

from dataclasses import dataclass, field
from typing import Any

import psycopg

Admin = psycopg.Connection[Any]

REVISIONS = """
SELECT coalesce(json_object_agg(analysis_id || '.' || number, sha256 || md5(snapshot::text)), '{}')
FROM revisions"""
COMMENTS = """
SELECT coalesce(json_object_agg(
  token, json_build_array(body, author_id, sent_at IS NOT NULL)), '{}') FROM comments"""
MOVES = """
SELECT coalesce(json_agg(
  json_build_array(id, analysis_id, action, origin, target) ORDER BY id), '[]') FROM review_moves"""
# One line for each analysis whose open turns in the ledger do not follow from its state.
DISAGREEING = """
WITH turns AS (
  SELECT analysis_id, count(*) FILTER (WHERE key = 'feedback_given') AS feedback,
         count(*) FILTER (WHERE key = 'answer_sent') AS answers
  FROM milestones WHERE met_at IS NULL AND waived_at IS NULL AND analysis_id IS NOT NULL
  GROUP BY analysis_id),
last AS (
  SELECT DISTINCT ON (analysis_id) analysis_id, action FROM review_moves
  WHERE action IN ('request_changes', 'accept') ORDER BY analysis_id, id DESC)
SELECT a.id, a.state, coalesce(t.feedback, 0), coalesce(t.answers, 0) FROM analyses a
LEFT JOIN turns t ON t.analysis_id = a.id LEFT JOIN last l ON l.analysis_id = a.id
WHERE coalesce(t.feedback, 0) <> (a.state IN ('submitted', 'in_review'))::int
   OR coalesce(t.answers, 0) <> (a.state IN ('draft', 'changes_requested')
                                 AND coalesce(l.action, '') = 'request_changes')::int
   OR a.revisions <> (SELECT count(*) FROM revisions r WHERE r.analysis_id = a.id)
   OR a.state <> coalesce((SELECT target FROM review_moves m WHERE m.analysis_id = a.id
                           ORDER BY id DESC LIMIT 1), 'draft')"""
VIEWS = """
SELECT coalesce(json_object_agg(r.id, json_build_array(r.closed_at IS NOT NULL, r.kind,
  r.author_id, w.strength, w.next_step, w.note,
  (SELECT json_object_agg(step, level ORDER BY step) FROM step_ratings g
   WHERE g.review_id = r.id))), '{}')
FROM reviews r LEFT JOIN review_words w ON w.review_id = r.id"""
# A verdict has exactly one feedback, which rates each step that was sent.
UNSAID = """
SELECT m.id FROM review_moves m JOIN revisions v
  ON v.analysis_id = m.analysis_id AND v.number = m.revision
WHERE m.action IN ('request_changes', 'accept') AND NOT EXISTS (
  SELECT FROM reviews r WHERE r.analysis_id = m.analysis_id AND r.revision = m.revision
  AND r.sent_at IS NOT NULL AND (SELECT count(*) FROM step_ratings g WHERE g.review_id = r.id)
    >= jsonb_array_length(v.snapshot->'declared_steps'))"""
UNMET = """
SELECT count(*) FROM milestones WHERE key = 'analysis_accepted' AND met_at IS NULL
AND EXISTS (SELECT FROM review_moves WHERE action = 'accept')"""
# What is written once: by table, what of its rows may never change.
LASTING = """
SELECT json_object_agg(name, told) FROM (
  SELECT 'look ' || id, json_build_array(factor_id, line_id, trend, note, by) FROM check_ins
  UNION ALL SELECT 'thread ' || id, json_build_array(comment_id, action, by) FROM comment_moves
  UNION ALL SELECT 'session ' || id, json_build_array(coach_id, summary) FROM coaching_sessions
  UNION ALL SELECT 'handover ' || id, json_build_array(coach_id, to_coach_id, summary)
    FROM handovers WHERE completed_at IS NOT NULL
  UNION ALL SELECT 'parent of ' || id, json_build_array(parent_id) FROM options
  UNION ALL SELECT 'round ' || id, json_build_array(origin_id, round) FROM analyses
) kept (name, told)"""
# An option that was replaced stays so, and one made from another knows it and its analysis.
LOST_LINEAGE = """
SELECT o.id FROM options o JOIN options p ON p.id = o.parent_id
WHERE p.id >= o.id OR p.analysis_id <> o.analysis_id"""
# Two live cells of one option for one thing would hide each other.
DOUBLE_CELLS = """
SELECT option_id, factor_id FROM option_tests WHERE removed_at IS NULL
GROUP BY 1, 2 HAVING count(*) > 1"""
# The tokens that stand in comments which only their authors, and coaches they were handed to, read.
UNSENT = """
SELECT coalesce(json_agg(token), '[]') FROM comments c
WHERE sent_at IS NULL AND parent_id IS NULL AND author_id <> %s AND NOT EXISTS (
  SELECT FROM reviews r WHERE r.analysis_id = c.analysis_id AND r.author_id = c.author_id
  AND r.handed_in_at IS NOT NULL)"""
WORDS = "SELECT coalesce(json_object_agg(id, title), '{}') FROM factors"


@dataclass
class Memory:
    """What was seen before: none of it may change or go."""

    revisions: dict[str, str] = field(default_factory=dict)
    comments: dict[str, list[Any]] = field(default_factory=dict)
    moves: list[list[Any]] = field(default_factory=list)
    views: dict[str, Any] = field(default_factory=dict)
    lasting: dict[str, Any] = field(default_factory=dict)


def check(admin: Admin, memory: Memory) -> None:
    """Compare the database with what was seen before, then remember it."""
    revisions = one(admin, REVISIONS)
    assert revisions | memory.revisions == revisions, "a revision was changed or lost"
    comments = one(admin, COMMENTS)
    for token, (body, author, is_sent) in memory.comments.items():
        if is_sent:
            assert comments.get(token) == [body, author, True], "a sent comment was changed or lost"
    moves = one(admin, MOVES)
    assert moves[: len(memory.moves)] == memory.moves, "the history of reviews was changed"
    assert admin.execute(DISAGREEING).fetchall() == [], "the ledger does not follow the state"
    assert one(admin, UNMET) == 0, "an acceptance is not in the ledger"
    views = one(admin, VIEWS)
    assert memory.views.keys() <= views.keys(), "a review was lost"
    for name, (is_closed, *told) in memory.views.items():
        if is_closed:
            assert views[name] == [True, *told], "a review was changed after the verdict"
    assert admin.execute(UNSAID).fetchall() == [], "a verdict went out without its feedback"
    lasting = one(admin, LASTING)
    assert lasting | memory.lasting == lasting, "what is written once was changed or lost"
    assert admin.execute(LOST_LINEAGE).fetchall() == [], "an option lost what it was made from"
    assert admin.execute(DOUBLE_CELLS).fetchall() == [], "a cell of the matrix stands twice"
    memory.views, memory.lasting = views, lasting
    memory.revisions, memory.comments, memory.moves = revisions, comments, moves


def one(admin: Admin, query: str, *values: object) -> Any:
    """Return the only value of a query."""
    row = admin.execute(query, values).fetchone()
    assert row is not None
    return row[0]
