"""Search and sort names by one form in which what looks the same is the same."""

from alembic import op

from portal.migrations.search_form import CREATE

revision = "0015"
down_revision = "0014"

COLUMNS = {
    "organisations": (
        ("search_form", "search_form(acronym || ' ' || name)"),
        ("sort_form", "search_form(acronym)"),
    ),
    "people": (("sort_form", "search_form(name)"),),
}


def upgrade() -> None:
    """Make the function and the columns that the database fills by itself.

    Both tables are written anew: some hundreds to ten thousand short rows.
    """
    op.execute(CREATE)
    for table, columns in COLUMNS.items():
        added = ", ".join(
            f'ADD COLUMN {name} text COLLATE "C" GENERATED ALWAYS AS ({made}) STORED NOT NULL'
            for name, made in columns
        )
        op.execute(f"ALTER TABLE {table} {added}")
    op.execute("GRANT SELECT (sort_form) ON people TO portal_network")


def downgrade() -> None:
    """Sort by code points again."""
    for table, columns in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP COLUMN {name}' for name, _ in columns)}")
    op.execute("DROP FUNCTION search_form(text)")
