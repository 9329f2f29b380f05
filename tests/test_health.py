"""Those who watch the process learn whether it is up and ready, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask

from config.settings import Settings
from embedded.stack import throwaway_redis
from portal.app import create_app
from portal.extensions import db
from portal.health import newest_migration
from portal.notifications.failures import SHOWN_FOR
from portal.notifications.sweeping import sweep_failures
from tests.conftest import MOMENT

Admin = psycopg.Connection[object]
NOTHING_FAILED = {"failed_mails": 0, "failed_reports": 0}


@pytest.fixture
def without_database(settings: Settings) -> Iterator[Flask]:
    """Return the portal where no database answers."""
    address = "postgresql+psycopg://portal_app@127.0.0.1:1/nowhere"
    app = create_app(replace(settings, database_url=address))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_process_is_up_without_a_database(without_database: Flask) -> None:
    client = without_database.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "somebody who has signed in"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_process_is_not_ready_without_a_database_and_says_no_more(
    without_database: Flask,
) -> None:
    answer = without_database.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "database": "away", "redis": "away"}


def test_a_process_is_ready_without_redis(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "redis": "away"} | NOTHING_FAILED


def test_mails_that_no_page_shows_any_more_are_not_counted_and_go(app: Flask, admin: Admin) -> None:
    for number, age in enumerate((SHOWN_FOR - timedelta(minutes=1), SHOWN_FOR)):
        admin.execute(
            "WITH mail AS (INSERT INTO outbox (kind, subject, occasion, address) VALUES "
            "('password_reset', 'person:1', %(number)s, 'a@test.example') RETURNING id) "
            "INSERT INTO mail_failures (mail_id, kind, subject, address, cause, since, failed_at) "
            "SELECT id, 'password_reset', 'person:1', 'a@test.example', 'refused', %(at)s, %(at)s "
            "FROM mail",
            {"number": str(number), "at": MOMENT - age},
        )
    answer = app.test_client().get("/readyz")
    assert answer.json is not None
    assert answer.json["failed_mails"] == 1
    with app.app_context():
        assert [sweep_failures(), sweep_failures()] == [1, 0]
    assert app.test_client().get("/readyz").json == answer.json


def test_redis_is_told_of(app: Flask, settings: Settings) -> None:
    with throwaway_redis() as url:
        app.extensions["settings"] = replace(settings, redis_url=url)
        try:
            answer = app.test_client().get("/readyz")
        finally:
            app.extensions["settings"] = settings
    assert answer.json == {"status": "ok", "database": "ok", "redis": "ok"} | NOTHING_FAILED


def test_a_database_older_than_the_code_is_not_ready(app: Flask, admin: Admin) -> None:
    newest = newest_migration()
    admin.execute("UPDATE alembic_version SET version_num = '0000'")
    try:
        answer = app.test_client().get("/readyz")
    finally:
        admin.execute("UPDATE alembic_version SET version_num = %s", [newest])
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "database": "behind", "redis": "away"}


def test_no_answer_is_kept_by_a_cache(app: Flask) -> None:
    assert app.test_client().get("/readyz").headers["Cache-Control"] == "private, no-store"


def test_the_newest_migration_is_the_one_that_alembic_would_migrate_to() -> None:
    config = Config()
    config.set_main_option("script_location", "portal/migrations")
    assert newest_migration() == ScriptDirectory.from_config(config).get_current_head()


@pytest.mark.usefixtures("app")
def test_a_portal_that_has_just_started_knows_the_command_for_its_database(
    settings: Settings,
) -> None:
    answer = create_app(settings).test_cli_runner().invoke(args=["db", "current"])
    assert answer.exit_code == 0, answer.output
