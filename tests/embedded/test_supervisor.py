"""The supervisor restarts what dies and stops all it started."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import supervisor as module
from embedded.processes import Program, stop
from embedded.supervisor import Supervisor


class Told:
    """Remembers what the supervisor said."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def __call__(self, name: str, line: str) -> None:
        self.lines.append((name, line))

    def wait_for(self, line: tuple[str, str], times: int = 1) -> None:
        deadline = time.monotonic() + 10
        while self.lines.count(line) < times:
            assert time.monotonic() < deadline, self.lines
            time.sleep(0.02)


@pytest.fixture
def told() -> Told:
    """Return a listener."""
    return Told()


@pytest.fixture
def supervisor(told: Told) -> Iterator[Supervisor]:
    """Return a supervisor that stops what it started."""
    supervisor = Supervisor(told)
    yield supervisor
    supervisor.stop_all()


def script(name: str, code: str) -> Program:
    return Program(name=name, command=[sys.executable, "-u", "-c", code])


def test_what_children_print_carries_their_name(supervisor: Supervisor, told: Told) -> None:
    assert supervisor.run_once(script("once", "print('ការ'); raise SystemExit(3)")) == 3
    told.wait_for(("once", "ការ"))


def test_a_dead_child_starts_again_after_a_pause_that_grows(
    supervisor: Supervisor, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_PAUSE", 2.0)
    program = script("short", "print('up')")
    supervisor.start(program)
    supervisor._watched[0].pause = 0.01
    deadline = time.monotonic() + 10
    while told.lines.count(("short", "up")) < 4:
        assert time.monotonic() < deadline
        supervisor.look_after()
        time.sleep(0.005)
    assert supervisor._watched[0].pause >= 0.08


def test_all_are_stopped_the_last_started_first(supervisor: Supervisor, told: Told) -> None:
    code = """
import signal, sys, time
def leave(*_):
    print("stopped")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("up")
time.sleep(60)
"""
    for name in ("first", "second"):
        supervisor.start(script(name, code))
        told.wait_for((name, "up"))
    supervisor.stop_all()
    told.wait_for(("first", "stopped"))
    told.wait_for(("second", "stopped"))
    assert told.lines.index(("second", "stopped")) < told.lines.index(("first", "stopped"))


def test_all_are_stopped_in_time_though_none_of_them_listens(
    supervisor: Supervisor, told: Told
) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up')"
    for number in range(6):
        supervisor.start(script(f"deaf {number}", f"{deaf}; time.sleep(60)"))
        told.wait_for((f"deaf {number}", "up"))
    began = time.monotonic()
    supervisor.stop_all()
    assert time.monotonic() - began < 10


def test_a_child_that_does_not_listen_is_ended() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up')"
    child = script("deaf", f"{deaf}; time.sleep(60)").start()
    assert child.stdout is not None
    with child.stdout as output:
        assert output.readline() == b"up\n"
        stop(child, signal.SIGTERM, patience=0.2)
    assert child.returncode == -signal.SIGKILL


def test_a_child_is_stopped_though_a_signal_left_its_lock_closed() -> None:
    child = script("looked after", "print('up', flush=True); import time; time.sleep(60)").start()
    assert child.stdout is not None
    with child.stdout as output:
        assert output.readline() == b"up\n"
        # Where a handler raises between the two lines of `Popen.poll` that take it and let it go.
        child._waitpid_lock.acquire()  # type: ignore[attr-defined]
        stop(child, signal.SIGTERM)
    assert child.returncode == -signal.SIGTERM


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children")
def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    sleeper = f"import os, time, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))"
    parent = script(
        "parent",
        "import time; from embedded.processes import Program\n"
        f"Program(name='child', command=[{sys.executable!r}, '-c', "
        f"{sleeper + '; time.sleep(60)'!r}]).start()\ntime.sleep(60)",
    ).start()
    deadline = time.monotonic() + 10
    while not (pid.exists() and pid.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    parent.kill()
    parent.communicate()
    while is_alive(int(pid.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
