"""People with passwords, and browsers that send forms as people do."""

import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from portal.extensions import limiter
from tests.world import World

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _unlimited(built_app: Flask) -> Iterator[None]:
    """Begin each test without any attempt, and count those at links in tests of limits alone."""
    was, limiter.enabled = limiter.enabled, False
    limiter._fallback_limiter.storage.reset()  # the tests' settings name a Redis that is not there
    built_app.extensions["attempts"].own.reset()
    yield
    limiter.enabled = was


@pytest.fixture(autouse=True)
def _half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no half minute end, and with it the code of an app, between asking and answering."""
    moment = time.time()
    monkeypatch.setattr(TOTP, "now", staticmethod(lambda: moment))


@pytest.fixture
def protected(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the portal with form tokens required, as people meet it."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def give_password(world: World, name: str, password: str = PASSWORD) -> str:
    """Give one of the cast a password; returns the address."""
    with world.app.app_context():
        hashed = hash_password(password)
    world.admin.execute(
        "UPDATE people SET password = %s WHERE id = %s", (hashed, world.people[name])
    )
    return f"{name.replace('_', '-')}@test.example"


def csrf_of(page: TestResponse) -> str:
    """Return the token of the forms on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    return found.group(1)


def send(client: FlaskClient, path: str, fields: dict[str, str]) -> TestResponse:
    """Open a page and send its form."""
    token = csrf_of(client.get(path))
    return client.post(path, data={"csrf_token": token, **fields})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    """Sign in through the form."""
    return send(client, "/sign-in", {"email": email, "password": password})
