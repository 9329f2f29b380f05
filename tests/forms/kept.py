"""Keeps the whole database beside itself, to say what a form changed and to take it back."""

from typing import Any

import psycopg

Admin = psycopg.Connection[Any]
Row = dict[str, Any]
TABLES = """
SELECT tablename FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"""
# What the database works out itself is not put back.
COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'
GROUP BY table_name"""
DIFFERENT = """
(SELECT '{one}', to_jsonb(t) FROM {now}.{one} t
EXCEPT ALL SELECT '{one}', to_jsonb(t) FROM {then}.{one} t)"""
PUT_BACK = """
DELETE FROM public.{one};
INSERT INTO public.{one} ({columns}) SELECT {columns} FROM kept.{one};"""


class Kept:
    """The rows of all tables as they were when this was made."""

    def __init__(self, admin: Admin) -> None:
        """Copy every row into tables of the schema `kept`."""
        self.admin = admin
        self.tables = [name for (name,) in admin.execute(TABLES)]
        self._columns = dict(admin.execute(COLUMNS).fetchall())
        copies = "".join(f"CREATE TABLE kept.{one} AS TABLE public.{one};" for one in self.tables)
        admin.execute(f"DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept; {copies}")
        # Each write gives a row a higher number of transaction; a row that goes lowers the count.
        self._stamp = " UNION ALL ".join(
            f"SELECT '{one}', count(*), max(xmin::text::bigint) FROM public.{one}"
            for one in self.tables
        )
        self._stamps = self._read_stamps()

    def changed(self) -> list[tuple[str, Row]]:
        """Return the rows that are not as they were: the table and the row as it is now."""
        return self._different("public", "kept")

    def gone(self) -> list[tuple[str, Row]]:
        """Return the rows that are not as they were: the table and the row as it was."""
        return self._different("kept", "public")

    def restore(self) -> None:
        """Take back everything that was written since; ids go on rising."""
        touched = self._touched()
        put = "".join(PUT_BACK.format(one=one, columns=self._columns[one]) for one in touched)
        if touched:
            # No trigger and no foreign key is asked.
            replica = "SET LOCAL session_replication_role = replica;"
            self.admin.execute(f"BEGIN; {replica} {put} COMMIT")
            self._stamps = self._read_stamps()

    def drop(self) -> None:
        """Forget what was kept."""
        self.admin.execute("DROP SCHEMA IF EXISTS kept CASCADE")

    def _different(self, now: str, then: str) -> list[tuple[str, Row]]:
        parts = [DIFFERENT.format(one=one, now=now, then=then) for one in self._touched()]
        return self.admin.execute(" UNION ALL ".join(parts)).fetchall() if parts else []

    def _touched(self) -> list[str]:
        now = self._read_stamps()
        return [one for one in self.tables if now[one] != self._stamps[one]]

    def _read_stamps(self) -> dict[str, tuple[int, int | None]]:
        return {name: (count, newest) for name, count, newest in self.admin.execute(self._stamp)}
