"""Keep files."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.policies import MEMBER, app_may, coach, enable

revision = "0006"
down_revision = "0005"

# A coach reads what was shown to coaches and is still there: the database refuses the rest.
WALL = [
    *enable("files"),
    f"CREATE POLICY tenant ON files USING ({MEMBER})",
    "CREATE POLICY coach_reads ON files FOR SELECT USING "
    f"(visibility = 'coach' AND removed_at IS NULL AND {coach('project_id')})",
    app_may("files", "SELECT", "INSERT", "DELETE"),
    "GRANT UPDATE (visibility, removed_at, removed_by, lost_at) ON files TO portal_app",
]


def upgrade() -> None:
    """Create the table of files with its policies."""
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("analysis_id", sa.BigInteger(), nullable=False),
        sa.Column("row_kind", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("format", sa.String(length=5), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.BigInteger(), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "format IN ('docx', 'xlsx', 'pdf', 'jpg', 'png')", name=op.f("ck_files_format")
        ),
        sa.CheckConstraint(
            "visibility IN ('organisation', 'coach')", name=op.f("ck_files_visibility")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_files_size")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_files_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["projects.organisation_id", "projects.id"],
            name=op.f("fk_files_organisation_id_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "analysis_id"],
            ["analyses.organisation_id", "analyses.id"],
            name=op.f("fk_files_organisation_id_analysis_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_files_added_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["people.id"], name=op.f("fk_files_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_files_organisation_id_id")),
        sa.UniqueConstraint("analysis_id", "token", name=op.f("uq_files_analysis_id_token")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_files_organisation_id_key")),
    )
    op.create_index(op.f("ix_files_organisation_id"), "files", ["organisation_id"])
    op.create_index(op.f("ix_files_project_id"), "files", ["project_id"])
    op.create_index("ix_files_row", "files", ["analysis_id", "row_kind", "row_id"])
    for statement in WALL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the table; the bytes stay in the storage until the sweep finds them."""
    op.drop_table("files")
