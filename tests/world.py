"""A world for one test: the cast in a clean database, and ways to act as each of them."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from portal.accounts.services import hash_token
from portal.extensions import db
from portal.tenancy import ReaderScope, Side, leave_network_role, open_scope
from tests.people import CAST, ORGANISATIONS

ORGANISATION = """
INSERT INTO organisations (slug, acronym, name)
SELECT slug, upper(slug), name FROM unnest(%s::text[], %s::text[]) AS told (slug, name)
RETURNING slug, id"""
PERSON = """
INSERT INTO people (email, name, fs_uniquifier)
SELECT replace(name, '_', '-') || '@test.example', replace(name, '_', ' '), uniquifier
FROM unnest(%s::text[], %s::text[]) AS told (name, uniquifier)
RETURNING replace(name, ' ', '_'), id"""
MEMBERSHIP = """
INSERT INTO memberships (person_id, organisation_id, role)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])
RETURNING role, id"""
NETWORK_ROLE = """
INSERT INTO network_roles (person_id, role) SELECT * FROM unnest(%s::bigint[], %s::text[])
RETURNING role, id"""


@dataclass(frozen=True)
class World:
    """Ids of the cast; `admin` is a superuser's connection that no policy holds."""

    app: Flask
    admin: psycopg.Connection[Any]
    people: dict[str, int]
    organisations: dict[str, int]

    def sign_in(self, name: str) -> FlaskClient:
        """Return a browser in which `name` of the cast has signed in."""
        client = self.app.test_client()
        let_in(client, self.admin, uniquifier(name))
        return client

    @contextmanager
    def acting(self, name: str, slug: str | None = None) -> Iterator[int]:
        """Open the scope of a member (with `slug`) or coach and commit at the end; gives the id."""
        is_member = slug in CAST[name].memberships
        side = Side.MEMBER if is_member else Side.COACH
        with self.scope(ReaderScope(self.people[name], self.organisations.get(slug or ""), side)):
            yield self.people[name]

    @contextmanager
    def working(self, slug: str) -> Iterator[None]:
        """Open the scope of a background task for an organisation and commit at the end."""
        with self.scope(ReaderScope(organisation_id=self.organisations[slug], side=Side.WORKER)):
            yield

    @contextmanager
    def coordinating(self) -> Iterator[int]:
        """Act in the database as a coordinator and commit at the end; gives the person's id."""
        with self.app.app_context():
            db.session.execute(db.select(db.func.set_config("role", "portal_coordinator", True)))
            yield self.people["coordinator"]
            db.session.commit()

    @contextmanager
    def scope(self, scope: ReaderScope) -> Iterator[None]:
        """Open any scope and commit at the end."""
        with self.app.app_context():
            leave_network_role(db.session)
            open_scope(db.session, scope)
            yield
            db.session.commit()

    def one(self, query: str, *values: object) -> Any:
        """Return the first column of the first row of a query that no policy holds."""
        row = self.admin.execute(query, values).fetchone()
        return row[0] if row else None


def let_in(client: FlaskClient, admin: psycopg.Connection[Any], uniquifier: str) -> None:
    """Sign somebody in without a password; their session outlives every move of a held clock."""
    session = {"_user_id": uniquifier, "_fresh": True}
    session["session_token"] = write_session(admin, uniquifier)
    # As Flask would write it, without a request for it: most tests do this, some a thousand times.
    signer = SecureCookieSessionInterface().get_signing_serializer(client.application)
    assert signer is not None
    client.set_cookie("session", signer.dumps(session))


def write_session(admin: psycopg.Connection[Any], uniquifier: str) -> str:
    """Write a session that no idle time ends, and return its key."""
    token = f"key-{secrets.token_hex(8)}-of-{uniquifier}"
    admin.execute(
        "INSERT INTO user_sessions (person_id, token_hash, last_seen_at) "
        "SELECT id, %s, '2999-01-01' FROM people WHERE fs_uniquifier = %s",
        (hash_token(token), uniquifier),
    )
    return token


def uniquifier(name: str) -> str:
    """Return what the session of `name` carries."""
    return f"uniquifier-of-{name}"


def fill(admin: psycopg.Connection[Any], app: Flask) -> World:
    """Write the cast, in few statements, and return their world."""
    organisations = _insert(admin, ORGANISATION, list(ORGANISATIONS.items()))
    people = _insert(admin, PERSON, [(name, uniquifier(name)) for name in CAST])
    memberships = [
        (people[name], organisations[slug], role)
        for name, part in CAST.items()
        for slug, role in part.memberships.items()
    ]
    roles = [(people[name], role) for name, part in CAST.items() for role in part.network_roles]
    _insert(admin, MEMBERSHIP, memberships)
    _insert(admin, NETWORK_ROLE, roles)
    return World(app, admin, people, organisations)


def _insert(
    admin: psycopg.Connection[Any], statement: str, rows: Sequence[tuple[object, ...]]
) -> dict[str, int]:
    """Write rows in their order and return what the statement gives of each: a name and an id."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    return {name: int(id_) for name, id_ in admin.execute(statement, columns)}
