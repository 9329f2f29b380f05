"""Keep from coaches who coordinate what concerns their own projects, and let nothing reopen."""

from alembic import op

from portal.migrations.policies import COORDINATOR

revision = "0031"
down_revision = "0030"

# Who coached when it was asked does not read it afterwards either.
COACHES_IT = """EXISTS (SELECT FROM coach_assignments a
  WHERE a.project_id = coach_requests.project_id AND a.coach_id = scope_person()
  AND (a.ended_at IS NULL OR a.ended_at >= coach_requests.asked_at))"""
COORDINATES = """EXISTS (SELECT FROM network_roles r
  WHERE r.person_id = scope_person() AND r.role = 'coordinator')"""
# Mails that would tell a coach that somebody asked for another.
TELLING = "kind IN ('coach_requested', 'coordinator_wanted', 'request_answered')"
COACHED = (
    "SELECT 'project:' || a.project_id FROM coach_assignments a WHERE a.coach_id = scope_person()"
)

REQUESTS = [
    "DROP POLICY coordinator_writes ON coach_requests",
    "CREATE POLICY coordinator_writes ON coach_requests TO portal_coordinator "
    f"USING ({COORDINATOR} AND {COORDINATES} AND NOT {COACHES_IT})",
    "CREATE POLICY not_to_the_coach ON mail_failures AS RESTRICTIVE TO portal_coordinator "
    f"USING (NOT ({TELLING}) OR subject NOT IN ({COACHED}))",
]

# A new coach is an answer whoever assigns them, also who may not read the request.
SETTLE = """
CREATE FUNCTION settle_coach_requests(p_project bigint, p_by bigint, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE coach_requests SET answered_at = p_at, answered_by = p_by
    WHERE project_id = p_project AND answered_at IS NULL AND withdrawn_at IS NULL
$$"""
SETTLES = [
    "CREATE POLICY settled ON coach_requests TO CURRENT_USER USING (true)",
    SETTLE,
    "REVOKE ALL ON FUNCTION settle_coach_requests(bigint, bigint, timestamptz) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION settle_coach_requests(bigint, bigint, timestamptz) "
    "TO portal_coordinator",
]

# An agreement lapses: it holds for an assignment within thirty days.
ASSIGNED = """
CREATE OR REPLACE FUNCTION keep_coaches_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held text[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('roles:' || NEW.coach_id, 0));
  SELECT coalesce(array_agg(role), '{}') INTO held FROM network_roles WHERE person_id = NEW.coach_id;
  IF held && '{leadership,administrator}' THEN
    RAISE EXCEPTION 'who oversees the network reads no content' USING ERRCODE = 'check_violation';
  END IF;
  IF 'coordinator' = ANY (held) AND NOT EXISTS (SELECT FROM coach_agreements
      WHERE project_id = NEW.project_id AND coach_id = NEW.coach_id AND is_agreed
      AND ended_at IS NULL AND answered_at > NEW.assigned_at - interval '30 days') THEN
    RAISE EXCEPTION 'a coordinator coaches with an agreement alone' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$"""

REOPENED = """
CREATE FUNCTION refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what has ended is not opened again' USING ERRCODE = 'check_violation';
END $$"""

HELD = """
CREATE FUNCTION hold_agreements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.is_agreed IS FALSE AND NEW.is_agreed IS DISTINCT FROM false)
      OR (OLD.is_agreed AND NEW.is_agreed AND NEW.answered_at <> OLD.answered_at) THEN
    RAISE EXCEPTION 'an answer holds as it was given' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.is_agreed AND (NEW.is_agreed IS NOT TRUE OR NEW.ended_at IS NOT NULL) THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('roles:' || OLD.coach_id, 0));
    IF EXISTS (SELECT FROM coach_assignments WHERE project_id = OLD.project_id
        AND coach_id = OLD.coach_id AND ended_at IS NULL) THEN
      RAISE EXCEPTION 'an agreement holds while its coach has the project'
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$"""

TRIGGERS = [
    *(
        f"CREATE TRIGGER stays_ended BEFORE UPDATE ON {table} FOR EACH ROW WHEN "
        "(OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL) EXECUTE FUNCTION refuse_reopening()"
        for table in ("coach_assignments", "coach_agreements")
    ),
    # Not for what the end of an assignment does: its locks come in another order.
    "CREATE TRIGGER agreements_hold BEFORE UPDATE ON coach_agreements FOR EACH ROW "
    "WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION hold_agreements()",
]

INVITATIONS = [
    "ALTER TABLE invitations ADD COLUMN refused_at timestamptz",
    "GRANT UPDATE (refused_at) ON invitations TO portal_app",
    "GRANT SELECT (refused_at) ON invitations TO portal_network",
]


def upgrade() -> None:
    """Narrow the policies, then let the database hold what has ended and what was answered."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for statement in [*REQUESTS, *SETTLES, ASSIGNED, REOPENED, HELD, *TRIGGERS, *INVITATIONS]:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: without this wall the data must not be served."""
    raise NotImplementedError("The wall is never taken down; restore a backup instead.")
