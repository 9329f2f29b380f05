"""Runs one web process and reads what a page costs from the process's own accounting."""

import gzip
import http.client
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from config.processes import PYTHON_COMMAND

WARM_UP, ROUNDS, GREETINGS = 12, 14, 25
LONGEST = 8.0  # seconds for one page


class Budget(NamedTuple):
    """What a page may cost afresh, in hellos, and what it should."""

    most: float
    aim: float


SHORT = Budget(12, 9)  # up to 50 lines
LONG = Budget(18, 12)  # 200 rows, or the largest matrix


@dataclass(frozen=True)
class Page:
    """A page as somebody: `who` names the bench's person."""

    name: str
    path: str
    who: str
    budget: Budget = SHORT


@dataclass(frozen=True)
class Cost:
    """What one page cost: CPU per request, statements, bytes plain and gzipped.

    `cpu_ms` is that of the best round; `hellos` has one figure a round, the CPU in hellos that
    were asked for right before.
    """

    cpu_ms: float
    hellos: list[float]
    statements: int
    size: int
    gzipped: int
    body: bytes


@dataclass(frozen=True)
class Web:
    """A running web process; `started_s` is the CPU that its start took."""

    port: int
    pid: int
    started_s: float

    def memory_mb(self) -> float:
        """Return the resident memory of the worker process."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def measure(self, path: str, cookie: str, times: int = 120, *, is_first: bool = False) -> Cost:
        """Ask up to `times` times over one connection and return what it cost, in rounds.

        With `is_first` each answer is made as if for the first time. Every round asks for hellos
        too, because a shared machine is quick in one second and slow in the next.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Cookie": cookie} if cookie else {}
        headers |= {"X-Forget": "1"} if is_first else {}

        def ask() -> http.client.HTTPResponse:
            connection.request("GET", path, headers=headers)
            return connection.getresponse()

        def greet() -> http.client.HTTPResponse:
            connection.request("GET", "/hello")
            return connection.getresponse()

        began = time.perf_counter()
        for _ in range(WARM_UP):
            body = (answer := ask()).read()
            if given := answer.headers["Set-Cookie"]:
                headers["Cookie"] = given.partition(";")[0]  # as a browser keeps its session
            if answer.status != http.client.OK:
                raise SystemExit(f"bench: {path} answered {answer.status}")
        each = (time.perf_counter() - began) / WARM_UP
        times = min(times, max(ROUNDS, int(LONGEST / each)))
        rounds = [
            (self._round(greet, GREETINGS), self._round(ask, times // ROUNDS))
            for _ in range(ROUNDS)
        ]
        statements = int(answer.headers["X-Statements"])
        connection.close()
        best = min(cost for _, cost in rounds)
        hellos = [cost / hello for hello, cost in rounds]
        return Cost(best, hellos, statements, len(body), len(gzip.compress(body)), body)

    def ask(self, path: str, cookie: str) -> None:
        """Ask for a page once, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={"Cookie": cookie})
        connection.getresponse().read()
        connection.close()

    def _round(self, ask: Callable[[], http.client.HTTPResponse], times: int) -> float:
        before = _cpu(self.pid)
        for _ in range(times):
            ask().read()
        return (_cpu(self.pid) - before) / times * 1000


@contextmanager
def web(environment: dict[str, str], port: int) -> Iterator[Web]:
    """Start one web process with one thread and wait until it answers."""
    command = [
        *(*PYTHON_COMMAND, "-m", "granian", "--interface", "wsgi", "--factory"),
        *("tests.bench.server:create_measured", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error"),
    ]
    master = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        pid = _worker(master.pid)
        yield Web(port, pid, _cpu(pid))
    finally:
        master.terminate()
        master.wait(20)


def cookie(secret: str, person: str) -> str:
    """Return the session cookie of a person of the bench."""
    app = Flask("signing")
    app.secret_key = secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    key = f"bench-{person}"
    said = {"_user_id": key, "_fresh": False, "session_token": key}
    return f"session={serializer.dumps(said)}"


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/hello")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("bench: the web process did not answer within 20 s")


def _worker(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0]) if children else master


def _cpu(pid: int) -> float:
    # Nanoseconds on the run queue's account, summed over the threads: finer than clock ticks.
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
