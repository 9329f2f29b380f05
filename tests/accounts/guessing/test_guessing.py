"""Guesses at passwords are counted, in whatever shape they come and however an address is typed."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import limiter
from tests.accounts.conftest import PASSWORD, csrf_of, give_password, sign_in
from tests.accounts.guessing.test_attempts import count, raise_every_count
from tests.world import World

HERE = "127.0.0.1"
JSON = {"Accept": "application/json"}
# A full stop of Chinese, letters of full width, a bold letter: the library reads them all as plain.
SPELLINGS = (
    "lotus-manager@test.example",
    "Lotus-Manager@TEST.example",
    "lotus-manager@test\u3002example",
    "lotus-manager@\uff54est.example",
    "lotus-manager@\uff54\uff45\uff53\uff54\uff0eexample",
    "lotus-manager@\U0001d42dest.example",
)


@pytest.fixture
def limited(protected: Flask) -> Flask:
    """Return the portal that counts attempts."""
    limiter.enabled = True
    return protected


def guess(client: FlaskClient, path: str, body: dict[str, Any]) -> TestResponse:
    """Send a guess with the token of its form, as `body` says: data, json, headers."""
    token = csrf_of(client.get(path))
    fields = {"csrf_token": token, **body.get("data", body.get("json", {}))}
    shape = "json" if "json" in body else "data"
    headers = {"X-CSRFToken": token, **body.get("headers", {})}
    return client.post(path, **{shape: fields}, headers=headers)


def test_a_guess_that_asks_for_json_is_counted_and_answered_as_a_form(
    world: World, limited: Flask
) -> None:
    email = give_password(world, "lotus_manager")
    wrong = {"data": {"email": email, "password": "wrong words"}, "headers": JSON}
    client = limited.test_client()
    count(limited, 10, HERE, email)
    answers = [guess(client, "/sign-in", wrong) for _ in range(2)]
    assert [answer.mimetype for answer in answers] == ["text/html"] * 2
    assert [answer.status_code for answer in answers] == [422, 429]


def test_a_guess_of_the_present_password_is_counted_in_every_shape(
    world: World, limited: Flask
) -> None:
    client = limited.test_client()
    sign_in(client, give_password(world, "lotus_manager"))
    new = "seven quiet rivers"
    fields = {"password": "wrong words", "new_password": new, "new_password_confirm": new}
    wrong = {"data": fields, "headers": JSON}
    assert guess(client, "/password", wrong).status_code == 422
    raise_every_count(limited, 10)
    untried = {"data": fields | {"new_password_confirm": "another"}}
    assert guess(client, "/password", untried).status_code == 422  # and takes no count back
    assert [guess(client, "/password", wrong).status_code for _ in range(2)] == [422, 429]


@pytest.mark.parametrize("path", ["/sign-in", "/reset", "/password"])
def test_the_pages_of_accounts_take_forms_alone(world: World, limited: Flask, path: str) -> None:
    email = give_password(world, "lotus_manager")
    client = limited.test_client()
    if path == "/password":
        sign_in(client, email)
    right = {
        "email": email,
        "password": PASSWORD,
        "new_password": "seven quiet rivers",
        "new_password_confirm": "seven quiet rivers",
    }
    answer = guess(client, path, {"json": right})
    assert answer.status_code == 415
    assert answer.mimetype == "text/html"
    assert "Only forms are accepted" in answer.text
    assert world.one("SELECT count(*) FROM outbox") == 0
    assert sign_in(limited.test_client(), email).status_code == 302


def test_however_an_address_is_typed_its_account_is_counted(world: World, limited: Flask) -> None:
    give_password(world, "lotus_manager")
    client = limited.test_client()
    count(limited, 10, HERE, "lotus-manager@test.example")
    assert sign_in(client, SPELLINGS[-1], "wrong").status_code == 422
    refused = [sign_in(limited.test_client(), spelt).status_code for spelt in SPELLINGS]
    assert refused == [429] * len(SPELLINGS)


def test_however_an_address_is_typed_its_links_are_counted(world: World, limited: Flask) -> None:
    give_password(world, "lotus_manager")
    client = limited.test_client()
    asked = [guess(client, "/reset", {"data": {"email": spelt}}).status_code for spelt in SPELLINGS]
    assert asked == [200] * 4 + [429] * 2


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_each_of_these_spellings_is_the_same_account(
    world: World, protected: Flask, spelt: str
) -> None:
    give_password(world, "lotus_manager")
    assert sign_in(protected.test_client(), spelt).status_code == 302
