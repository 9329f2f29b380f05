"""One real PostgreSQL database for each test process, emptied after each test."""

import gc
import os
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from passlib.handlers.sha2_crypt import sha256_crypt
from passlib.totp import AppWallet
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

from config.settings import Settings
from embedded.cluster import APP, OWNER, Cluster
from embedded.stack import throwaway_cluster
from portal import clock
from portal.app import create_app
from portal.extensions import db, limiter, security
from portal.files import cleaner, ingest
from portal.files.formats import UnfitFile
from tests.world import World, fill

MOMENT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Phnom Penh
# A test leaves a few rows: deleting them takes a tenth of what truncating every table would.
EMPTY = """
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;  -- no foreign keys are looked up
  FOR name IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$"""


# Folders whose tests share a network that takes long to grow: one process has all of a folder.
GROWN = ("forms", "walk", "isolation", "fuzz")
# A password in full costs 100 ms to hash, and most tests of accounts hash a few.
QUICK_HASHES = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
# So do the tokens of links that are mailed, and the secrets of apps that show codes.
sha256_crypt.default_rounds = 1000
AppWallet.encrypt_cost = 1
# The first text of a process brings the model of Khmer words along, which takes its time.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


class ByFile(LoadFileScheduling):
    """Hands out tests by file, those of grown networks by folder."""

    def _split_scope(self, nodeid: str) -> str:
        folder = PurePath(nodeid.partition("::")[0]).parent.name
        return folder if folder in GROWN else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Return what hands out tests to processes under `--dist loadfile`."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that no process waits for them in the end."""
    items.sort(key=lambda item: item.path.parent.name not in GROWN)


@pytest.fixture(scope="session", autouse=True)
def _cleaned_here() -> Iterator[None]:
    """Have files cleaned where the tests run, but by those that ask for `apart` in tests/files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "_clean", clean_here)
        yield


def clean_here(body: bytes, ending: str) -> ingest.Clean:
    """Clean a file as the process of its own does, without its limits."""
    with warnings.catch_warnings(action="ignore"):  # nobody reads those of the process
        verdict, clean = cleaner.judge(body, ending)
    if "problem" in verdict:
        raise UnfitFile(verdict["problem"])
    return ingest.Clean(verdict["format"], clean)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Return the cluster of this run: the one given, else a throwaway one."""
    with throwaway_cluster() as found:
        yield found


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> Iterator[str]:
    """Return the name of this process's own database."""
    name = f"portal_test_{os.getpid()}"
    cluster.drop_database(name)
    cluster.create_database(name)
    yield name
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def settings(cluster: Cluster, database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings that lead to the test database as the portal's log-in role."""
    return Settings.from_environment(
        {
            "PORTAL_ENV": "test",
            "SECRET_KEY": "a-key-for-tests-only",
            "PASSWORD_SALT": "a-salt-for-tests-only",
            "DATABASE_URL": cluster.url(APP, database),
            "OWNER_DATABASE_URL": cluster.url(OWNER, database),
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "SMTP_URL": "smtp://127.0.0.1:1",
            "MAIL_FROM": "portal@test.example",
            "BASE_URL": "http://localhost",
            "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        }
    )


@pytest.fixture(scope="session")
def built_app(settings: Settings) -> Iterator[Flask]:
    """Return the portal on a migrated database; forms need no token in tests of their own."""
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        security.pwd_context.update(**QUICK_HASHES)
        upgrade()
    gc.freeze()  # what is built once need not be looked through again
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def admin(cluster: Cluster, database: str, built_app: Flask) -> Iterator[psycopg.Connection[Any]]:
    """Return a superuser's connection, for what a test must see past every policy."""
    with psycopg.connect(cluster.superuser_url(database), autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Flask]:
    """Return the portal with a held clock; what a test wrote is removed after it."""
    clock.hold(MOMENT)
    # Whoever tests limits turns them on; nobody meets those of another test.
    limiter.enabled = False
    yield built_app
    clock.hold(None)
    admin.execute(EMPTY)


@pytest.fixture
def world(app: Flask, admin: psycopg.Connection[Any]) -> World:
    """Return the cast in a clean database."""
    return fill(admin, app)
