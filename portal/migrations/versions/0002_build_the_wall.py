"""Build the wall: scope functions, policies and grants."""

from alembic import op

from portal.migrations.policies import (
    app_may,
    coordinator_writes,
    enable,
    network_reads,
    organisation_table,
    project_table,
)

revision = "0002"
down_revision = "0001"

FUNCTIONS = [
    """CREATE FUNCTION scope_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting('portal.person', true), '')::bigint $$""",
    """CREATE FUNCTION scope_organisation() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting('portal.organisation', true), '')::bigint $$""",
    """CREATE FUNCTION scope_side() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(current_setting('portal.side', true), '') $$""",
    """CREATE FUNCTION scope_invitation() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT decode(coalesce(current_setting('portal.invitation', true), ''), 'hex') $$""",
    """CREATE FUNCTION coached_projects() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(array_agg(project_id), '{}') FROM coach_assignments
       WHERE coach_id = scope_person() AND ended_at IS NULL $$""",
]

# One round trip for a request: who is this, what are they here, and the scope set to match.
ENTER = """
CREATE FUNCTION enter(p_uniquifier text, p_place text, p_slug text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  who people%ROWTYPE;
  place jsonb;
  org organisations%ROWTYPE;
  held text[] := '{}';
  side text := '';
  network text[];
  coaches boolean;
  belongs jsonb;
BEGIN
  SELECT * INTO who FROM people WHERE fs_uniquifier = p_uniquifier AND active;
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM set_config('portal.person', who.id::text, true),
          set_config('portal.organisation', '', true),
          set_config('portal.side', '', true);
  SELECT coalesce(jsonb_agg(jsonb_build_object(
           'organisation_id', o.id, 'slug', o.slug, 'acronym', o.acronym, 'name', o.name, 'role', m.role)
         ORDER BY o.acronym), '[]') INTO belongs
    FROM memberships m JOIN organisations o ON o.id = m.organisation_id WHERE m.person_id = who.id;
  SELECT coalesce(array_agg(role ORDER BY role), '{}') INTO network
    FROM network_roles WHERE person_id = who.id;
  coaches := 'coach' = ANY (network)
    OR EXISTS (SELECT FROM coach_assignments WHERE coach_id = who.id AND ended_at IS NULL);
  IF p_place = 'organisation' THEN
    SELECT * INTO org FROM organisations WHERE slug = p_slug;
    SELECT array_agg(role) INTO held FROM memberships
      WHERE organisation_id = org.id AND person_id = who.id;
    IF held IS NOT NULL THEN side := 'member';
    ELSIF EXISTS (SELECT FROM coach_assignments WHERE organisation_id = org.id
                  AND coach_id = who.id AND ended_at IS NULL) THEN
      side := 'coach'; held := '{coach}';
    END IF;
    IF side <> '' THEN
      PERFORM set_config('portal.organisation', org.id::text, true);
      place := jsonb_build_object('id', org.id, 'slug', org.slug, 'acronym', org.acronym, 'name', org.name);
    END IF;
  ELSIF p_place = 'coach' AND coaches THEN
    side := 'coach'; held := '{coach}';
  ELSIF p_place = 'network' THEN
    held := array_remove(network, 'coach');
  END IF;
  PERFORM set_config('portal.side', side, true);
  IF p_place = 'network' AND held && '{coordinator,administrator}' THEN
    PERFORM set_config('role', 'portal_coordinator', true);
  ELSIF p_place = 'network' AND 'leadership' = ANY (held) THEN
    PERFORM set_config('role', 'portal_network', true);
  END IF;
  RETURN jsonb_build_object('id', who.id, 'name', who.name, 'email', who.email, 'locale', who.locale,
    'roles', to_jsonb(coalesce(held, '{}')), 'side', side, 'organisation', place,
    'memberships', belongs, 'network_roles', to_jsonb(network), 'is_coach', coaches);
END $$
"""

INVITED = """scope_side() = 'invitation' AND EXISTS (
  SELECT FROM invitations i WHERE i.token_hash = scope_invitation() AND i.accepted_at IS NULL
  AND i.revoked_at IS NULL AND i.expires_at > now() AND i.role = {table}.role
  AND i.organisation_id IS NOT DISTINCT FROM {organisation})"""

PEOPLE = [
    app_may("alembic_version", "SELECT"),  # for /readyz
    app_may("people", "SELECT", "INSERT", "UPDATE"),
    "GRANT SELECT (id, name, email, locale, active) ON people TO portal_network",
    app_may("organisations", "SELECT"),
    "GRANT SELECT ON organisations TO portal_network",
    "GRANT INSERT, UPDATE (acronym, name) ON organisations TO portal_coordinator",
    app_may("milestone_rules", "SELECT"),
    "GRANT SELECT ON milestone_rules TO portal_network",
    "GRANT INSERT, UPDATE, DELETE ON milestone_rules TO portal_coordinator",
    *enable("network_roles"),
    "CREATE POLICY everybody_reads ON network_roles FOR SELECT USING (true)",
    "CREATE POLICY invited ON network_roles FOR INSERT WITH CHECK ("
    + INVITED.format(table="network_roles", organisation="NULL")
    + ")",
    app_may("network_roles", "SELECT", "INSERT"),
    "GRANT SELECT ON network_roles TO portal_network",
    *coordinator_writes("network_roles", "INSERT", "DELETE"),
    *enable("memberships"),
    "CREATE POLICY own ON memberships FOR SELECT USING (person_id = scope_person() OR "
    "(organisation_id = scope_organisation() AND scope_side() IN ('member', 'coach', 'worker')))",
    # Nobody changes or removes themself.
    "CREATE POLICY managed ON memberships FOR UPDATE USING (scope_side() = 'member' "
    "AND organisation_id = scope_organisation() AND person_id <> scope_person())",
    "CREATE POLICY removed ON memberships FOR DELETE USING (scope_side() = 'member' "
    "AND organisation_id = scope_organisation() AND person_id <> scope_person())",
    "CREATE POLICY invited ON memberships FOR INSERT WITH CHECK ("
    + INVITED.format(table="memberships", organisation="memberships.organisation_id")
    + ")",
    app_may("memberships", "SELECT", "INSERT", "UPDATE", "DELETE"),
    *network_reads("memberships", "id, organisation_id, person_id, role, since"),
    *enable("invitations"),
    "CREATE POLICY tenant ON invitations USING (scope_side() = 'member' "
    "AND organisation_id = scope_organisation())",
    # Whoever holds the token reads and accepts their invitation; they never write one.
    "CREATE POLICY shown ON invitations FOR SELECT USING (token_hash = scope_invitation())",
    "CREATE POLICY accepted ON invitations FOR UPDATE USING (token_hash = scope_invitation())",
    app_may("invitations", "SELECT", "INSERT"),
    "GRANT UPDATE (accepted_at, revoked_at) ON invitations TO portal_app",
    *coordinator_writes("invitations", "SELECT", "INSERT", "UPDATE (revoked_at)"),
    "CREATE POLICY worker_reads ON invitations FOR SELECT TO portal_network "
    "USING (scope_side() = 'worker')",
    "GRANT SELECT (id, organisation_id, role, invited_by, expires_at, accepted_at, revoked_at) "
    "ON invitations TO portal_network",
]

PROGRESS = {
    "projects": "id, organisation_id, number, reference, starts_on, ends_on, funder, scope, stage, "
    "stage_since, state, state_since, version, created_at, created_by",
    "milestones": "id, organisation_id, project_id, key, stage, actor, position, days, after, due_on, "
    "analysis_id, round, opened_at, met_at, met_by, waived_at, waived_by",
    "project_events": "id, organisation_id, project_id, kind, origin, target, at, by",
    "analyses": "id, organisation_id, project_id, scope, declared_steps, framework_version, state, "
    "state_since, revisions, version, created_at, created_by",
    "review_moves": "id, organisation_id, project_id, analysis_id, action, origin, target, revision, at, by",
    "changes": "id, organisation_id, project_id, analysis_id, kind, changed_on, created_at, removed_at",
    "workshops": "id, organisation_id, kind, held_on, days, given_by, funder, women, men, undisclosed, "
    "recorded_by, recorded_at",
    "reports": "id, organisation_id, starts_on, ends_on, edition, state, progress, attempts, "
    "lease_until, requested_at, done_at",
    "coach_assignments": "id, organisation_id, project_id, coach_id, assigned_by, assigned_at, "
    "ended_at, ended_by",
}

CONTENT = ("contexts", "factors", "details", "chains", "options", "option_tests", "changes")

WORK = [
    *project_table("projects", "id", coach_writes=True),
    app_may("projects", "SELECT", "INSERT", "UPDATE"),
    *coordinator_writes("projects", "UPDATE (stage, stage_since, version)"),
    *project_table("milestones", coach_writes=True),
    app_may("milestones", "SELECT", "INSERT", "UPDATE", "DELETE"),
    *coordinator_writes("milestones", "UPDATE (met_at, met_by, due_on)"),
    *project_table("project_events", coach_writes=True),
    app_may("project_events", "SELECT", "INSERT"),
    *coordinator_writes(
        "project_events",
        "INSERT (organisation_id, project_id, kind, origin, target, reason, at, by)",
    ),
    *project_table("analyses", coach_writes=True),
    app_may("analyses", "SELECT", "INSERT", "UPDATE"),
    *(line for table in CONTENT for line in project_table(table, coach_writes=False)),
    *(app_may(table, "SELECT", "INSERT", "UPDATE") for table in CONTENT),
    *project_table("nudge_dismissals", coach_writes=False),
    app_may("nudge_dismissals", "SELECT", "INSERT", "DELETE"),
    *project_table("revisions", coach_writes=False),
    app_may("revisions", "SELECT", "INSERT"),
    *project_table("review_moves", coach_writes=True),
    app_may("review_moves", "SELECT", "INSERT"),
    *project_table("comments", coach_writes=True),
    "CREATE POLICY drafts ON comments AS RESTRICTIVE FOR SELECT USING "
    "(sent_at IS NOT NULL OR author_id = scope_person())",
    app_may("comments", "SELECT", "INSERT", "UPDATE", "DELETE"),
    *enable("coach_assignments"),
    "CREATE POLICY tenant ON coach_assignments FOR SELECT USING ("
    "coach_id = scope_person() OR (scope_side() IN ('member', 'worker') "
    "AND organisation_id = scope_organisation()))",
    app_may("coach_assignments", "SELECT"),
    *coordinator_writes(
        "coach_assignments",
        "INSERT (organisation_id, project_id, coach_id, assigned_by, assigned_at)",
        "UPDATE (ended_at, ended_by)",
    ),
    *organisation_table("workshops"),
    app_may("workshops", "SELECT", "INSERT", "UPDATE", "DELETE"),
    *organisation_table("reports"),
    app_may("reports", "SELECT", "INSERT", "UPDATE"),
    *organisation_table("report_files"),
    app_may("report_files", "SELECT", "INSERT"),
    *enable("outbox"),
    "CREATE POLICY written_by_all ON outbox FOR INSERT WITH CHECK (true)",
    "CREATE POLICY worker ON outbox USING (scope_side() = 'worker')",
    app_may("outbox", "SELECT", "INSERT", "UPDATE"),
    "GRANT INSERT ON outbox TO portal_coordinator",
    *enable("reminders"),
    "CREATE POLICY worker ON reminders USING (scope_side() = 'worker')",
    app_may("reminders", "SELECT", "INSERT"),
    "GRANT SELECT ON reminders TO portal_network",
    *(line for table, columns in PROGRESS.items() for line in network_reads(table, columns)),
]


def upgrade() -> None:
    """Create the functions, then the policies and grants."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for statement in [*FUNCTIONS, ENTER, *PEOPLE, *WORK]:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: without the wall the data must not be served."""
    raise NotImplementedError("The wall is never taken down; restore a backup instead.")
