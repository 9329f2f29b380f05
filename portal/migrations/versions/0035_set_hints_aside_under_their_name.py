"""Call the table of hints that were set aside by the word that everything else has for them."""

from alembic import op
from sqlalchemy import text

revision = "0035"
down_revision = "0034"

BEFORE, AFTER = "nudge_dismissals", "hint_dismissals"
# Indexes of constraints go with these.
CONSTRAINTS = """SELECT conname FROM pg_constraint
  WHERE conrelid = CAST(:now AS regclass) AND strpos(conname, :named) > 0"""
INDEXES_AND_SEQUENCES = """SELECT relname FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('i', 'S')
  AND strpos(relname, :named) > 0"""


def upgrade() -> None:
    """Rename it, with its constraints, indexes and sequence; no row is touched."""
    _rename(BEFORE, AFTER)


def downgrade() -> None:
    """Give it back the name that it had."""
    _rename(AFTER, BEFORE)


def _rename(old: str, new: str) -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"ALTER TABLE {old} RENAME TO {new}")
    for name in _names(CONSTRAINTS, now=new, named=old):
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {name} TO {name.replace(old, new)}")
    for name in _names(INDEXES_AND_SEQUENCES, named=old):
        op.execute(f"ALTER TABLE {name} RENAME TO {name.replace(old, new)}")


def _names(asked: str, **given: str) -> list[str]:
    return list(op.get_bind().execute(text(asked), given).scalars())
