"""Find files by their names, and members by the coach of their organisation."""

from alembic import op

revision = "0045"
down_revision = "0044"

# A coach reads who belongs to an organisation in its scope already; the search of all that they
# coach has no scope of one.
COACHED = (
    "scope_side() = 'coach' AND scope_organisation() IS NULL AND organisation_id IN ("
    "SELECT p.organisation_id FROM projects p "
    "WHERE p.id = ANY ((SELECT coached_projects())::bigint[]))"
)


def upgrade() -> None:
    """Keep the names of files in the form that is searched; there are few files."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        'ALTER TABLE files ADD COLUMN form text COLLATE "C" '
        "GENERATED ALWAYS AS (search_form(name)) STORED NOT NULL"
    )
    op.execute(f"CREATE POLICY coached ON memberships FOR SELECT USING ({COACHED})")


def downgrade() -> None:
    """Forget both."""
    op.execute("DROP POLICY coached ON memberships")
    op.execute("ALTER TABLE files DROP COLUMN form")
