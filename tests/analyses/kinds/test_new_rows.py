"""The table that a migration makes for a new kind of row is like those that are there."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from config.settings import Settings
from portal.migrations.rows import create_rows

OWN = ("rated_on", "rated_by", "level", "evidence", "criterion_key", "recommendation")
PARTS = {
    "columns": "SELECT column_name, data_type, is_nullable, column_default FROM "
    "information_schema.columns WHERE table_name = :table AND column_name <> ALL (:own)",
    "constraints": "SELECT replace(conname, :table, 't'), "
    "replace(pg_get_constraintdef(oid), :table, 't') FROM pg_constraint "
    "WHERE conrelid = CAST(:table AS regclass) AND contype <> 'n'",
    "indexes": "SELECT replace(indexdef, :table, 't') FROM pg_indexes WHERE tablename = :table",
    "policies": "SELECT policyname, cmd, roles::text, qual, with_check FROM pg_policies "
    "WHERE tablename = :table",
    "grants": "SELECT grantee, privilege_type FROM information_schema.role_table_grants "
    "WHERE table_name = :table",
    "wall": "SELECT relrowsecurity, relforcerowsecurity FROM pg_class "
    "WHERE oid = CAST(:table AS regclass)",
}


@pytest.fixture(scope="module")
def made(settings: Settings, built_app: Flask) -> Iterator[Connection]:
    """Return a connection on which `probes` was made; nothing of it stays."""
    assert built_app
    engine = create_engine(str(settings.owner_database_url))
    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            create_rows("probes", "note text DEFAULT '' NOT NULL")
            create_rows("targets", "note text DEFAULT '' NOT NULL", is_linked=True)
        yield connection
        connection.rollback()
    engine.dispose()


def read(connection: Connection, part: str, table: str) -> set[tuple[Any, ...]]:
    asked = {"table": table, "own": ["note", *OWN]}
    return {tuple(row) for row in connection.execute(text(PARTS[part]), asked)}


@pytest.mark.parametrize("part", PARTS)
def test_a_new_table_of_rows_is_like_one_that_is_there(made: Connection, part: str) -> None:
    there = read(made, part, "ratings")
    assert there
    assert read(made, part, "probes") == there


def test_rows_that_others_point_at_have_the_key_for_it(made: Connection) -> None:
    more = read(made, "constraints", "targets") - read(made, "constraints", "probes")
    assert more == {
        ("uq_t_organisation_id_analysis_id_id", "UNIQUE (organisation_id, analysis_id, id)")
    }
