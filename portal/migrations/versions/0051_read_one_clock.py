"""Let an invitation end by the portal's clock, also where the database checks it."""

from alembic import op

revision = "0051"
down_revision = "0050"

# Without a moment, as from a process that is older than this, by the clock of the database.
FUNCTION = """
CREATE FUNCTION scope_moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('portal.moment', true), '')::timestamptz, now()) $$"""
INVITED = """scope_side() = 'invitation' AND EXISTS (
  SELECT FROM invitations i WHERE i.token_hash = scope_invitation() AND i.accepted_at IS NULL
  AND i.revoked_at IS NULL AND i.expires_at > {moment} AND i.role = {table}.role
  AND i.organisation_id IS NOT DISTINCT FROM {organisation})"""
OF_TABLE = {"memberships": "memberships.organisation_id", "network_roles": "NULL"}


def upgrade() -> None:
    """Make the function, and read the moment from it."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(FUNCTION)
    _check_by("scope_moment()")


def downgrade() -> None:
    """Read the clock of the database again."""
    _check_by("now()")
    op.execute("DROP FUNCTION scope_moment()")


def _check_by(moment: str) -> None:
    for table, organisation in OF_TABLE.items():
        condition = INVITED.format(table=table, organisation=organisation, moment=moment)
        op.execute(f"ALTER POLICY invited ON {table} WITH CHECK ({condition})")
