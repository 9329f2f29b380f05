"""The processes of the portal: `python -m config.processes web` becomes the web server."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from config.settings import read_settings

WEB_SERVER = "granian"  # or "gunicorn": the one-line switch
BIN_FOLDER = Path(sys.executable).parent
# Docstrings, which no process reads, would take 7 MB of each, and the columns of traces one.
PYTHON_COMMAND = (sys.executable, "-OO", "-X", "no_debug_ranges")


def main() -> None:
    """Become the process that the command line names."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in PROCESS_COMMANDS:
        sys.exit(f"Which process? One of: {', '.join(PROCESS_COMMANDS)}")
    read_settings(os.environ)  # a server would start its workers anew for ever
    command = PROCESS_COMMANDS[name](os.environ)
    os.execv(command[0], command)  # noqa: S606 - one of the commands below


def serve(environment: Mapping[str, str]) -> list[str]:
    """Return the command that serves on HOST and PORT, WEB_PROCESSES times WEB_THREADS at once."""
    host = environment.get("HOST") or "127.0.0.1"
    port = environment.get("PORT") or "8000"
    processes = environment.get("WEB_PROCESSES") or "2"
    threads = environment.get("WEB_THREADS") or "4"
    options = {
        "granian": [
            *(*PYTHON_COMMAND, "-m", "config.web", "--host", host, "--port", port),
            *("--workers", processes, "--blocking-threads", threads),
        ],
        "gunicorn": [
            *(*PYTHON_COMMAND, "-m", "gunicorn", "config.server:create()"),
            *("--bind", f"{host}:{port}", "--workers", processes, "--threads", threads),
            "--no-control-socket",
        ],
    }
    return options[WEB_SERVER]


def work(environment: Mapping[str, str]) -> list[str]:
    """Return the command that works off tasks, WORKER_PROCESSES at once."""
    processes = environment.get("WORKER_PROCESSES") or "1"
    return [*_celery(), "worker", "--concurrency", processes, "--without-mingle"]


def schedule(environment: Mapping[str, str]) -> list[str]:
    """Return the command that starts tasks when they are due; its notes lie in DATA_DIR."""
    notes = Path(environment.get("DATA_DIR") or ".data") / "schedule"
    return [*_celery(), "beat", "--schedule", str(notes), "--pidfile="]


def migrate(_environment: Mapping[str, str]) -> list[str]:
    """Return the command that brings the database up to date."""
    return flask("db", "upgrade")


def flask(*arguments: str) -> list[str]:
    """Return a command of the portal."""
    return [str(BIN_FOLDER / "flask"), "--app", "config.server", *arguments]


def _celery() -> list[str]:
    return [*PYTHON_COMMAND, "-m", "celery", "--quiet", "--app", "workers.celery_app"]


PROCESS_COMMANDS: Mapping[str, Callable[[Mapping[str, str]], list[str]]] = {
    "web": serve,
    "worker": work,
    "beat": schedule,
    "migrate": migrate,
}

if __name__ == "__main__":
    main()
