"""A page that comes back with errors says so first: screen readers begin with its title."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.second_step.codes import set_up_app
from tests.world import World

FIRST = [("en", "Error: "), ("km", "កំហុស៖ ")]
# What the library's pages do not take, beside what stands in every form.
OF_ACCOUNTS = [
    ("/password", {"password": "", "new_password": "x"}),
    ("/account/confirmation", {"password": "wrong words"}),
    ("/account/second-step/app", {"code": ""}),
    ("/account/second-step/app", {"code": "000000"}),
    ("/account/second-step/passkeys", {"name": ""}),
]
OF_SECOND_STEP = [
    ("/sign-in/code", {"code": ""}),
    ("/sign-in/code", {"code": "000000"}),
    ("/sign-in/recovery", {"code": ""}),
    ("/sign-in/recovery", {"code": "1a2b"}),
]


@pytest.fixture(autouse=True)
def _from_the_beginning(built_app: Flask) -> None:
    """Begin each test without any attempt."""
    built_app.extensions["attempts"].own.reset()


def title_of(answer: TestResponse) -> str:
    """Return what stands in the title of a page."""
    found = re.search(r"<title>(.*?)</title>", answer.text)
    assert found
    return found[1]


@pytest.mark.parametrize(("locale", "first"), [("en", "Error:"), ("km", "កំហុស៖")])
def test_a_form_with_errors(world: World, locale: str, first: str) -> None:
    client = world.sign_in("lotus_manager")
    client.post("/language", data={"locale": locale})
    plain = title_of(client.get("/o/lotus/projects/new"))
    refused = client.post("/o/lotus/projects", data={"title": ""})
    assert refused.status_code == 422
    assert title_of(refused) == f"{first} {plain}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sign-in", {"email": "", "password": ""}),
        ("/sign-in", {"email": "a@test.example", "password": "x"}),
        ("/reset", {"email": "no address"}),
    ],
)
def test_a_form_of_strangers_with_errors(world: World, path: str, body: dict[str, str]) -> None:
    client = world.app.test_client()
    plain = title_of(client.get(path))
    assert title_of(client.post(path, data=body)) == f"Error: {plain}"


def password_given(app: Flask, email: str, locale: str) -> FlaskClient:
    """Return a browser in which somebody gave their password, in their language."""
    client = app.test_client()
    client.post("/sign-in", data={"email": email, "password": PASSWORD})
    client.post("/language", data={"locale": locale})
    return client


@pytest.mark.parametrize(("locale", "first"), FIRST)
def test_forms_of_an_account_with_errors(world: World, app: Flask, locale: str, first: str) -> None:
    client = password_given(app, give_password(world, "lotus_manager"), locale)
    told = [client.post(path, data=body) for path, body in OF_ACCOUNTS]
    assert [answer.status_code for answer in told] == [422] * len(told)
    assert [title_of(answer).startswith(first) for answer in told] == [True] * len(told)


@pytest.mark.parametrize(("locale", "first"), FIRST)
def test_forms_of_the_second_step_with_errors(
    world: World, app: Flask, locale: str, first: str
) -> None:
    email = give_password(world, "lotus_manager")
    set_up_app(password_given(app, email, locale))
    client = password_given(app, email, locale)
    told = [client.post(path, data=body) for path, body in OF_SECOND_STEP]
    assert [answer.status_code for answer in told] == [422] * len(told)
    assert [title_of(answer).startswith(first) for answer in told] == [True] * len(told)


@pytest.mark.parametrize(("locale", "first"), FIRST)
def test_the_choice_of_a_second_step_with_errors(
    world: World, app: Flask, locale: str, first: str
) -> None:
    email = give_password(world, "lotus_manager")
    set_up_app(password_given(app, email, locale))
    world.admin.execute(
        "INSERT INTO passkeys (person_id, name, credential_id, public_key, sign_count, "
        "backup_state, device_type, usage) VALUES (%s, 'phone', '1', '1', 0, false, "
        "'single_device', 'secondary')",
        [world.people["lotus_manager"]],
    )
    client = password_given(app, email, locale)
    answer = client.post("/sign-in/choice", data={"which": "sms"})
    assert answer.status_code == 422
    assert title_of(answer).startswith(first)


@pytest.mark.parametrize(("locale", "first"), FIRST)
def test_forms_of_a_link_with_errors(world: World, app: Flask, locale: str, first: str) -> None:
    email, client = give_password(world, "lotus_manager"), app.test_client()
    client.post("/language", data={"locale": locale})
    client.post("/reset", data={"email": email})
    link = world.one("SELECT secret FROM outbox WHERE kind = 'password_reset'")
    answer = client.post(f"/reset/{link}", data={"password": "x", "password_confirm": "y"})
    assert answer.status_code == 422
    assert title_of(answer).startswith(first)


@pytest.mark.parametrize(("locale", "first"), FIRST)
def test_a_guess_too_soon(world: World, app: Flask, locale: str, first: str) -> None:
    email, client = give_password(world, "lotus_manager"), app.test_client()
    client.post("/language", data={"locale": locale})
    body = {"email": email, "password": "wrong words"}
    answer = [client.post("/sign-in", data=body) for _ in range(7)][-1]
    assert answer.status_code == 429
    assert title_of(answer).startswith(first)


def test_what_was_sent_and_not_taken(world: World) -> None:
    client = world.sign_in("lotus_manager")
    large = client.post("/o/lotus/projects", data={"title": "ក" * 400_000})
    other = client.post("/o/lotus/projects", json=[1])
    assert title_of(large).startswith("Error: That was too large")
    assert title_of(other).startswith("Error: Only forms are accepted")


def test_words_that_people_write_make_no_error(world: World) -> None:
    client = world.sign_in("lotus_manager")
    title = '<div class="govuk-error-summary" <p class="govuk-error-message"'
    fields = {"title": title, "place": "Kep", "starts_on": "2026-01-05", "scope": "project"}
    made = client.post("/o/lotus/projects", data=fields)
    assert made.status_code == 303
    page = client.get(made.location)
    assert "govuk-error-summary" in page.text
    assert not title_of(page).startswith("Error")
