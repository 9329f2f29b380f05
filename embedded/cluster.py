"""The roles and databases of the portal in a PostgreSQL cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, urlsplit

import psycopg
from psycopg.sql import SQL, Identifier, Literal

ROLES_FILE = Path(__file__).resolve().parent.parent / "config" / "roles.sql"
SUPERUSER = "postgres"
OWNER = "portal_owner"
APP = "portal_app"
LOG_IN_ROLES = (OWNER, APP)
ROLES_LOCK = 190_711


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Where a cluster is and how each role signs in to it."""

    host: str
    port: int
    passwords: Mapping[str, str] = field(repr=False)
    superuser: str = SUPERUSER

    @classmethod
    def at(cls, url: str) -> Self:
        """Return the cluster that a superuser's address leads to, for tests on a given server.

        The portal's roles get a fixed password there, so that runs side by side agree on it.
        """
        parts = urlsplit(url)
        superuser = unquote(parts.username or SUPERUSER)
        passwords = dict.fromkeys(LOG_IN_ROLES, "portal-test")
        return cls(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 5432,
            passwords={**passwords, superuser: unquote(parts.password or "")},
            superuser=superuser,
        )

    def url(self, role: str, database: str) -> str:
        """Return the address of a database for a role."""
        password = quote(self.passwords[role], safe="")
        return f"postgresql://{quote(role, safe='')}:{password}@{self.host}:{self.port}/{database}"

    def superuser_url(self, database: str = "postgres") -> str:
        """Return the address for the superuser, who makes databases and reads catalogues."""
        return self.url(self.superuser, database)

    def create_roles(self) -> None:
        """Make the portal's roles if they are missing, and set their passwords."""
        with self._connect() as connection:
            # Test processes that share a server come here at the same moment.
            connection.execute("SELECT pg_advisory_lock(%s)", [ROLES_LOCK])
            connection.execute(ROLES_FILE.read_bytes())
            for role in LOG_IN_ROLES:
                connection.execute(
                    SQL("ALTER ROLE {} PASSWORD {}").format(
                        Identifier(role), Literal(self.passwords[role])
                    )
                )

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database that belongs to the owner role, unless it exists."""
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if found.fetchone():
                return
            connection.execute(
                SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    Identifier(name), Identifier(OWNER), Identifier(template)
                )
            )
            connection.execute(
                SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(name))
            )
            connection.execute(
                SQL("GRANT CONNECT ON DATABASE {} TO {}").format(Identifier(name), Identifier(APP))
            )

    def drop_database(self, name: str) -> None:
        """Drop a database and end the connections to it."""
        with self._connect() as connection:
            connection.execute(
                SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name))
            )

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self.superuser_url(), autocommit=True)
