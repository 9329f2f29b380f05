"""A page that is too old to send its forms gets a fresh token, from whoever was shown it alone."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.accounts.conftest import csrf_of, give_password, sign_in
from tests.form_tokens import sign_earlier
from tests.world import World

FRESH = "/form-token"
HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin", "X-Autosave": "1"}
OTHERS = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
WRITER, MANAGER = "lotus_writer", "lotus_manager"


def ask(client: FlaskClient, token: str, headers: dict[str, str] = HERE) -> TestResponse:
    """Ask for a fresh token as a script of a page with this one would."""
    return client.get(FRESH, headers={**headers, "X-CSRFToken": token})


def switch(client: FlaskClient, token: str) -> TestResponse:
    """Send the form that every page has, as a script would."""
    form = {"csrf_token": token, "locale": "km", "back": "/"}
    return client.post("/language", data=form, headers=HERE)


@pytest.fixture
def writer(world: World, protected: Flask) -> FlaskClient:
    """Return a browser in which the writer is signed in."""
    client = protected.test_client()
    sign_in(client, give_password(world, WRITER))
    return client


@pytest.fixture
def old(world: World) -> str:
    """Return the token of an old page of the writer."""
    return sign_earlier(world.app.config["SECRET_KEY"], world.people[WRITER])


def locale_of(world: World, name: str) -> Any:
    return world.one("SELECT locale FROM people WHERE id = %s", world.people[name])


def test_an_old_page_of_the_same_person_is_sent_with_a_fresh_token(
    world: World, writer: FlaskClient, old: str
) -> None:
    refused = switch(writer, old)
    assert (refused.status_code, locale_of(world, WRITER)) == (401, "en")
    assert refused.get_json()["message"].startswith("This page was open too long")
    answer = ask(writer, old)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.data) < 150
    assert (switch(writer, answer.text).status_code, locale_of(world, WRITER)) == (303, "km")


def test_nobody_gets_a_token_for_the_page_of_another(
    world: World, writer: FlaskClient, protected: Flask
) -> None:
    """Else words would be sent in the name of whoever signed in after their writer."""
    page = sign_earlier(world.app.config["SECRET_KEY"], world.people[MANAGER])
    young = protected.test_client()
    sign_in(young, give_password(world, MANAGER))
    for token in (page, csrf_of(young.get("/o/lotus/"))):
        refused = ask(writer, token)
        assert refused.status_code == 403
        assert switch(writer, token).status_code == 401
    assert {locale_of(world, name) for name in (WRITER, MANAGER)} == {"en"}


def test_a_fresh_token_names_its_reader_and_serves_nobody_else(
    world: World, writer: FlaskClient, old: str
) -> None:
    fresh = ask(writer, old).text
    writer.delete_cookie("session")
    sign_in(writer, give_password(world, MANAGER))
    assert switch(writer, fresh).status_code == 401
    assert ask(writer, fresh).status_code == 403
    assert locale_of(world, MANAGER) == "en"


def test_none_is_given_once_the_session_has_ended(writer: FlaskClient, old: str) -> None:
    writer.delete_cookie("session")
    refused = ask(writer, old)
    assert (refused.status_code, "Set-Cookie" in refused.headers) == (403, False)


def test_none_is_given_after_signing_out_or_being_signed_out(
    world: World, writer: FlaskClient, old: str
) -> None:
    world.admin.execute("DELETE FROM user_sessions")
    assert ask(writer, old).status_code == 403
    sign_in(writer, give_password(world, WRITER))
    writer.post("/sign-out", data={"csrf_token": csrf_of(writer.get("/o/lotus/"))})
    assert ask(writer, old).status_code == 403


def test_a_stranger_gets_one_for_a_page_of_strangers_alone(
    world: World, protected: Flask, old: str
) -> None:
    client = protected.test_client()
    page = sign_earlier(world.app.config["SECRET_KEY"], 0)
    fresh = ask(client, page)
    assert fresh.status_code == 200
    assert switch(client, fresh.text).status_code == 303
    assert ask(client, old).status_code == 403
    sign_in(client, give_password(world, WRITER))
    assert ask(client, page).status_code == 403


def test_a_page_of_others_gets_and_learns_nothing(writer: FlaskClient, old: str) -> None:
    """It knows no token of the portal, may not name one, and reads no answer."""
    asked = {**OTHERS, "Access-Control-Request-Headers": "x-csrftoken"}
    answers = [
        writer.get(FRESH, headers=OTHERS),
        writer.get(f"{FRESH}?csrf_token={old}", headers=OTHERS),
        writer.options(FRESH, headers={**asked, "Access-Control-Request-Method": "GET"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 200]
    told = [name for answer in answers for name in answer.headers.keys()]  # noqa: SIM118
    assert [name for name in told if name.startswith("Access-Control")] == []
    assert answers[2].data == b""


@pytest.mark.parametrize("forged", ["", "1", "1.abc", "x" * 5_000, "é", "IjEuYWJjIg.Z.sig"])
def test_what_is_no_token_of_ours_gets_none(writer: FlaskClient, forged: str) -> None:
    assert ask(writer, forged).status_code == 403


def test_a_token_signed_for_something_else_gets_none(world: World, writer: FlaskClient) -> None:
    other = URLSafeTimedSerializer(world.app.config["SECRET_KEY"], salt="another")
    assert ask(writer, str(other.dumps(f"{world.people[WRITER]}.x"))).status_code == 403
