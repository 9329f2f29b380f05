"""Nobody is somebody by a token: a session in the browser is the one way in."""

import time

import pytest
from flask import Flask

from portal.extensions import security
from tests.accounts.conftest import PASSWORD, csrf_of, give_password
from tests.world import World, uniquifier

PAGES = ("/", "/coach/", "/network/", "/o/lotus/", "/password")


def token_of(app: Flask, name: str) -> str:
    """Return what the library's own loader would take for `name`'s token."""
    said = {"ver": "5", "uid": uniquifier(name), "fs_paa": time.time(), "exp": 0}
    with app.app_context():
        return str(security.remember_token_serializer.dumps(said))


@pytest.mark.parametrize("name", ["lotus_manager", "coach", "coordinator"])
@pytest.mark.parametrize("path", PAGES)
def test_a_token_opens_no_page(world: World, name: str, path: str) -> None:
    token = token_of(world.app, name)
    client = world.app.test_client()
    answers = [
        client.get(f"{path}?auth_token={token}"),
        client.get(path, headers={"Authentication-Token": token}),
        client.get(path, json={"auth_token": token}),
    ]
    without = [client.get(path), client.get(path), client.get(path, json={})]
    assert "/sign-in" in without[0].location
    assert [answer.status_code for answer in answers] == [same.status_code for same in without]
    assert [answer.status_code in (302, 401) for answer in without] == [True] * 3


def test_signing_in_gives_out_no_token(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    csrf = csrf_of(client.get("/sign-in"))
    answer = client.post(
        "/sign-in?include_auth_token",
        json={"email": email, "password": PASSWORD},
        headers={"X-CSRFToken": csrf},
    )
    assert 400 <= answer.status_code < 500
    assert "authentication_token" not in answer.text
