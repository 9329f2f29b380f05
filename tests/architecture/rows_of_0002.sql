-- A row or more in every table of a database at migration 0002, told in the words it had then.
INSERT INTO people (id, email, name, fs_uniquifier) VALUES
  (1, 'manager@old.example', 'A manager', 'u1'), (2, 'coach@old.example', 'A coach', 'u2'),
  (3, 'writer@old.example', 'A writer', 'u3'), (4, 'second@old.example', 'A second coach', 'u4');
INSERT INTO organisations (id, slug, acronym, name) VALUES
  (1, 'old', 'OLD', 'An old organisation'), (2, 'other', 'OTH', 'Another organisation');
INSERT INTO memberships (organisation_id, person_id, role) VALUES
  (1, 1, 'manager'), (1, 3, 'writer'), (2, 1, 'viewer');
INSERT INTO network_roles (person_id, role) VALUES (2, 'coach'), (4, 'coach');
INSERT INTO invitations (organisation_id, email, role, token_hash, invited_by, expires_at) VALUES
  (1, 'guest@old.example', 'viewer', '\x01', 1, now());
INSERT INTO milestone_rules (key, days, changed_by) VALUES ('workshop_attended', 30, 2);
INSERT INTO projects (id, organisation_id, number, reference, token, title, starts_on, stage,
  stage_since, state, state_since, created_by) VALUES
  (1, 1, 1, 'OLD-1', 'p1', 'A project', '2025-01-01', 'coaching', '2025-02-01', 'active', '2025-01-01', 1),
  (2, 2, 1, 'OTH-1', 'p2', 'Another', '2025-01-01', 'forum', '2025-02-01', 'active', '2025-01-01', 1);
INSERT INTO coach_assignments (organisation_id, project_id, coach_id, assigned_by) VALUES
  (1, 1, 2, 1), (1, 1, 4, 1);
INSERT INTO project_events (organisation_id, project_id, kind, origin, target, by) VALUES
  (1, 1, 'stage', 'application', 'coaching', 1);
INSERT INTO analyses (id, organisation_id, project_id, token, title, scope, declared_steps,
  framework_version, state, revisions, created_by) VALUES
  (1, 1, 1, 'a1', 'An analysis', 'project', '{1,2,3,4,5,6,7}', 'handbook-2004', 'in_review', 1, 3),
  (2, 1, 1, 'a2', 'One more', 'activity', '{1,2}', 'handbook-2004', 'draft', 0, 3);
INSERT INTO milestones (id, organisation_id, project_id, key, stage, actor, position, analysis_id) VALUES
  (1, 1, 1, 'feedback_given', 'coaching', 'coach', 6, 1),
  (2, 1, 1, 'option_tested', 'coaching', 'organisation', 9, NULL),
  (3, 2, 2, 'forum_attended', 'forum', 'organisation', 11, NULL);
INSERT INTO contexts (organisation_id, project_id, analysis_id, token, updated_by, updated_at) VALUES
  (1, 1, 1, 'r1', 3, '2025-03-01');
INSERT INTO factors (id, organisation_id, project_id, analysis_id, token, kind, rank, updated_by) VALUES
  (1, 1, 1, 1, 'r1', 'divider', 1, 3), (2, 1, 1, 1, 'r2', 'connector', 2, 1);
INSERT INTO details (id, organisation_id, project_id, analysis_id, token, updated_by) VALUES
  (1, 1, 1, 1, 'r1', 3);
INSERT INTO chains (id, organisation_id, project_id, analysis_id, token, detail_id, factor_id, updated_by)
  VALUES (1, 1, 1, 1, 'r1', 1, 1, 3);
INSERT INTO options (id, organisation_id, project_id, analysis_id, token, chain_id, parent_id, updated_by)
  VALUES (1, 1, 1, 1, 'r1', 1, NULL, 3), (2, 1, 1, 1, 'r2', NULL, 1, 3);
INSERT INTO option_tests (organisation_id, project_id, analysis_id, token, option_id, factor_id, effect,
  updated_by) VALUES (1, 1, 1, 'r1', 1, 1, -1, 3);
INSERT INTO changes (organisation_id, project_id, analysis_id, token, option_id, changed_on, updated_by,
  kind, before, after, evidence) VALUES
  (1, 1, 1, 'r1', 1, '2025-05-01', 3, 'programme', 'was', 'is', 'seen'),
  (1, 1, 1, 'r2', 1, NULL, 3, 'programme', '', '', '');
INSERT INTO nudge_dismissals (organisation_id, project_id, analysis_id, rule, row_kind, row_id, by)
  VALUES (1, 1, 1, 'D1', 'factor', 1, 3);
INSERT INTO revisions (organisation_id, project_id, analysis_id, number, snapshot, sha256, submitted_by)
  VALUES (1, 1, 1, 1, '{"rows": {}}', 'abc', 3);
INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin, target, revision, by)
  VALUES (1, 1, 1, 'submit', 'draft', 'submitted', 1, 3);
-- One that was sent and settled, one on its way, and the words of a verdict being written: these
-- stood under a token of their own, uuid5 of "verdict of 2 on analysis 1".
INSERT INTO comments (id, organisation_id, project_id, analysis_id, token, revision, step, by_coach,
  body, author_id, sent_at, resolved_at, resolved_by) VALUES
  (1, 1, 1, 1, 'c1', 1, 3, true, 'A question', 2, '2025-04-01', '2025-04-02', 3),
  (2, 1, 1, 1, 'c2', 1, 3, true, 'Not yet sent', 2, NULL, NULL, NULL),
  (3, 1, 1, 1, 'ce950b07-2724-5c26-91fb-e3913104386c', 1, 1, true, 'What should change', 2, NULL, NULL, NULL);
INSERT INTO outbox (id, organisation_id, kind, subject, occasion, recipient_id, address) VALUES
  (1, 1, 'reminder', 'project:1', 'day', 1, 'manager@old.example');
INSERT INTO reminders (organisation_id, milestone_id, recipient_id, occasion, mail_id) VALUES
  (1, 1, 1, 'due', 1);
INSERT INTO reports (id, organisation_id, starts_on, ends_on, state, requested_by) VALUES
  (1, 1, '2025-01-01', '2025-06-30', 'queued', 1);
INSERT INTO report_files (organisation_id, report_id, format, locale, body, sha256) VALUES
  (1, 1, 'pdf', 'en', '\x25', 'def');
INSERT INTO workshops (organisation_id, token, kind, held_on, recorded_by) VALUES
  (1, 'w1', 'introductory', '2025-01-15', 1);
