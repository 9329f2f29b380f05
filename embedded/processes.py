"""Child processes that end with their parent, and programs that refuse to run as root."""

import ctypes
import math
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

UNPRIVILEGED = "nobody"
PR_SET_PDEATHSIG = 1
SECONDS_BETWEEN_LOOKS = 0.02
WITHOUT = (
    "Run as an ordinary user, or set DATABASE_URL and OWNER_DATABASE_URL to a server of your own."
)


class CannotStart(Exception):
    """A part of the embedded stack cannot run here; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A command, its environment, the signal that asks it to stop, and the file of its log.

    Without `log` it prints to whoever started it.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    stop_signal: signal.Signals = signal.SIGTERM
    stdin: str | None = None
    log: Path | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, so that Ctrl-C reaches the parent alone."""
        if self.log is None:
            return self._start(subprocess.PIPE)
        with self.log.open("ab") as output:
            return self._start(output)

    def _start(self, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL if self.stdin is None else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent(self.stop_signal),
        )
        if child.stdin is not None and self.stdin is not None:
            child.stdin.write(self.stdin.encode())
            child.stdin.close()
        return child


def stop(child: subprocess.Popen[bytes], asked_by: signal.Signals, patience: float = 10) -> None:
    """Ask a child to stop and, after `patience` seconds, end it and what it started."""
    if _has_ended(child):
        return
    os.kill(child.pid, asked_by)
    ends = time.monotonic() + patience
    while not _has_ended(child):
        if time.monotonic() > ends:
            os.killpg(child.pid, signal.SIGKILL)
            ends = math.inf
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    # Asked of the system: a signal whose handler raises may leave the lock of `Popen` closed for
    # ever, and then its own `poll` and `wait` learn nothing any more.
    if child.returncode is not None:
        return True
    try:
        ended, status = os.waitpid(child.pid, os.WNOHANG)
    except ChildProcessError:
        return True
    if ended:
        child.returncode = os.waitstatus_to_exitcode(status)
    return bool(ended)


def run_to_end(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; when that is not waited for, end all that it has started."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            said, complained = child.communicate()
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, child.returncode, said, complained)


def unprivileged(command: Sequence[str], ending_on: signal.Signals) -> list[str]:
    """Return the command as it runs for an unprivileged user, when the present one is root.

    The clone may lie below a directory that only root can enter, so the program keeps the one
    right to pass through directories and nothing else of root's.
    """
    if os.geteuid() != 0:
        return list(command)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotStart(
            "PostgreSQL does not run as root, and the command setpriv (package util-linux) that"
            f" would start it as another user is missing. {WITHOUT}"
        )
    user, group = find_server_user()
    return [
        *(setpriv, "--reuid", str(user), "--regid", str(group), "--clear-groups"),
        *("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"),
        *("--securebits", "+no_setuid_fixup"),  # or access() would not count that right
        *("--pdeathsig", ending_on.name.removeprefix("SIG"), *command),
    ]


def find_server_user() -> tuple[int, int]:
    """Return user and group for programs that refuse root: the present ones unless root."""
    try:
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())[2:4]
        return pwd.getpwnam(UNPRIVILEGED)[2:4]
    except KeyError:
        raise CannotStart(
            f"PostgreSQL needs a user with a name: user {os.geteuid() or UNPRIVILEGED} is not"
            f" listed on this machine. {WITHOUT}"
        ) from None


def hand_over(folder: Path) -> None:
    """Give a folder and all in it to the user that runs the servers."""
    user, group = find_server_user()
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, user, group, follow_symlinks=False)


def _end_with_parent(asked_by: signal.Signals) -> Callable[[], object] | None:
    """Return what a Linux child does first: ask to be stopped when its parent dies."""
    if not sys.platform.startswith("linux"):
        return None
    return partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, int(asked_by))
