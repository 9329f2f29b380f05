"""Keep the second step at sign-in: an app's secret, passkeys, recovery codes, what was taken away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations.policies import app_may, person_table

revision = "0029"
down_revision = "0028"

COLUMNS = (
    "ALTER TABLE people ADD COLUMN tf_primary_method varchar(20), ADD COLUMN tf_totp_secret text, "
    "ADD COLUMN tf_last_counter bigint, ADD COLUMN fs_webauthn_user_handle varchar(64), "
    "ADD CONSTRAINT ck_people_tf_primary_method CHECK (tf_primary_method = 'authenticator'), "
    "ADD CONSTRAINT ck_people_tf_totp_secret "
    "CHECK ((tf_primary_method IS NULL) = (tf_totp_secret IS NULL))"
)
WALL = (
    *person_table("passkeys"),
    app_may("passkeys", "SELECT", "INSERT", "UPDATE", "DELETE"),
    *person_table("recovery_codes"),
    app_may("recovery_codes", "SELECT", "INSERT", "DELETE"),
    app_may("second_factor_resets", "SELECT", "INSERT"),
    "GRANT SELECT ON second_factor_resets TO portal_coordinator",
)
ENTER = "enter(text, text, text, bytea, timestamptz, interval, interval)"
# Asked before the role is taken that may read none of it.
TOLD = (
    ("  here user_sessions%ROWTYPE;\n", "  here user_sessions%ROWTYPE;\n  has_step boolean;\n"),
    (
        "  coaches := 'coach' = ANY (network)",
        """  has_step := who.tf_primary_method IS NOT NULL
    OR EXISTS (SELECT FROM passkeys WHERE person_id = who.id);
  coaches := 'coach' = ANY (network)""",
    ),
    ("'session_id', here.id)", "'session_id', here.id, 'has_second_factor', has_step)"),
)


def upgrade() -> None:
    """Add the columns and tables with their wall, and let `enter` say who has a second step."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(COLUMNS)
    _create_passkeys()
    _create_codes_and_resets()
    for statement in WALL:
        op.execute(statement)
    _renew_enter()


def downgrade() -> None:
    """Refuse: everybody would sign in by a password alone again."""
    raise NotImplementedError("Second steps would be lost; restore a backup instead.")


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        *_of_a_person("passkeys"),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.String(length=20)), nullable=True),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=20), nullable=False),
        sa.Column("usage", sa.String(length=20), nullable=False),
        _moment("lastuse_datetime"),
        sa.UniqueConstraint(
            "person_id", "credential_id", name=op.f("uq_passkeys_person_id_credential_id")
        ),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_passkeys_person_id_name")),
    )


def _create_codes_and_resets() -> None:
    op.create_table(
        "recovery_codes",
        *_of_a_person("recovery_codes"),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        _moment("made_at"),
        sa.UniqueConstraint(
            "person_id", "code_hash", name=op.f("uq_recovery_codes_person_id_code_hash")
        ),
    )
    op.create_table(
        "second_factor_resets",
        *_of_a_person("second_factor_resets"),
        sa.Column("by", sa.BigInteger(), nullable=False),
        _moment("at"),
        sa.CheckConstraint("person_id <> by", name=op.f("ck_second_factor_resets_another")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_second_factor_resets_by")),
    )


def _of_a_person(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id"), ondelete="CASCADE"
        ),
    )


def _moment(name: str) -> sa.Column[object]:
    now = sa.text("now()")
    return sa.Column(name, sa.DateTime(timezone=True), server_default=now, nullable=False)


def _renew_enter() -> None:
    connection = op.get_bind()
    asked = f"SELECT pg_get_functiondef('{ENTER}'::regprocedure)"
    source: str = connection.exec_driver_sql(asked).scalar_one()
    for old, new in TOLD:
        if source.count(old) != 1:
            raise LookupError(old)
        source = source.replace(old, new)
    connection.exec_driver_sql(source.replace("%", "%%"))
