"""Guesses at the second step slow whoever knows the password, and not its owner at home."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.accounts.guessing.attempts import CODES_ON_DEVICE, DAY, MINUTE, OF_CODES, Bound
from portal.extensions import limiter
from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.guessing.test_attempts import ELSEWHERE, raise_every_count
from tests.accounts.second_step.codes import APP, code_of
from tests.accounts.second_step.test_second_step import CODES, is_in, password, send_code, with_app
from tests.conftest import MOMENT
from tests.world import World

CODE, RECOVERY = "/sign-in/code", "/sign-in/recovery"
TOLD = "SELECT count(*) FROM outbox WHERE kind = 'second_step_failed'"


@pytest.fixture(autouse=True)
def _counted() -> None:
    """Count as in production."""
    limiter.enabled = True


def known_device(app: Flask, email: str, key: str) -> FlaskClient:
    """Return a browser in which somebody took their second step before; it has no session now."""
    client = password(app, email)
    assert send_code(client, code_of(key)).status_code == 302
    client.delete_cookie("session")
    return client


def give_password_in(client: FlaskClient, email: str, place: str = "127.0.0.1") -> None:
    """Give the right password from a place."""
    fields = {"email": email, "password": PASSWORD}
    answer = client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": place})
    assert answer.status_code == 302


def fail(app: Flask, email: str, path: str = CODE, times: int = 6) -> list[TestResponse]:
    """Answer the second step wrongly from elsewhere, by the right password, one after the other."""
    client, where = app.test_client(), {"REMOTE_ADDR": ELSEWHERE}
    give_password_in(client, email, ELSEWHERE)
    return [client.post(path, data={"code": "000000"}, environ_base=where) for _ in range(times)]


@pytest.mark.parametrize("path", [CODE, RECOVERY])
def test_others_never_hold_the_second_step_up_where_the_owner_took_it_before(
    world: World, app: Flask, path: str
) -> None:
    email, key = with_app(world, "lotus_manager")
    client = known_device(app, email, key)
    statuses = [answer.status_code for answer in fail(app, email, path, 30)]
    assert statuses == [422] * 6 + [429] * 24
    give_password_in(client, email)
    assert send_code(client, code_of(key, 1)).status_code == 302
    assert is_in(client)


def test_a_recovery_code_is_not_held_up_by_guesses_from_elsewhere(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    send_code(client, code_of(key))
    code = client.post(CODES).text.partition("<code>")[2].partition("</code>")[0]
    fail(app, email, CODE, 30)
    fail(app, email, RECOVERY, 30)
    late = password(app, email)
    assert late.post(RECOVERY, data={"code": code}).status_code == 302
    assert is_in(late)


def test_whoever_waits_is_told_how_long(world: World, app: Flask) -> None:
    email, _key = with_app(world, "lotus_manager")
    answer = fail(app, email, times=7)[-1]
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 2
    assert "Too many tries. Nothing was changed." in answer.text
    assert "<title>Error: " in answer.text


def test_on_a_known_device_guesses_count_for_themselves(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = known_device(app, email, key)
    give_password_in(client, email)
    statuses = [send_code(client, "000000").status_code for _ in range(7)]
    assert statuses == [422] * 6 + [429]
    assert fail(app, email, times=1)[0].status_code == 422


@pytest.mark.parametrize("way", ["password alone", "link of a mail"])
def test_a_device_has_a_count_of_its_own_after_a_second_step_alone(
    world: World, app: Flask, way: str
) -> None:
    client = app.test_client()
    if way == "password alone":
        give_password_in(client, give_password(world, "lotus_manager"))
        client.delete_cookie("session")
    email, key = with_app(world, "lotus_manager")
    if way == "link of a mail":
        client.post("/reset", data={"email": email})
        link = world.one("SELECT secret FROM outbox")
        fields = {"password": PASSWORD + "!", "password_confirm": PASSWORD + "!"}
        assert client.post(f"/reset/{link}", data=fields).status_code == 302
        give_password(world, "lotus_manager")
    assert client.get_cookie("known_device") is not None
    fail(app, email)
    give_password_in(client, email)
    assert send_code(client, code_of(key)).status_code == 429


@pytest.mark.parametrize("bound", [OF_CODES, CODES_ON_DEVICE])
def test_a_year_of_guesses_at_codes_is_hopeless(bound: Bound) -> None:
    seconds, tries = 0, 0
    while seconds < bound.lasts:
        tries += 1
        seconds += bound.wait_after(tries)
    in_a_year = tries * 365 * DAY / bound.lasts
    assert in_a_year < 4600
    assert bound.wait_after(12) < 3 * MINUTE


def test_the_person_is_told_once_a_day_that_their_password_is_known(
    world: World, app: Flask
) -> None:
    email, _key = with_app(world, "lotus_manager")
    fail(app, email, times=5)
    assert world.one(TOLD) == 0
    for _ in range(3):
        raise_every_count(app, 10)
        fail(app, email, times=1)
        _end_waits(app)
    assert world.one(TOLD) == 1
    mail = world.admin.execute("SELECT address, recipient_id FROM outbox").fetchone()
    assert mail == (email, world.people["lotus_manager"])
    clock.hold(MOMENT + timedelta(days=1))
    try:
        fail(app, email, times=1)
    finally:
        clock.hold(MOMENT)
    assert world.one(TOLD) == 2


def _end_waits(app: Flask) -> None:
    storage = app.extensions["attempts"].own
    for key in [key for key in storage.storage if "wait:" in key]:
        storage.clear(key)


def test_a_form_without_a_code_and_the_set_up_of_an_app_count_nothing(
    world: World, app: Flask
) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    assert [send_code(client, " ").status_code for _ in range(8)] == [422] * 8
    assert send_code(client, code_of(key)).status_code == 302
    assert [client.post(APP, data={"code": "000000"}).status_code for _ in range(8)] == [422] * 8
    assert world.one(TOLD) == 0
