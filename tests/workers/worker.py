"""Runs the real worker, as `make run` would, against the servers of a test."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.processes import PROCESS_COMMANDS
from config.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0


def environment_of(settings: Settings, folder: Path, **given: str) -> dict[str, str]:
    """Return the environment of a process that stands where `settings` do."""
    return {
        "PATH": os.environ["PATH"],
        "PORTAL_ENV": settings.environment.value,
        "SECRET_KEY": settings.secret_key,
        "PASSWORD_SALT": settings.password_salt,
        "DATABASE_URL": settings.database_url,
        "MAIL_FROM": settings.mail_from,
        "BASE_URL": settings.base_url,
        "DATA_DIR": str(folder),
        **given,
    }


@dataclass(frozen=True)
class Worker:
    """A worker that was started, and the file that its lines go to."""

    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def running_worker(environment: Mapping[str, str], log: Path) -> Iterator[Worker]:
    """Run a worker for the time of the block; it must have ended, or ends now."""
    with log.open("ab") as lines:
        process = subprocess.Popen(
            PROCESS_COMMANDS["worker"](environment),
            env=dict(environment),
            cwd=ROOT,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
    worker = Worker(process, log)
    try:
        yield worker
    finally:
        kill(worker)


def kill(worker: Worker) -> None:
    """End a worker and its children as a power cut would."""
    if worker.process.poll() is None:
        os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()


def wait_until(holds: Callable[[], bool], what: str, worker: Worker) -> None:
    """Return when `holds` does; fail with the worker's last lines when it does not, or has died."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        is_alive = worker.process.poll() is None and time.monotonic() < ends
        assert is_alive, f"{what}\n{worker.log.read_text()[-2000:]}"
        time.sleep(0.05)
