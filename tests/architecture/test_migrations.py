"""Models say what migrations made, and a full database comes through every migration."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql

from config.settings import Settings
from embedded.cluster import APP, OWNER, Cluster
from portal import models
from portal.app import create_app
from portal.extensions import Base, db
from portal.projects.milestones import MILESTONES

Admin = psycopg.Connection[Any]
assert models.__all__  # fills the metadata
ROWS = (Path(__file__).parent / "rows_of_0002.sql").read_text(encoding="utf-8")
OLD = "portal_test_upgraded"
PREPARER = postgresql.dialect().identifier_preparer


@pytest.fixture(scope="module")
def old_app(cluster: Cluster, settings: Settings) -> Iterator[Flask]:
    """Return a portal on a full database that stands at 0002."""
    cluster.drop_database(OLD)
    cluster.create_database(OLD)
    urls = {"database_url": cluster.url(APP, OLD), "owner_database_url": cluster.url(OWNER, OLD)}
    app = create_app(replace(settings, **urls))
    with app.app_context():
        upgrade(revision="0002")
    with psycopg.connect(cluster.superuser_url(OLD), autocommit=True) as old:
        old.execute(ROWS)
    yield app
    with app.app_context():
        db.engine.dispose()
    cluster.drop_database(OLD)


def test_models_and_migrations_say_the_same(settings: Settings, built_app: Flask) -> None:
    assert built_app
    engine = create_engine(str(settings.owner_database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_every_constraint_is_named_as_its_model_names_it(admin: Admin) -> None:
    named = {
        (table.name, PREPARER.format_constraint(constraint))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
    }
    rows = admin.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype IN ('p', 'u', 'f', 'c') AND connamespace = 'public'::regnamespace"
    ).fetchall()
    assert {row for row in rows if row[0] != "alembic_version"} ^ named == set()


def test_every_constraint_and_index_holds(admin: Admin) -> None:
    unproved = admin.execute(
        "SELECT conname FROM pg_constraint WHERE NOT convalidated UNION ALL "
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    ).fetchall()
    assert unproved == []


def test_a_full_database_of_0002_keeps_its_rows(cluster: Cluster, old_app: Flask) -> None:
    with psycopg.connect(cluster.superuser_url(OLD), autocommit=True) as old:
        before = _count(old)
        assert [table for table, rows in before.items() if not rows] == []
        with old_app.app_context():
            upgrade()
        after = _count(old)
        before["hint_dismissals"] = before.pop("nudge_dismissals")
        # The words of a verdict that was being written are a review now.
        assert {table: after[table] for table in before} == before | {
            "comments": before["comments"] - 1
        }
        assert old.execute(
            "SELECT r.author_id, r.revision, r.kind, r.handed_in_at, w.note FROM reviews r "
            "JOIN review_words w ON w.review_id = r.id"
        ).fetchall() == [(2, 1, "own", None, "What should change")]
        assert old.execute("SELECT token FROM comments ORDER BY id").fetchall() == [
            ("c1",),
            ("c2",),
        ]
        assert old.execute("SELECT comment_id, action, by FROM comment_moves").fetchall() == [
            (1, "settle", 3)
        ]
        assert old.execute(
            "SELECT analysis_id, person_id FROM contributions ORDER BY person_id"
        ).fetchall() == [(1, 1), (1, 3)]
        assert old.execute("SELECT is_proved FROM changes ORDER BY id").fetchall() == [
            (True,),
            (False,),
        ]
        assert old.execute("SELECT key FROM milestones ORDER BY id").fetchall() == [
            ("feedback_given",),
            ("option_tested",),
            ("forum_attended",),
        ]
        unforced = old.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity"
        ).fetchall()
        assert unforced == []


def test_the_place_of_a_milestone_that_is_gone_comes_back_last(
    cluster: Cluster, old_app: Flask
) -> None:
    with old_app.app_context():
        upgrade()
    with psycopg.connect(cluster.superuser_url(OLD), autocommit=True) as old:
        old.execute("UPDATE milestones SET key = 'gone' WHERE id = 2")
        with old_app.app_context():
            downgrade(revision="0033")
        places = old.execute("SELECT position FROM milestones ORDER BY id").fetchall()
        keys = [milestone.key for milestone in MILESTONES]
        known = [keys.index(key) for key in ("feedback_given", "forum_attended")]
        assert places == [(known[0],), (len(keys),), (known[1],)]
        with old_app.app_context():
            upgrade()
        assert old.execute("SELECT key FROM milestones WHERE id = 2").fetchone() == ("gone",)


def _count(connection: Admin) -> dict[str, int]:
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    return {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in names
    }
