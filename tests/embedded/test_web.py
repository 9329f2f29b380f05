"""The web process: it stops in time, renews without turning anybody away, and outlives its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from embedded.state import find_free_port

STOPS_WITHIN = 10.0
PATIENCE = 60.0
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PORTAL_ENV": "test",
    "SECRET_KEY": "a-key-that-is-long-enough",
    "PASSWORD_SALT": "a-salt-that-is-long-enough",
    "DATABASE_URL": "postgresql://portal_app@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "portal@ngo.example",
    "BASE_URL": "http://localhost",
}
ROOT = Path(__file__).resolve().parents[2]


class Server:
    """A web process on a free port, and what can be seen of it from outside."""

    def __init__(
        self, folder: Path, port: int | None = None, more: Mapping[str, str] | None = None
    ) -> None:
        self.port = port or find_free_port()
        self.log = folder / "web.log"
        with self.log.open("ab") as lines:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.processes", "web"],
                env={
                    **ENVIRONMENT,
                    "PORT": str(self.port),
                    "DATA_DIR": str(folder),
                    **(more or {}),
                },
                cwd=ROOT,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
            )

    def ask(self, timeout: float = 30.0) -> int:
        """Ask for a page on a connection of its own and return the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        finally:
            connection.close()

    def serves(self) -> bool:
        """Whether a page comes."""
        try:
            return self.ask(2.0) == 200
        except (OSError, http.client.HTTPException):
            return False

    def others(self) -> list[int]:
        """Return the processes that it started and that live, oldest first."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != self.process.pid:
                parts = read_state(entry / "stat")
                if parts and parts[3] == str(self.process.pid) and parts[0] != "Z":
                    found.append(int(entry.name))
        return sorted(found)

    def said(self) -> str:
        """Return the last lines of its log that tell of no answer."""
        lines = self.log.read_text().splitlines()
        return "\n".join([line for line in lines if "route=/healthz" not in line][-40:])

    def stop(self) -> float:
        """Ask it to stop and return how many seconds that took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOPS_WITHIN + 20)
        return time.monotonic() - began

    def end(self) -> None:
        """End whatever is left of it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def read_state(stat: Path) -> list[str]:
    """Return a process's state and what follows it: state, parent, group, session …"""
    try:
        return stat.read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def in_session(session: int) -> list[int]:
    """Return the living processes of a session."""
    stats = ((entry.name, read_state(entry / "stat")) for entry in Path("/proc").glob("[0-9]*"))
    return [int(pid) for pid, parts in stats if parts[3:4] == [str(session)] and parts[0] != "Z"]


def wait_until(holds: Callable[[], bool], server: Server, patience: float = PATIENCE) -> None:
    """Return when `holds` does; fail with the last lines of the log when it does not."""
    ends = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < ends, server.said()
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a web process that has just been started."""
    server = Server(tmp_path)
    yield server
    server.end()


@pytest.fixture
def serving(server: Server) -> Server:
    """Return a web process that serves."""
    wait_until(server.serves, server)
    return server


@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0])
def test_it_stops_in_time_whenever_it_is_asked(server: Server, seconds: float) -> None:
    time.sleep(seconds)
    assert server.stop() < STOPS_WITHIN
    wait_until(lambda: in_session(server.process.pid) == [], server, 1.0)


def test_it_stops_in_time_with_requests_that_never_end(serving: Server) -> None:
    with (
        socket.create_connection(("127.0.0.1", serving.port)) as silent,
        socket.create_connection(("127.0.0.1", serving.port)) as half,
    ):
        assert silent.fileno() > 0
        half.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx")
        time.sleep(0.5)
        assert serving.stop() < STOPS_WITHIN
    wait_until(lambda: in_session(serving.process.pid) == [], serving, 1.0)


def test_it_stops_in_time_while_it_renews(tmp_path: Path) -> None:
    with ExitStack() as held:
        silent = held.enter_context(socket.create_server(("127.0.0.1", 0)))
        url = f"postgresql://portal_app@127.0.0.1:{silent.getsockname()[1]}/nowhere"
        server = Server(tmp_path, more={"DATABASE_URL": url})
        held.callback(server.end)
        wait_until(server.serves, server)
        for _ in range(12):  # each waits for a database that accepts and says nothing
            line = held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            line.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1.0)
        before = set(server.others())
        server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: set(server.others()) - before != set(), server)
        time.sleep(4.0)
        assert server.stop() < STOPS_WITHIN
        wait_until(lambda: in_session(server.process.pid) == [], server, 1.0)


@contextmanager
def a_busy_machine() -> Iterator[None]:
    """Let more processes compute than the machine has room for."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


@contextmanager
def people_asking(server: Server) -> Iterator[Counter[str]]:
    """Ask for pages all the time, eight at once, and count the answers."""
    answers: Counter[str] = Counter()
    done = threading.Event()

    def ask_again_and_again() -> None:
        while not done.is_set():
            try:
                answers[str(server.ask())] += 1
            except (OSError, http.client.HTTPException) as refused:
                answers[type(refused).__name__] += 1

    asking = [threading.Thread(target=ask_again_and_again) for _ in range(8)]
    for thread in asking:
        thread.start()
    try:
        yield answers
    finally:
        done.set()
        for thread in asking:
            thread.join()


def test_renewing_on_a_busy_machine_turns_nobody_away(serving: Server) -> None:
    wait_until(lambda: len(serving.others()) == 2, serving)
    before = set(serving.others())
    with a_busy_machine(), people_asking(serving) as answers:
        serving.process.send_signal(signal.SIGHUP)
        wait_until(lambda: not before & set(serving.others()), serving, 300.0)
        time.sleep(1.0)
    assert dict(answers) == {"200": answers["200"]}
    assert answers["200"] > 100
    assert len(serving.others()) == 2


def test_it_goes_on_when_its_processes_die_again_and_again(serving: Server) -> None:
    for _ in range(3):
        wait_until(lambda: len(serving.others()) == 2, serving)
        gone = serving.others()
        for pid in gone:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda gone=gone: not set(gone) & set(serving.others()), serving)  # type: ignore[misc]
    wait_until(serving.serves, serving)
    assert serving.process.poll() is None
    assert serving.stop() < STOPS_WITHIN


def test_its_processes_end_when_it_is_killed(serving: Server) -> None:
    wait_until(lambda: len(serving.others()) == 2, serving)
    serving.process.kill()
    serving.process.wait()
    wait_until(lambda: in_session(serving.process.pid) == [], serving, STOPS_WITHIN)
    wait_until(lambda: is_free(serving.port), serving)


def is_free(port: int) -> bool:
    """Tell whether somebody else may listen at a port now."""
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def test_a_port_that_is_taken_is_not_shared(serving: Server, tmp_path: Path) -> None:
    second = Server(tmp_path, serving.port)
    try:
        assert second.process.wait(PATIENCE) != 0
    finally:
        second.end()
    assert serving.serves()


def test_old_processes_stay_when_new_ones_cannot_start(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    server = Server(tmp_path, more={"PYTHONPATH": str(broken)})
    try:
        wait_until(server.serves, server)
        wait_until(lambda: len(server.others()) == 2, server)
        before = server.others()
        (broken / "flask_babel.py").write_text("raise ImportError")
        server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "so the old ones stay" in server.log.read_text(), server)
        assert "ImportError" in server.log.read_text()
        wait_until(lambda: server.others() == before, server)
        assert server.serves()
        assert server.stop() < STOPS_WITHIN
    finally:
        server.end()
