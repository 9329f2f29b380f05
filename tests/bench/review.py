"""Analyses with much in them: read by a coach, compared in two revisions, tested, looked at."""

import json
from typing import Any

import psycopg
from flask import Flask

from portal.analyses.rows.snapshot import take_snapshot
from portal.coaching.revisions.queries import digest_of
from portal.extensions import db
from portal.tenancy import open_worker_scope

# By the number of the project: its dividers. Two is the one that the step's page shows.
READ, COMPARED, TESTED, JUDGED = 3, 4, 5, 6
ROWS = {READ: 20, COMPARED: 200, TESTED: 12, JUDGED: 20}
OPTIONS = 20
FACTORS = """
INSERT INTO factors (organisation_id, project_id, analysis_id, token, position, updated_by, kind, title, how,
 category, groups, evidence, indicator, rank)
 SELECT a.organisation_id, a.project_id, a.id, 'f' || n, n, a.created_by, 'divider', 'Divider ' || n,
  'People stop greeting each other when the list is read.', 'attitudes_actions', 'Neighbours and the council',
  'Two village meetings', 'Shared meals', n
 FROM analyses a JOIN projects p ON p.id = a.project_id AND p.reference = 'BENCH1-' || %(number)s,
  generate_series(1, %(rows)s) n
"""
# One chain, its options, and a test of every second cell of the matrix; some looks at factors.
TESTS = """
WITH home AS (SELECT a.* FROM analyses a JOIN projects p ON p.id = a.project_id AND p.reference = 'BENCH1-5'),
 detail AS (INSERT INTO details (organisation_id, project_id, analysis_id, token, position, updated_by, detail_key,
   choice) SELECT organisation_id, project_id, id, 'd', 1, created_by, 'authorities', 'Pay for a stamp' FROM home
   RETURNING *),
 chain AS (INSERT INTO chains (organisation_id, project_id, analysis_id, token, position, updated_by, detail_id,
   factor_id, sign, pattern) SELECT d.organisation_id, d.project_id, d.analysis_id, 'c', 1, d.updated_by, d.id,
   (SELECT min(f.id) FROM factors f WHERE f.analysis_id = d.analysis_id), 'worse', 'legitimization' FROM detail d
   RETURNING *),
 option AS (INSERT INTO options (organisation_id, project_id, analysis_id, token, position, updated_by, chain_id,
   description, owner) SELECT organisation_id, project_id, analysis_id, 'o' || n, n, updated_by, id,
   'Another way of doing this, number ' || n, 'The field team' FROM chain, generate_series(1, %(options)s) n
   RETURNING *)
INSERT INTO option_tests (organisation_id, project_id, analysis_id, token, position, updated_by, option_id,
 factor_id, effect, note)
SELECT o.organisation_id, o.project_id, o.analysis_id, o.token || '-' || f.id, f.position, o.updated_by, o.id, f.id,
 (f.position %% 3) - 1, 'Seen in two villages' FROM option o JOIN factors f ON f.analysis_id = o.analysis_id
WHERE (o.position + f.position) %% 2 = 0
"""
LOOKS = """
INSERT INTO check_ins (organisation_id, project_id, analysis_id, factor_id, line_id, token, observed_on, observer,
 trend, note, by)
SELECT f.organisation_id, f.project_id, f.analysis_id, f.id, f.id, 'k' || n, date '2026-06-01' + n, 'The team',
 (ARRAY['worse', 'same', 'better'])[1 + n %% 3], 'As seen at the pump', f.updated_by
FROM factors f JOIN projects p ON p.id = f.project_id AND p.reference = 'BENCH1-5', generate_series(1, 12) n
"""
CHANGES = """
INSERT INTO changes (organisation_id, project_id, analysis_id, token, position, updated_by, kind, before, after,
 evidence, changed_on)
SELECT a.organisation_id, a.project_id, a.id, 'g' || n, n, a.created_by,
 (ARRAY['plan', 'implementation', 'monitoring'])[1 + n % 3], 'Two dollars for each stamp, paid by families ' || n,
 'No stamp is paid for any more', 'The list at the pump, read aloud', date '2026-03-01' + n
FROM analyses a JOIN projects p ON p.id = a.project_id AND p.reference = 'BENCH1-7', generate_series(1, 50) n
"""

# A verdict with a word on each step and a comment on each row.
FEEDBACK = """
WITH home AS (SELECT a.*, c.id AS coach FROM analyses a JOIN projects p ON p.id = a.project_id
  AND p.reference = 'BENCH1-6', people c WHERE c.name = 'Coach'),
 review AS (INSERT INTO reviews (organisation_id, project_id, analysis_id, revision, kind, rubric, author_id,
   handed_in_at, closed_at, sent_at) SELECT organisation_id, project_id, id, 1, 'own', 1, coach, now(), now(), now()
   FROM home RETURNING *),
 said AS (INSERT INTO review_words (organisation_id, project_id, analysis_id, review_id, strength, next_step, note)
   SELECT organisation_id, project_id, analysis_id, id, 'You name who decides.', 'Ask two more families.', ''
   FROM review),
 rated AS (INSERT INTO step_ratings (organisation_id, project_id, analysis_id, review_id, step, level)
   SELECT organisation_id, project_id, analysis_id, id, step, 'solid' FROM review, generate_series(1, 7) step)
INSERT INTO comments (organisation_id, project_id, analysis_id, token, revision, step, row_kind, row_id, by_coach,
 body, author_id, sent_at)
SELECT f.organisation_id, f.project_id, f.analysis_id, 'c' || f.id, 1, 2, 'divider', f.id, true,
 'Who told you so? Ask somebody from the other group too.', r.author_id, now()
FROM factors f JOIN review r ON r.analysis_id = f.analysis_id
"""


# The coach judged the first of the two revisions that are compared, and reads the second.
RETURNED = """
WITH home AS (SELECT a.*, c.id AS coach FROM analyses a JOIN projects p ON p.id = a.project_id
  AND p.reference = 'BENCH1-4', people c WHERE c.name = 'Coach'),
 moved AS (INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin, target, revision, by,
   given_by) SELECT organisation_id, project_id, id, 'request_changes', 'in_review', 'changes_requested', 1, coach,
   ARRAY[coach] FROM home),
 review AS (INSERT INTO reviews (organisation_id, project_id, analysis_id, revision, kind, rubric, author_id,
   handed_in_at, closed_at, sent_at) SELECT organisation_id, project_id, id, 1, 'own', 1, coach, now(), now(), now()
   FROM home RETURNING *)
INSERT INTO step_ratings (organisation_id, project_id, analysis_id, review_id, step, level)
 SELECT organisation_id, project_id, analysis_id, id, step, 'solid' FROM review, generate_series(1, 7) step
"""
ASKED = """
INSERT INTO comments (organisation_id, project_id, analysis_id, token, revision, step, row_kind, row_id, by_coach,
 body, author_id, sent_at)
SELECT f.organisation_id, f.project_id, f.analysis_id, 'r' || f.id, 1, 2, 'divider', f.id, true,
 'Who told you so? Ask somebody from the other group too.', c.id, now()
FROM factors f JOIN projects p ON p.id = f.project_id AND p.reference = 'BENCH1-4', people c
WHERE c.name = 'Coach' AND f.position <= 20
"""


def fill_reviews(app: Flask, admin: psycopg.Connection[Any]) -> None:
    """Write the rows, then what was sent of them: the compared ones twice, each row changed."""
    for number, rows in ROWS.items():
        admin.execute(FACTORS, {"number": number, "rows": rows})
    admin.execute(TESTS, {"options": OPTIONS})
    for number in (READ, COMPARED, JUDGED):
        _send(app, admin, number, 30 if number == READ else 1)
    admin.execute(FEEDBACK)
    admin.execute(CHANGES)
    admin.execute(
        "UPDATE factors SET how = replace(how, 'greeting', 'visiting') FROM projects p "
        "WHERE p.id = project_id AND p.reference = 'BENCH1-4'"
    )
    _send(app, admin, COMPARED, 2)
    admin.execute(RETURNED)
    admin.execute(ASKED)
    admin.execute(
        "UPDATE analyses SET state = 'submitted' FROM projects p "
        "WHERE p.id = project_id AND p.reference = 'BENCH1-4'"
    )
    admin.execute("ANALYZE")


def _send(app: Flask, admin: psycopg.Connection[Any], project: int, number: int) -> None:
    found = admin.execute(
        "SELECT a.organisation_id, a.project_id, a.id FROM analyses a JOIN projects p ON p.id = a.project_id "
        "AND p.reference = 'BENCH1-' || %s",
        [project],
    ).fetchone()
    assert found is not None
    with app.app_context():
        open_worker_scope(db.session, found[0])
        snapshot = take_snapshot(found[2])
    sent = [json.dumps(snapshot), digest_of(snapshot)]
    admin.execute(
        "INSERT INTO revisions (organisation_id, project_id, analysis_id, number, snapshot, sha256, submitted_by, "
        "submitted_at) SELECT %s, %s, %s, %s, %s, %s, id, now() FROM people WHERE name = 'Manager' "
        "ON CONFLICT (analysis_id, number) DO UPDATE SET snapshot = excluded.snapshot, sha256 = excluded.sha256",
        [*found, number, *sent],
    )
    admin.execute("UPDATE analyses SET revisions = %s WHERE id = %s", [number, found[2]])
