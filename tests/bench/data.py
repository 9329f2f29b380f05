"""Fills a database with as many rows as a measurement asks for, past every policy."""

from datetime import date
from typing import Any

import psycopg

from portal.coaching.revisions.queries import digest_of
from portal.projects.journey import Stage
from portal.projects.milestones import MILESTONES, Repeats

Size = dict[str, int]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PEOPLE = """
INSERT INTO people (email, name, fs_uniquifier) VALUES
 ('manager@bench.example', 'Manager', 'bench-manager'), ('coach@bench.example', 'Coach', 'bench-coach'),
 ('leader@bench.example', 'Leader', 'bench-leader'),
 ('coordinator@bench.example', 'Coordinator', 'bench-coordinator');
INSERT INTO network_roles (person_id, role) SELECT id, 'coach' FROM people WHERE name = 'Coach';
INSERT INTO network_roles (person_id, role) SELECT id, 'leadership' FROM people WHERE name = 'Leader';
INSERT INTO network_roles (person_id, role) SELECT id, 'coordinator' FROM people WHERE name = 'Coordinator';
INSERT INTO organisations (slug, acronym, name)
 SELECT 'bench' || n, 'BENCH' || n, 'Bench ' || n FROM generate_series(1, %(organisations)s) n;
INSERT INTO user_sessions (person_id, token_hash, last_seen_at)
 SELECT id, sha256(convert_to(fs_uniquifier, 'UTF8')), '2999-01-01' FROM people;
INSERT INTO memberships (organisation_id, person_id, role)
 SELECT o.id, p.id, 'manager' FROM organisations o, people p WHERE o.slug = 'bench1' AND p.name = 'Manager'
"""
PROJECTS = """
INSERT INTO projects (organisation_id, number, reference, token, title, starts_on, stage, stage_since, state,
 state_since, created_by)
 SELECT o.id, n, o.acronym || '-' || n, 't' || n, 'A project with a title of usual length ' || n, '2026-01-01',
  'coaching', '2026-06-01', 'active', '2026-01-01', (SELECT id FROM people WHERE name = 'Manager')
 FROM organisations o CROSS JOIN LATERAL
  generate_series(1, CASE WHEN o.slug = 'bench1' THEN %(projects)s ELSE 1 END) n
"""
WORK = """
INSERT INTO analyses (organisation_id, project_id, token, title, declared_steps, framework_version, scope, state,
 state_since, revisions, created_by)
 SELECT organisation_id, id, 'a' || id, 'Who receives and who decides', '{1,2,3,4,5,6,7}', 'handbook-2004',
  'project', CASE WHEN number = 2 THEN 'draft' ELSE 'submitted' END, now() - interval '9 days', 1, created_by
 FROM projects WHERE reference LIKE 'BENCH1-%%';
INSERT INTO revisions (organisation_id, project_id, analysis_id, number, snapshot, sha256, submitted_by,
 submitted_at)
 SELECT organisation_id, project_id, id, 1, '{}', '', created_by, state_since FROM analyses WHERE state = 'submitted';
INSERT INTO coach_assignments (organisation_id, project_id, coach_id, assigned_by)
 SELECT organisation_id, id, (SELECT id FROM people WHERE name = 'Coach'), created_by
 FROM projects WHERE reference LIKE 'BENCH1-%%';
INSERT INTO factors (organisation_id, project_id, analysis_id, token, position, updated_by, kind, title, how,
 category, groups, evidence, indicator, rank)
 SELECT a.organisation_id, a.project_id, a.id, 'f' || n, n, a.created_by, 'divider', 'Divider ' || n,
  'People stop greeting each other when the list is read.', 'attitudes_actions', 'Neighbours and the council',
  'Two village meetings', 'Shared meals', n
 FROM analyses a JOIN projects p ON p.id = a.project_id AND p.reference = 'BENCH1-2',
  generate_series(1, %(factors)s) n
"""
# One analysis with 30 revisions of 200 rows, each of which changed every time.
ROUNDS = """
DELETE FROM revisions WHERE analysis_id = 3;
INSERT INTO revisions (organisation_id, project_id, analysis_id, number, snapshot, sha256, submitted_by,
 submitted_at)
 SELECT a.organisation_id, a.project_id, a.id, r, jsonb_build_object('framework_version', a.framework_version,
  'title', a.title, 'scope', a.scope, 'declared_steps', a.declared_steps, 'rows', jsonb_build_object('divider',
  (SELECT jsonb_agg(jsonb_build_object('id', n, 'position', (n * r) %% 211, 'title', 'Divider ' || n, 'how',
   'គ្រួសារដែលបានទទួលការគាំទ្រត្រូវបានអ្នកជិតខាងច្រណែន ' || r || ' people stop greeting each other when the list is read',
   'groups', 'Neighbours', 'category', 'attitudes_actions', 'evidence', r || ' village meetings', 'indicator',
   'Shared meals', 'rank', n) ORDER BY (n * r) %% 211) FROM generate_series(1, 200) n))), '', a.created_by,
  a.state_since
 FROM analyses a, generate_series(1, 30) r WHERE a.id = 3;
UPDATE analyses SET revisions = 30 WHERE id = 3
"""
SEARCHED = """
INSERT INTO search_entries (organisation_id, project_id, analysis_id, source, row_id, kind, title, words)
 SELECT organisation_id, project_id, analysis_id, 'factors', id, kind, title,
  concat_ws(E'\\n', how, groups, evidence, indicator) FROM factors
"""
# 40 events, 20 of them to come; the first has three days with ten items each and 300 people,
# who are registered for the last one.
EVENTS = """
INSERT INTO events (token, kind, title, purpose, locale, area, venue, organiser, funder, planned_by, announced_at)
 SELECT 'e' || n, 'forum', 'A forum with a title of usual length ' || n, 'To share what was applied.', 'km', '0402',
  'Lotus hall', 'Bench 1', 'Fund', (SELECT id FROM people WHERE name = 'Coordinator'), now()
 FROM generate_series(1, 40) n;
INSERT INTO event_days (event_id, held_on, morning_from, morning_to, afternoon_from, afternoon_to)
 SELECT e.id, current_date + (e.id - 20)::integer * 7 + d, '08:00', '12:00', '13:30', '17:00'
 FROM events e, generate_series(0, 2) d ORDER BY e.id, d;
INSERT INTO agenda_items (event_id, day_id, token, starts_at, ends_at, title, kind, led_by, questions)
 SELECT d.event_id, d.id, d.id || '-' || n, time '08:00' + n * interval '30 minutes',
  time '08:30' + n * interval '30 minutes', 'Practical implementation in projects ' || n, 'panel',
  'Moderator of the network', E'What did you learn?\nWhat did you apply?'
 FROM event_days d, generate_series(0, 9) n WHERE d.event_id = 1;
INSERT INTO workshops (organisation_id, token, event_id, kind, held_on, days, women, men, recorded_by)
 SELECT o.id, 'event 1', 1, 'forum', current_date - 133, 3, 2, 1, (SELECT id FROM people WHERE name = 'Manager')
 FROM organisations o ORDER BY o.id LIMIT 100;
INSERT INTO event_invitations (organisation_id, event_id, invited_by)
 SELECT o.id, 40, (SELECT id FROM people WHERE name = 'Coordinator') FROM organisations o ORDER BY o.id LIMIT 100;
INSERT INTO registrations (organisation_id, event_id, token, name, phone, sex, stays_whole, registered_by)
 SELECT i.organisation_id, 40, n::text, 'Somebody ' || n, '012 345 ' || (100 + n), 'woman', true, i.invited_by
 FROM event_invitations i, generate_series(1, 3) n;
UPDATE events SET places = 250 WHERE id = 40
"""
LEDGER = """
INSERT INTO milestones (organisation_id, project_id, key, stage, actor, days, after, analysis_id,
 due_on, met_at, met_by)
SELECT p.organisation_id, p.id, %s, %s, %s, %s, %s, a.id, %s::date, %s::timestamptz,
 CASE WHEN %s::timestamptz IS NULL THEN NULL ELSE p.created_by END
FROM projects p LEFT JOIN analyses a ON a.project_id = p.id AND %s
WHERE NOT %s OR a.state = 'submitted'
"""


def size_of(scale: int) -> Size:
    """Return a size: at scale 1, 100 organisations, 50 projects and 20 dividers in one."""
    return {"organisations": 100 * scale, "projects": 50 * scale, "factors": 20 * scale}


def fill(admin: psycopg.Connection[Any], size: Size) -> None:
    """Write data of a size in place of all that was there."""
    # What is written here fits together; to check each key of a million rows takes minutes.
    admin.execute("SET session_replication_role = replica")
    admin.execute(
        "TRUNCATE people, organisations, events, outbox, milestone_rules RESTART IDENTITY CASCADE"
    )
    for script in (PEOPLE, PROJECTS, WORK, ROUNDS, SEARCHED, EVENTS):
        for statement in script.split(";"):
            admin.execute(statement, size)
    _seal(admin)
    _write_ledger(admin)
    admin.execute("ANALYZE")


def _seal(admin: psycopg.Connection[Any]) -> None:
    sent = admin.execute("SELECT id, snapshot FROM revisions WHERE analysis_id = 3").fetchall()
    with admin.cursor() as cursor:
        cursor.executemany(
            "UPDATE revisions SET sha256 = %s WHERE id = %s",
            [(digest_of(snapshot), id_) for id_, snapshot in sent],
        )


def _write_ledger(admin: psycopg.Connection[Any]) -> None:
    done = (Stage.INTRODUCTORY, Stage.APPLICATION)
    for milestone in MILESTONES:
        if milestone.repeats is Repeats.AGREED_ACTION:
            continue  # agreed in sessions, of which the bench has none
        is_met = milestone.stage in done
        met_at = "2026-05-01" if is_met else None
        due_on = "2026-11-20" if milestone.stage == Stage.COACHING and milestone.days else None
        admin.execute(
            LEDGER,
            [
                *(milestone.key, milestone.stage, milestone.actor, milestone.days),
                *(milestone.after, due_on, met_at, met_at),
                *(bool(milestone.repeats), bool(milestone.repeats)),
            ],
        )
