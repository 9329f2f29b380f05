"""Passkeys: added once, asked for at sign-in, of no use to others or for other pages."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.conftest import give_password
from tests.accounts.second_step.authenticator import SecurityKey, asked_on
from tests.accounts.second_step.codes import code_of, set_up_app
from tests.accounts.second_step.test_second_step import is_in, password
from tests.world import World

KEYS = "/account/second-step/passkeys"


def add(client: FlaskClient, key: SecurityKey, name: str = "my phone") -> TestResponse:
    """Add a passkey in a browser that has just signed in."""
    action, options = asked_on(client.post(KEYS, data={"name": name}).text)
    return client.post(action, data={"credential": key.create(options)})


def ask(client: FlaskClient) -> tuple[str, dict[str, object]]:
    """Ask for the second step by a passkey; return where to answer, and what."""
    return asked_on(client.post("/sign-in/passkey").text)


def with_passkey(world: World, name: str, *, counts: bool = True) -> tuple[str, SecurityKey]:
    """Give one of the cast a password and a passkey; returns the address and the key."""
    email, key = give_password(world, name), SecurityKey(counts=counts)
    answer = add(password(world.app, email), key)
    assert (answer.status_code, answer.location) == (302, "/account/second-step")
    return email, key


def test_a_passkey_takes_the_second_step(world: World, app: Flask) -> None:
    email, key = with_passkey(world, "lotus_manager")
    client = app.test_client()
    answer = client.post(
        "/sign-in", data={"email": email, "password": "correct horse battery staple"}
    )
    assert answer.location.partition("?")[0] == "/sign-in/passkey"
    assert not is_in(client)
    action, options = ask(client)
    assert client.post(action, data={"credential": key.get(options)}).status_code == 302
    assert is_in(client)
    assert world.one("SELECT sign_count FROM passkeys") == key.count
    assert world.one("SELECT transports FROM passkeys") == ["usb"]


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_is_good_once(world: World, app: Flask, *, counts: bool) -> None:
    email, key = with_passkey(world, "lotus_manager", counts=counts)
    first = password(app, email)
    action, options = ask(first)
    answer = {"credential": key.get(options)}
    assert first.post(action, data=answer).status_code == 302
    second = password(app, email)
    ask(second)
    second.post(action, data=answer)
    assert not is_in(second)


def test_the_passkey_of_others_is_of_no_use(world: World, app: Flask) -> None:
    email, _key = with_passkey(world, "lotus_manager")
    _other, stolen = with_passkey(world, "river_manager")
    client = password(app, email)
    action, options = ask(client)
    answer = client.post(action, data={"credential": stolen.get(options)})
    assert (answer.status_code, answer.location) == (302, "/sign-in/passkey")
    assert "does not belong to your account" in client.get(answer.location).text
    assert not is_in(client)


@pytest.mark.parametrize("wrong", ["origin", "signature", "JSON", "nothing", "a list"])
def test_a_wrong_answer_signs_nobody_in(world: World, app: Flask, wrong: str) -> None:
    email, key = with_passkey(world, "lotus_manager")
    client = password(app, email)
    action, options = ask(client)
    forged = SecurityKey(id=key.id)
    said = {
        "origin": key.get(options, "https://evil.example"),
        "signature": forged.get(options),
        "JSON": "{",
        "nothing": "",
        "a list": json.dumps([1]),
    }[wrong]
    answer = client.post(action, data={"credential": said})
    assert (answer.status_code, answer.location) == (302, "/sign-in/passkey")
    assert not is_in(client)


def test_whoever_has_both_chooses(world: World, app: Flask) -> None:
    email, passkey = with_passkey(world, "lotus_manager")
    client = password(app, email)
    action, options = ask(client)
    client.post(action, data={"credential": passkey.get(options)})
    key = set_up_app(client)
    late = password(app, email)
    assert late.get("/").location.partition("?")[0] == "/sign-in"
    assert late.get("/sign-in/choice").status_code == 200
    assert late.post("/sign-in/choice", data={"which": "telephone"}).status_code == 422
    chosen = late.post("/sign-in/choice", data={"which": "authenticator"})
    assert chosen.location.partition("?")[0] == "/sign-in/code"
    assert late.post("/sign-in/code", data={"code": code_of(key)}).status_code == 302
    assert is_in(late)


def test_a_name_may_be_in_any_script_and_is_taken_once(world: World, app: Flask) -> None:
    client = password(app, give_password(world, "lotus_manager"))
    name = "ទូរស័ព្ទ & <key>"
    assert add(client, SecurityKey(), name).location == "/account/second-step"
    assert world.one("SELECT name FROM passkeys") == name
    assert client.post(KEYS, data={"name": f" {name}"}).status_code == 422
    assert client.post(KEYS, data={"name": "\u200b"}).status_code == 422
    assert client.post(KEYS, data={"name": "x" * 65}).status_code == 422
    page = client.get(KEYS)
    assert "ទូរស័ព្ទ &amp; &lt;key&gt;" in page.text


def test_the_same_answer_adds_one_passkey(world: World, app: Flask) -> None:
    client = password(app, give_password(world, "lotus_manager"))
    action, options = asked_on(client.post(KEYS, data={"name": "my phone"}).text)
    answer = {"credential": SecurityKey().create(options)}
    assert [client.post(action, data=answer).status_code for _ in range(2)] == [302, 302]
    assert world.one("SELECT count(*) FROM passkeys") == 1


def test_a_removed_passkey_is_not_asked_for(world: World, app: Flask) -> None:
    email, key = give_password(world, "lotus_manager"), SecurityKey()
    client = password(app, email)
    add(client, key)
    for _ in range(2):
        answer = client.post(f"{KEYS}/removal", data={"name": "my phone"})
        assert (answer.status_code, answer.location) == (302, KEYS)
    assert world.one("SELECT count(*) FROM passkeys") == 0
    assert is_in(password(app, email))
