"""Keep sessions as rows, and look at them where a request enters."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.policies import app_may, person_table

revision = "0018"
down_revision = "0017"

WALL = (
    *person_table("user_sessions"),
    app_may("user_sessions", "SELECT", "INSERT", "DELETE"),
    "GRANT UPDATE (last_seen_at) ON user_sessions TO portal_app",
)
OLD = "enter(text, text, text)"
ENTER = (
    (
        "enter(p_uniquifier text, p_place text, p_slug text)",
        "enter(p_uniquifier text, p_place text, p_slug text, p_token_hash bytea, "
        "p_moment timestamp with time zone, p_idle interval, p_network_idle interval)",
    ),
    ("  belongs jsonb;\n", "  belongs jsonb;\n  here user_sessions%ROWTYPE;\n"),
    # Before anything else is asked: whoever has no session is told no more than a stranger. A row
    # that another request of the same browser is writing already needs no second hand, nor a wait.
    (
        "  coaches := 'coach' = ANY (network)",
        """  SELECT * INTO here FROM user_sessions
    WHERE token_hash = p_token_hash AND person_id = who.id AND last_seen_at > p_moment -
      CASE WHEN network && '{leadership,coordinator,administrator}' THEN p_network_idle ELSE p_idle END;
  IF NOT FOUND THEN
    PERFORM set_config('portal.person', '', true);
    RETURN NULL;
  END IF;
  IF here.last_seen_at < p_moment - interval '1 minute' THEN
    UPDATE user_sessions SET last_seen_at = p_moment WHERE id =
      (SELECT id FROM user_sessions WHERE id = here.id FOR UPDATE SKIP LOCKED);
  END IF;
  coaches := 'coach' = ANY (network)""",
    ),
    ("'is_coach', coaches)", "'is_coach', coaches, 'session_id', here.id)"),
)


def upgrade() -> None:
    """Make the table and its wall, then let `enter` ask for a session."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.String(length=20), server_default="", nullable=False),
        sa.Column("device", sa.String(length=20), server_default="", nullable=False),
        sa.Column(
            "began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_user_sessions_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_sessions_token_hash")),
    )
    op.create_index(op.f("ix_user_sessions_person_id"), "user_sessions", ["person_id"])
    for statement in WALL:
        op.execute(statement)
    _renew_enter()


def downgrade() -> None:
    """Refuse: everybody would be signed in again by a cookie alone."""
    raise NotImplementedError("Sessions that were ended would live again; restore a backup.")


def _renew_enter() -> None:
    connection = op.get_bind()
    asked = f"SELECT pg_get_functiondef('{OLD}'::regprocedure)"
    source: str = connection.exec_driver_sql(asked).scalar_one()
    for old, new in ENTER:
        if source.count(old) != 1:
            raise LookupError(old)
        source = source.replace(old, new)
    connection.exec_driver_sql(source.replace("%", "%%"))
    op.execute(f"DROP FUNCTION {OLD}")
