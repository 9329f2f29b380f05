"""`make run` as people use it: twice side by side, stopped, started again."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from embedded.state import find_free_port
from tests.walk.extent import sample

PATIENCE = 90
GIVEN = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "SMTP_URL", "PORTAL_ENV", "BASE_URL")


class Run:
    """One `make run` on a folder and a port, its lines in a file."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        folder.mkdir(exist_ok=True)
        self._said = folder / "said"
        with self._said.open("wb") as said:
            kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
            self.process = subprocess.Popen(
                [sys.executable, "-m", "embedded.run"],
                env={**kept, "DATA_DIR": str(folder), "PORT": str(port), "WEB_PROCESSES": "1"},
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self._said.read_text()

    def wait_until_serving(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while "Ctrl-C stops everything" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def wait_until_its_database_is_begun(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not list(self.folder.glob("postgres*/PG_VERSION")):
            assert time.monotonic() < deadline, self.said()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"does not stop: {self.said()}") from None

    def remembered(self, name: str) -> str:
        return str(json.loads((self.folder / "remembered.json").read_text())[name])

    def database(self) -> str:
        password, port = self.remembered("portal_owner"), self.remembered("postgres_port")
        return f"postgresql://portal_owner:{password}@127.0.0.1:{port}/portal"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[type[Run]]:
    """Return how to start a run; what was started is stopped after the test."""
    started: list[Run] = []

    class Started(Run):
        def __init__(self, folder: Path, port: int) -> None:
            super().__init__(folder, port)
            started.append(self)

    yield Started
    for run in started:
        run.stop()


def list_demo(run: Run) -> dict[str, object]:
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    command = [sys.executable, "-m", "flask", "demo", "--json"]
    listed = subprocess.run(
        command, env={**kept, "DATA_DIR": str(run.folder)}, check=True, capture_output=True
    )
    found: dict[str, object] = json.loads(listed.stdout)
    return found


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return bool(page.status == 200)
    except urllib.error.URLError:
        return False


def test_two_runs_side_by_side_stop_and_start_again(start: type[Run], tmp_path: Path) -> None:
    begun = start(tmp_path / "one", find_free_port())
    begun.wait_until_its_database_is_begun()
    assert begun.stop() == 0
    one, two = start(tmp_path / "one", begun.port), start(tmp_path / "two", find_free_port())
    for run in (one, two):
        run.wait_until_serving()
        assert answers(run.port)
        assert f"http://127.0.0.1:{run.port}" in run.said()
        assert "manager@lake.example" in run.said()
        assert run.remembered("portal_app") not in run.said()
        assert "accounts" in list_demo(run)
        assert stat.S_IMODE((run.folder / "environment.json").stat().st_mode) == 0o600
    with psycopg.connect(one.database()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    third = start(tmp_path / "one", find_free_port())
    assert third.process.wait(PATIENCE) == 1
    assert "another run uses" in third.said()
    assert one.stop() == 0
    assert two.stop() == 0
    assert not answers(one.port)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(one.database())
    again = start(tmp_path / "one", one.port)
    again.wait_until_serving()
    with psycopg.connect(again.database()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


@pytest.mark.parametrize("seconds", sample([0.3, 1.0, 2.0, 4.0, 8.0], 3, "stopped in time"))
def test_a_run_stops_in_time_whenever_it_is_asked_and_leaves_nothing(
    start: type[Run], tmp_path: Path, seconds: float
) -> None:
    run = start(tmp_path / "one", find_free_port())
    time.sleep(seconds)
    began = time.monotonic()
    run.stop()
    # A process that PostgreSQL has just begun may end a moment after it.
    while left := others_of(tmp_path):
        assert time.monotonic() - began < 10, left
        time.sleep(0.1)
    assert time.monotonic() - began < 10


def others_of(folder: Path) -> list[str]:
    """Return the command lines of processes that hold a folder, but for the tests' own."""
    found = []
    for pid in set(processes_of(folder)) - {os.getpid()}:
        with suppress(OSError):
            found.append(Path(f"/proc/{pid}/cmdline").read_text())
    return found


ASKED_IN_A_FINALISER = """
import os, signal, time
from embedded import run

class Finaliser:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)

def run_portal(supervisor, folder):
    Finaliser()
    time.sleep(60)

run.run_portal = run_portal
raise SystemExit(run.main())
"""


def test_a_run_stops_though_python_drops_what_a_finaliser_raises(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKED_IN_A_FINALISER]
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    ran = subprocess.run(command, env=environment, timeout=30, capture_output=True, check=False)
    assert b"Exception ignored" in ran.stderr
    assert ran.returncode == 0
    assert ran.stdout.decode().splitlines() == [
        "run      | stopping …",
        "run      | stopped",
    ]


def processes_of(folder: Path) -> list[int]:
    """Return the processes whose command or settings name a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            if str(folder).encode() in said:
                found.append(int(entry.name))
    return found


def test_a_taken_port_is_named(start: type[Run], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start(tmp_path / "one", port)
        assert run.process.wait(PATIENCE) == 1
    assert f"port {port} is taken" in run.said()
