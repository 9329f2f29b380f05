"""The command that serves the portal: `python -m config.web` becomes the web server."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

SERVER = "granian"  # or "gunicorn": the one-line switch


def main() -> None:
    """Become the web server."""
    command = serving_command(os.environ)
    os.execv(command[0], command)  # noqa: S606 - a fixed program


def serving_command(environment: Mapping[str, str]) -> list[str]:
    """Return the command that serves on HOST and PORT, WEB_PROCESSES times WEB_THREADS at once."""
    host = environment.get("HOST") or "127.0.0.1"
    port = environment.get("PORT") or "8000"
    processes = environment.get("WEB_PROCESSES") or "2"
    threads = environment.get("WEB_THREADS") or "4"
    options = {
        "granian": [
            *("--interface", "wsgi", "--factory", "config.server:create", "--no-ws"),
            *("--host", host, "--port", port, "--respawn-failed-workers"),
            *("--workers", processes, "--blocking-threads", threads),
        ],
        "gunicorn": [
            *("config.server:create()", "--bind", f"{host}:{port}", "--no-control-socket"),
            *("--workers", processes, "--threads", threads),
        ],
    }
    return [str(Path(sys.executable).parent / SERVER), *options[SERVER]]


if __name__ == "__main__":
    main()
