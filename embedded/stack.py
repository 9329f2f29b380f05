"""Throwaway servers for tests: real ones, on free ports, gone afterwards."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.cluster import Cluster
from embedded.mail import MailSink
from embedded.postgres import THROWAWAY, PostgresServer
from embedded.processes import Program, stop
from embedded.redis import RedisServer
from embedded.state import find_free_port


@contextmanager
def throwaway_cluster() -> Iterator[Cluster]:
    """Yield a cluster with the portal's roles: that of TEST_DATABASE_URL, else an embedded one.

    The roles have a fixed password, so another process reaches the same cluster with
    `Cluster.at(cluster.superuser_url())`.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        cluster = Cluster.at(given)
        cluster.create_roles()
        yield cluster
        return
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as folder:
        server = PostgresServer(Path(folder), THROWAWAY)
        with running(server.prepare()):
            server.wait_until_ready()
            cluster = Cluster.at(server.cluster.superuser_url())
            cluster.create_roles()
            yield cluster


@contextmanager
def throwaway_redis() -> Iterator[str]:
    """Yield the address of an empty Redis."""
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        server = RedisServer(Path(folder))
        with running(server.prepare()):
            server.wait_until_ready()
            yield server.url


@contextmanager
def throwaway_mail() -> Iterator[MailSink]:
    """Yield a started mail sink, its address in `url`, its mails in `messages()`."""
    with tempfile.TemporaryDirectory(prefix="portal-mail-") as folder:
        sink = MailSink(Path(folder), find_free_port())
        sink.start()
        try:
            yield sink
        finally:
            sink.stop()


@contextmanager
def running(program: Program) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program for the time of the block."""
    child = program.start()
    try:
        yield child
    finally:
        stop(child, program.stop_signal)
