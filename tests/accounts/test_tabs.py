"""Pages of strangers that stood open: a second tab, a restored one, cookies that are gone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.conftest import PASSWORD, csrf_of, give_password, sign_in
from tests.world import World

HERE = {"Origin": "http://localhost"}
WANTED = "/o/lotus/people/"


def press(client: FlaskClient, path: str, token: str, **fields: str) -> TestResponse:
    """Send a form as the page that showed it would."""
    return client.post(path, data={"csrf_token": token, **fields}, headers=HERE)


@pytest.mark.parametrize("headers", [HERE, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_the_second_tab_goes_on_to_the_page_that_was_wanted(
    world: World, protected: Flask, headers: dict[str, str]
) -> None:
    email, client = give_password(world, "lotus_manager"), protected.test_client()
    second = csrf_of(client.get(f"/sign-in?next={WANTED}"))
    sign_in(client, email)
    answer = client.post(
        "/sign-in",
        data={"csrf_token": second, "email": email, "password": PASSWORD, "next": WANTED},
        headers=headers,
    )
    assert (answer.status_code, answer.location) == (303, WANTED)
    assert client.get(WANTED).status_code == 200


def test_a_second_tab_for_another_account_says_who_is_signed_in(
    world: World, protected: Flask
) -> None:
    email, client = give_password(world, "lotus_manager"), protected.test_client()
    other = give_password(world, "lotus_writer")
    second = csrf_of(client.get(f"/sign-in?next={WANTED}"))
    sign_in(client, email)
    press(client, "/sign-in", second, email=other, password=PASSWORD, next=WANTED)
    page = client.get(WANTED).text
    assert f"You are signed in as {email}" in page


def test_nobody_is_led_elsewhere_from_a_second_tab(world: World, protected: Flask) -> None:
    email, client = give_password(world, "lotus_manager"), protected.test_client()
    second = csrf_of(client.get("/sign-in"))
    sign_in(client, email)
    answer = press(client, "/sign-in", second, email=email, next="//evil.example/")
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_sign_in_page_itself_opened_again_leads_on(world: World, protected: Flask) -> None:
    client = protected.test_client()
    sign_in(client, give_password(world, "lotus_manager"))
    assert client.get(f"/sign-in?next={WANTED}").location == WANTED


def test_one_signs_in_from_a_page_whose_cookie_is_gone(world: World, protected: Flask) -> None:
    email, client = give_password(world, "lotus_manager"), protected.test_client()
    token = csrf_of(client.get("/sign-in"))
    client.delete_cookie("session")
    answer = press(client, "/sign-in", token, email=email, password=PASSWORD, next=WANTED)
    assert (answer.status_code, answer.location) == (302, WANTED)
    assert client.get(WANTED).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_others_signs_nobody_in(
    world: World, protected: Flask, headers: dict[str, str]
) -> None:
    """A stranger's token of one browser, sent by another's page from another browser."""
    email, client = give_password(world, "lotus_manager"), protected.test_client()
    token = csrf_of(protected.test_client().get("/sign-in"))
    fields = {"csrf_token": token, "email": email, "password": PASSWORD}
    assert client.post("/sign-in", data=fields, headers=headers).status_code == 400
    assert client.get(WANTED).status_code == 302


def test_a_form_of_an_older_session_is_taken_from_the_same_person_alone(
    world: World, protected: Flask
) -> None:
    emails = [give_password(world, name) for name in ("lotus_manager", "lotus_writer")]
    client = protected.test_client()
    sign_in(client, emails[0])
    old = csrf_of(client.get(WANTED))
    answers = []
    for email in emails:
        client.delete_cookie("session")
        sign_in(client, email)
        form = {"csrf_token": old, "locale": "km", "back": "/"}
        answers.append(client.post("/language", data=form, headers=HERE).location)
    assert answers == ["/", "/"]
    assert "opened by another account" in client.get("/", follow_redirects=True).text
    asked = "SELECT locale FROM people WHERE id = %s"
    spoken = [world.one(asked, world.people[one]) for one in ("lotus_manager", "lotus_writer")]
    assert spoken == ["km", "en"]


def test_a_reset_is_asked_for_from_a_page_whose_cookie_is_gone(
    world: World, protected: Flask
) -> None:
    email, client = give_password(world, "lotus_manager"), protected.test_client()
    token = csrf_of(client.get("/reset"))
    client.delete_cookie("session")
    assert press(client, "/reset", token, email=email).status_code == 200
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'password_reset'") == 1
