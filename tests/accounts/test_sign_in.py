"""Signing in and out: it works, tells strangers nothing, and starts a new session."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.conftest import csrf_of, give_password, send, sign_in
from tests.world import World


def plain(page: TestResponse, *said: str) -> str:
    """Return a page without its form tokens and without what the visitor wrote."""
    text = re.sub(r'(csrf_token" value=")[^"]+', "", page.text)
    for words in said:
        text = text.replace(words, "")
    return text


def test_one_signs_in_with_the_form_and_lands_at_home(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    answer = sign_in(client, email.upper())
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").location == "/o/lotus/"


def test_a_form_without_its_token_signs_nobody_in(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    answer = client.post(
        "/sign-in", data={"email": email, "password": "correct horse battery staple"}
    )
    assert answer.status_code == 400
    assert "/sign-in" in client.get("/").location


def test_the_page_asked_for_is_opened_after_signing_in(world: World, protected: Flask) -> None:
    email = give_password(world, "coordinator")
    client = protected.test_client()
    asked = client.get("/password").location
    page = client.get(asked)
    answer = client.post(
        asked,
        data={
            "csrf_token": csrf_of(page),
            "email": email,
            "password": "correct horse battery staple",
            "next": re.search(r'name="next" value="([^"]*)"', page.text)[1],  # type: ignore[index]
        },
    )
    assert answer.location == "/password"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "\\\\evil.example"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(
    world: World, protected: Flask, elsewhere: str
) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    token = csrf_of(client.get("/sign-in"))
    answer = client.post(
        "/sign-in",
        data={
            "csrf_token": token,
            "email": email,
            "password": "correct horse battery staple",
            "next": elsewhere,
        },
    )
    led_to = urljoin("http://localhost/sign-in", answer.headers.get("Location", ""))
    assert urlsplit(led_to).netloc == "localhost"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    world: World, protected: Flask
) -> None:
    known = give_password(world, "lotus_manager")
    unknown = "nobody@test.example"
    first = sign_in(protected.test_client(), known, "wrong words")
    second = sign_in(protected.test_client(), unknown, "wrong words")
    assert first.status_code == second.status_code == 422
    assert plain(first, known) == plain(second, unknown)
    assert "Check your email address and your password" in first.text


def test_a_closed_account_signs_nobody_in(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_writer")
    world.admin.execute("UPDATE people SET active = false WHERE email = %s", (email,))
    client = protected.test_client()
    assert sign_in(client, email).status_code == 422
    assert "/sign-in" in client.get("/").location


def test_signing_in_starts_a_new_session_and_keeps_the_language(
    world: World, protected: Flask
) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["locale"] = "km"
        before = session["csrf_token"]
    sign_in(client, email)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before
        assert session["locale"] == "km"


def test_one_signs_out_by_sending_a_form(world: World, protected: Flask) -> None:
    client = protected.test_client()
    sign_in(client, give_password(world, "lotus_manager"))
    assert client.get("/sign-out").status_code == 405
    assert client.get("/").location == "/o/lotus/"
    token = csrf_of(client.get("/password"))
    client.post("/sign-out", data={"csrf_token": token})
    assert "/sign-in" in client.get("/").location


def test_the_page_hints_at_demo_accounts_where_nothing_is_real(app: Flask) -> None:
    page = app.test_client().get("/sign-in")
    assert "make run" in page.text


@pytest.mark.parametrize("path", ["/sign-in", "/reset"])
def test_pages_for_strangers_speak_khmer_when_asked(app: Flask, path: str) -> None:
    page = app.test_client().get(path, headers={"Accept-Language": "km"})
    assert '<html lang="km">' in page.text


def test_the_form_keeps_the_address_when_signing_in_failed(world: World, protected: Flask) -> None:
    answer = send(
        protected.test_client(), "/sign-in", {"email": "some@test.example", "password": "x"}
    )
    assert 'value="some@test.example"' in answer.text
