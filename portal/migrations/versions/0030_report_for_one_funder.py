"""Make reports for one funder: each has its own editions."""

from alembic import op

revision = "0030"
down_revision = "0029"

OLD = "uq_reports_organisation_id_starts_on_ends_on_edition"
NEW = "uq_reports_organisation_id_funder_starts_on_ends_on_edition"


def upgrade() -> None:
    """Add the funder's tag, empty for all the work, and let it tell editions apart."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE reports ADD COLUMN funder varchar(40) NOT NULL DEFAULT ''")
    op.create_unique_constraint(
        NEW, "reports", ["organisation_id", "funder", "starts_on", "ends_on", "edition"]
    )
    op.drop_constraint(OLD, "reports")


def downgrade() -> None:
    """Refuse: reports for one funder would stand in the place of those of all the work."""
    raise NotImplementedError("Reports for funders would be lost; restore a backup instead.")
