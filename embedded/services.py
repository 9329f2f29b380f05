"""What surrounds the portal in `make run`: given by the environment, else embedded."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from embedded.cluster import APP, OWNER
from embedded.postgres import PostgresServer
from embedded.processes import CannotStart, Program
from embedded.redis import RedisServer
from embedded.state import LocalState, is_free

DATABASE = "portal"
MAIL_PAGE_OFFSET = 25


class LocalServices:
    """Brings what the environment leaves out and completes the environment with it."""

    def __init__(self, folder: Path, given: Mapping[str, str]) -> None:
        self._folder = folder
        self._state = LocalState(folder)
        self._postgres: PostgresServer | None = None
        self._redis: RedisServer | None = None
        self.mail_page: str | None = None
        given = {name: value for name, value in given.items() if value}
        self.environment = {**self._own_values(given), **given}

    def parts(self) -> Iterator[Program]:
        """Yield the servers to start, completing the environment with their addresses."""
        if "DATABASE_URL" not in self.environment:
            yield self._bring_postgres()
        if "REDIS_URL" not in self.environment:
            yield self._bring_redis()
        if "SMTP_URL" not in self.environment:
            yield self._bring_mail()

    def make_ready(self) -> None:
        """Wait for the servers that were brought, and make roles and database."""
        if self._postgres:
            self._postgres.wait_until_ready()
            self._postgres.cluster.create_roles()
            self._postgres.cluster.create_database(DATABASE)
        if self._redis:
            self._redis.wait_until_ready()

    def _own_values(self, given: Mapping[str, str]) -> dict[str, str]:
        port = given.get("PORT") or "8000"
        if not port.isdecimal() or not is_free(int(port)):
            raise CannotStart(
                f"port {port} is taken or not a port; choose another: make run PORT=…"
            )
        return {
            "PORTAL_ENV": "development",
            "SECRET_KEY": self._state.secret("secret_key"),
            "PASSWORD_SALT": self._state.secret("password_salt"),
            "MAIL_FROM": "portal@localhost.example",
            "BASE_URL": f"http://127.0.0.1:{port}",
            "PORT": port,
            "DATA_DIR": str(self._folder),
            "PYTHONUNBUFFERED": "1",
        }

    def _bring_postgres(self) -> Program:
        self._postgres = PostgresServer(self._folder)
        program = self._postgres.prepare()
        cluster = self._postgres.cluster
        self.environment["DATABASE_URL"] = cluster.url(APP, DATABASE)
        self.environment["OWNER_DATABASE_URL"] = cluster.url(OWNER, DATABASE)
        return program

    def _bring_redis(self) -> Program:
        self._redis = RedisServer(self._folder)
        program = self._redis.prepare()
        self.environment["REDIS_URL"] = self._redis.url
        return program

    def _bring_mail(self) -> Program:
        smtp = self._state.port("smtp")
        page = self._state.port("mail_page", int(self.environment["PORT"]) + MAIL_PAGE_OFFSET)
        self.mail_page = f"http://127.0.0.1:{page}"
        self.environment["SMTP_URL"] = f"smtp://127.0.0.1:{smtp}"
        options = ["--folder", str(self._folder / "mail"), "--smtp-port", str(smtp)]
        command = [sys.executable, "-m", "embedded.mail", *options, "--page-port", str(page)]
        return Program(name="mail", command=command)
