"""The wall, read from the database's own catalogue."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import Table

from portal import models
from portal.extensions import Base
from portal.tenancy import TableKind
from tests.architecture.test_documents import GUIDE
from tests.world import World

Admin = psycopg.Connection[Any]
APART = (TableKind.PROJECT, TableKind.ORGANISATION)
assert models.__all__  # fills the metadata
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
PERSONAL = [table for table in TABLES.values() if table.info["kind"] is TableKind.PERSON]
OWNED = [table for table in TABLES.values() if table.info["kind"] in APART]
# Rows that may exist before an organisation does, or for nobody's organisation.
OWNERLESS = {"drafts", "invitations", "mail_failures", "outbox"}
# Tables whose rows belong to a project only through another row.
UNKEYED = {
    *("reminders", "check_in_reminders", "option_reminders", "event_reminders"),
    "mail_failures",
}


def test_every_table_is_registered_and_every_registered_table_exists(admin: Admin) -> None:
    rows = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in rows} - {"alembic_version"} == set(TABLES)
    assert {table.info["kind"] for table in TABLES.values()} <= set(TableKind)


@pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
def test_a_tenant_table_is_kept_apart(admin: Admin, table: Table) -> None:
    secured = admin.execute(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
        [table.name],
    ).fetchone()
    assert secured == (True, True)
    policies = admin.execute("SELECT 1 FROM pg_policies WHERE tablename = %s", [table.name])
    assert policies.fetchall() != []
    assert table.c.organisation_id.nullable == (table.name in OWNERLESS)


@pytest.mark.parametrize("table", PERSONAL, ids=lambda table: table.name)
def test_a_table_of_persons_shows_each_their_own(admin: Admin, table: Table) -> None:
    secured = admin.execute(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
        [table.name],
    ).fetchone()
    assert secured == (True, True)
    policies = admin.execute(
        "SELECT policyname, qual FROM pg_policies WHERE tablename = %s ORDER BY 1", [table.name]
    )
    assert policies.fetchall() == [
        ("own", "(person_id = scope_person())"),
        ("worker", "(scope_side() = 'worker'::text)"),
    ]
    reading = [
        role
        for role in ("portal_network", "portal_coordinator")
        for column in table.columns
        if _may(admin, role, table.name, column.name)
    ]
    assert reading == []


def test_what_reads_past_the_policies_is_for_the_portal_alone(admin: Admin) -> None:
    rows = admin.execute(
        "SELECT proname, array(SELECT grantee::regrole::text FROM aclexplode(coalesce(proacl, "
        "acldefault('f', proowner))) WHERE grantee <> proowner) FROM pg_proc "
        "WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname"
    ).fetchall()
    assert rows == [
        ("coaches_beside", ["portal_app"]),
        ("hand_words_over", ["portal_coordinator"]),
        ("helpfulness", ["portal_app"]),
        ("registration_places", ["portal_app"]),
        ("settle_coach_requests", ["portal_coordinator"]),
    ]


@pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
def test_no_foreign_key_can_cross_from_one_organisation_to_another(table: Table) -> None:
    crossing = [
        key
        for key in table.foreign_key_constraints
        if key.referred_table in OWNED and "organisation_id" not in key.column_keys
    ]
    assert crossing == [] or table.name in UNKEYED


@pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)
def test_uniqueness_tells_nothing_of_other_organisations(admin: Admin, table: Table) -> None:
    local = {"organisation_id", "project_id", "analysis_id", "option_id", "report_id"}
    known = {"milestone_id", "token_hash", "address", "mail_id", "id"}
    rows = admin.execute(
        "SELECT i.indexrelid::regclass::text, array_agg(a.attname::text) FROM pg_index i "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) "
        "WHERE i.indrelid = %s::regclass AND i.indisunique GROUP BY 1",
        [table.name],
    ).fetchall()
    assert [name for name, columns in rows if not (local | known) & set(columns)] == []


def test_no_log_in_role_is_above_the_policies(admin: Admin) -> None:
    rows = admin.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'portal%' AND (rolsuper OR rolbypassrls)"
    ).fetchall()
    assert rows == []


def test_no_network_role_may_select_a_content_column(admin: Admin) -> None:
    content = [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.info.get("content")
    ]
    assert len(content) > 30
    allowed = [
        f"{table}.{column}"
        for table, column in content
        for role in ("portal_network", "portal_coordinator")
        if _may(admin, role, table, column)
    ]
    assert allowed == []


def test_what_is_kept_for_ever_cannot_be_changed(admin: Admin) -> None:
    lasting = sorted(name for name, table in TABLES.items() if table.info.get("append_only"))
    assert lasting == [
        "check_ins",
        "comment_moves",
        "forced_assignments",
        "project_events",
        "readings",
        "review_moves",
        "review_ratings",
        "revisions",
        "second_factor_resets",
        "workshop_lengths",
    ]
    changing = [
        (name, verb)
        for name in lasting
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
        if _holds(admin, name, verb)
    ]
    assert changing == []


def test_without_a_scope_no_tenant_row_is_visible(world: World, admin: Admin) -> None:
    admin.execute("SET ROLE portal_app")
    try:
        counts = {
            table.name: admin.execute(f"SELECT count(*) FROM {table.name}").fetchone()
            for table in [*OWNED, *PERSONAL]
        }
    finally:
        admin.execute("RESET ROLE")
    assert {name for name, count in counts.items() if count != (0,)} == set()
    assert world.one("SELECT count(*) FROM memberships") == 5


def test_views_obey_the_policies_of_the_reader(admin: Admin) -> None:
    rows = admin.execute(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE nspname = 'public' AND relkind = 'v' "
        "AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'"
    ).fetchall()
    assert rows == []


def test_a_coach_is_told_of_answers_in_the_batches_that_the_guide_names(admin: Admin) -> None:
    source = admin.execute("SELECT prosrc FROM pg_proc WHERE proname = 'helpfulness'").fetchone()
    assert source is not None
    assert "nth <= total / 5 * 5" in source[0]
    assert "five or more answers" in (GUIDE / "ngo.md").read_text()


def _may(admin: Admin, role: str, table: str, column: str) -> bool:
    row = admin.execute(
        "SELECT has_column_privilege(%s, %s, %s, 'SELECT')", [role, table, column]
    ).fetchone()
    return row == (True,)


def _holds(admin: Admin, table: str, verb: str) -> bool:
    row = admin.execute(
        "SELECT has_table_privilege('portal_app', %s, %s)", [table, verb]
    ).fetchone()
    return row == (True,)
