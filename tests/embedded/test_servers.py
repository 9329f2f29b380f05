"""The embedded servers start side by side, keep their data and let nobody else in."""

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from embedded.cluster import APP, OWNER, Cluster
from embedded.postgres import THROWAWAY, PostgresServer
from embedded.redis import RedisServer
from embedded.stack import running, throwaway_redis
from embedded.state import LocalState


@contextmanager
def started(folder: Path) -> Iterator[Cluster]:
    """Yield a started server on this folder, with roles and a database."""
    server = PostgresServer(folder, THROWAWAY)
    with running(server.prepare()):
        server.wait_until_ready()
        server.cluster.create_roles()
        server.cluster.create_database("portal")
        yield server.cluster


@pytest.fixture(scope="module")
def given(cluster: Cluster) -> Iterator[Cluster]:
    """Return the run's cluster with an empty database of this module."""
    name = f"embedded_{os.getpid()}"
    cluster.create_database(name)
    yield cluster
    cluster.drop_database(name)


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url(OWNER, "portal")) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_two_servers_run_side_by_side_and_a_restart_keeps_data(tmp_path: Path) -> None:
    with started(tmp_path / "one") as one, started(tmp_path / "two") as two:
        assert one.port != two.port
        for cluster in (one, two):
            with psycopg.connect(cluster.url(OWNER, "portal")) as connection:
                connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 3)")
        with psycopg.connect(two.url(OWNER, "portal")) as connection:
            connection.execute("DELETE FROM kept")
    with started(tmp_path / "one") as again:
        assert again.port == one.port
        assert count(again) == 3


def test_a_killed_server_starts_again_with_its_data(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path)
    with running(server.prepare()) as process:
        server.wait_until_ready()
        server.cluster.create_roles()
        server.cluster.create_database("portal")
        with psycopg.connect(server.cluster.url(OWNER, "portal")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1")
        process.send_signal(signal.SIGKILL)
        process.wait()
    with started(tmp_path) as again:
        assert count(again) == 1


def test_the_roles_can_do_no_more_than_they_must(given: Cluster) -> None:
    with psycopg.connect(given.superuser_url()) as connection:
        found = connection.execute(
            "SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreaterole,"
            " rolcreatedb FROM pg_roles WHERE rolname LIKE 'portal%' ORDER BY rolname"
        ).fetchall()
    assert found == [
        ("portal_app", True, False, False, False, False, False),
        ("portal_coordinator", False, True, False, False, False, False),
        ("portal_network", False, True, False, False, False, False),
        ("portal_owner", True, True, False, False, False, False),
    ]


def test_the_app_takes_the_networks_rights_only_by_asking(given: Cluster) -> None:
    name = f"embedded_{os.getpid()}"
    with psycopg.connect(given.url(APP, name)) as connection:
        has = "SELECT pg_has_role('portal_network', 'USAGE'), pg_has_role('portal_network', 'SET')"
        # PostgreSQL 15 knows no SET right; there, membership is what SET ROLE asks for.
        if connection.info.server_version < 160_000:
            has = has.replace("'SET'", "'MEMBER'")
        assert connection.execute(has).fetchone() == (False, True)
        connection.execute("SET LOCAL ROLE portal_network")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine ()")


def test_other_databases_are_closed_to_other_roles(given: Cluster) -> None:
    name = f"embedded_{os.getpid()}"
    with psycopg.connect(given.superuser_url()) as connection:
        public = connection.execute(
            "SELECT has_database_privilege('portal_network', %s, 'CONNECT')", [name]
        ).fetchone()
    assert public == (False,)


def test_redis_asks_for_its_password(tmp_path: Path) -> None:
    with throwaway_redis() as url, redis.Redis.from_url(url) as client:
        assert client.ping() is True
        open_door = f"redis://{url.split('@')[1]}"
        with redis.Redis.from_url(open_door) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_redis_says_its_secret_to_nobody_who_lists_processes(tmp_path: Path) -> None:
    program = RedisServer(tmp_path).prepare()
    assert program.stdin is not None
    assert LocalState(tmp_path).secret("redis") in program.stdin
    assert LocalState(tmp_path).secret("redis") not in " ".join(program.command)


def test_secrets_are_kept_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = LocalState(tmp_path).secret("key")
    assert len(first) >= 32
    assert LocalState(tmp_path).secret("key") == first
    assert LocalState(tmp_path).secret("other") != first
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
