"""Fill what is searched with what was written before, in small batches; it may be run again."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.search_entries import fill_entries

revision = "0040"
down_revision = "0039"

BATCH = 500
TABLES = (
    ("projects", "project", "title", "place", "reference"),
    ("analyses", "analysis", "title"),
    ("comments", "comment", "body"),
    ("contexts", "context", "area", "period", "groups", "tension", "took_part"),
    ("factors", "", "title", "how", "groups", "evidence", "indicator"),
    (
        *("details", "detail", "choice", "criterion", "why", "why_2", "why_3", "excluded"),
        *("why_excluded", "explanation"),
    ),
    ("chains", "chain", "explanation", "evidence", "behaviour", "perceived_by"),
    ("options", "option", "description", "owner", "backup", "failed_because"),
    ("option_tests", "test", "note"),
    ("changes", "change", "after", "before", "evidence"),
    ("ratings", "rating", "evidence", "recommendation", "rated_by"),
    ("learnings", "learning", "after", "before", "evidence"),
    ("influences", "influence", "note"),
)


def upgrade() -> None:
    """Fill it organisation by organisation, each batch a transaction; people go on working.

    As a worker of each organisation: the policies hold for whoever migrates too.
    """
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        for (organisation,) in connection.execute(
            sa.text("SELECT id FROM organisations ORDER BY id")
        ).fetchall():
            _say_scope(connection, str(organisation), "worker")
            for table in TABLES:
                _fill(connection, table)
        _say_scope(connection, "", "")


def downgrade() -> None:
    """Leave what was filled: the migration before drops it."""


def _fill(connection: sa.Connection, table: tuple[str, ...]) -> None:
    statement, after = sa.text(fill_entries(*table)), 0
    while True:
        last, _done = connection.execute(statement, {"after": after, "most": BATCH}).one()
        if last is None:
            return
        after = last


def _say_scope(connection: sa.Connection, organisation: str, side: str) -> None:
    connection.execute(
        sa.text(
            "SELECT set_config('portal.organisation', :organisation, false), "
            "set_config('portal.side', :side, false)"
        ),
        {"organisation": organisation, "side": side},
    )
