"""What a data directory remembers between two runs: generated secrets and chosen ports."""

import json
import os
import secrets
import socket
from pathlib import Path

PORTS = range(20_000, 32_000)


class LocalState:
    """Named values kept in one file that only its owner can read."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "remembered.json"
        folder.mkdir(parents=True, exist_ok=True)

    def secret(self, name: str) -> str:
        """Return the secret of this name, generated the first time."""
        values = self._read()
        if name not in values:
            values[name] = secrets.token_urlsafe(32)
            self._write(values)
        return str(values[name])

    def port(self, name: str, preferred: int | None = None) -> int:
        """Return a free port: the one of last time, else the preferred one, else any."""
        values = self._read()
        candidates = [values.get(f"{name}_port"), preferred]
        port = next((port for port in candidates if port and is_free(int(port))), find_free_port())
        self._write({**values, f"{name}_port": int(port)})
        return int(port)

    def last_port(self, name: str) -> int:
        """Return the port that was chosen last under this name."""
        return int(self._read()[f"{name}_port"])

    def _read(self) -> dict[str, str | int]:
        if not self._file.exists():
            return {}
        values: dict[str, str | int] = json.loads(self._file.read_text())
        return values

    def _write(self, values: dict[str, str | int]) -> None:
        aside = self._file.with_suffix(".new")
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(values, file, indent=1)
        aside.replace(self._file)


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of the local address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def find_free_port() -> int:
    """Return a port that was free just now.

    It lies below those that the system hands out by itself, so that no outgoing connection and no
    server started meanwhile takes it before ours listens.
    """
    while not is_free(port := PORTS.start + secrets.randbelow(len(PORTS))):
        pass
    return port
