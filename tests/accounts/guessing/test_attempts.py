"""Guesses come later after each failure; a right password from a known device never waits."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from embedded.stack import throwaway_redis
from portal.accounts.guessing.attempts import (
    DAY,
    FROM_PLACE,
    OF_ACCOUNT,
    OF_PLACE,
    ON_DEVICE,
    Attempts,
    Bound,
)
from portal.accounts.guessing.guesses import guess_at_account
from tests.accounts.conftest import PASSWORD, give_password
from tests.world import World

OFFICE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
ONCE = {"key": Bound(free=0, longest=60, lasts=DAY)}
AWAY = ("redis://127.0.0.1:1/0", {"socket_connect_timeout": 0.5})


def enter(
    client: FlaskClient, email: str, password: str = PASSWORD, place: str = OFFICE
) -> TestResponse:
    """Send the sign-in form from a place."""
    fields = {"email": email, "password": password}
    return client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": place})


def count(app: Flask, times: int, place: str, email: str = "a{}@test.example") -> list[int]:
    """Count guesses as the sign-in page does, each when its time has come; returns their waits."""
    storage, waits = app.extensions["attempts"].own, []
    with app.test_request_context("/sign-in", environ_base={"REMOTE_ADDR": place}):
        for number in range(times):
            guess = guess_at_account(email.format(number), None)
            waits.append(max(storage.get_expiry(f"wait:{key}") - time.time() for key in guess.keys))
            for key in guess.keys:
                storage.clear(f"wait:{key}")
    return [max(round(wait), 0) for wait in waits]


def guess_again(app: Flask, place: str, email: str) -> int:
    """Return how long a guess has to wait that comes at once."""
    with app.test_request_context("/sign-in", environ_base={"REMOTE_ADDR": place}):
        return guess_at_account(email, None).wait


def known_device(app: Flask, email: str) -> FlaskClient:
    """Return a browser in which somebody has signed in before, and which has no session now."""
    client = app.test_client()
    assert enter(client, email).status_code == 302
    client.delete_cookie("session")
    return client


@pytest.mark.parametrize(
    ("bound", "waits"),
    [
        (FROM_PLACE, [*[0] * 5, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]),
        (OF_ACCOUNT, [*[0] * 20, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]),
        (OF_PLACE, [*[0] * 50, 2, 4, 8, 16, 30, 30]),
        (ON_DEVICE, [*[0] * 5, 2, 4, 8, 16, 32, 60, 60]),
    ],
)
def test_waits_grow_and_end(bound: Bound, waits: list[int]) -> None:
    assert [bound.wait_after(tries) for tries in range(1, len(waits) + 1)] == waits
    assert bound.wait_after(10**9) == waits[-1]


def test_a_guess_too_soon_is_told_how_long_and_one_after_it_is_tried(
    world: World, app: Flask
) -> None:
    email, client = give_password(world, "lotus_manager"), app.test_client()
    count(app, 8, OFFICE, email)
    assert enter(client, email, "wrong").status_code == 422
    soon = enter(client, email)
    assert soon.status_code == 429
    assert int(soon.headers["Retry-After"]) == pytest.approx(16, abs=12)
    seconds = soon.headers["Retry-After"]
    said = f"Too many tries. Nothing was changed. Try again in {seconds} second"
    assert said in soon.text
    assert f'value="{email}"' in soon.text
    time.sleep(int(seconds))
    assert enter(client, email).status_code == 302
    assert count(app, 6, OFFICE, email) == [0] * 5 + [2]  # a right password ends the count


def test_waits_are_said_in_khmer_and_in_minutes(world: World, app: Flask) -> None:
    email = give_password(world, "lotus_manager")
    attempts: Attempts = app.extensions["attempts"]
    with app.test_request_context("/sign-in", environ_base={"REMOTE_ADDR": OFFICE}):
        key = next(iter(guess_at_account(email, None).keys))
    attempts.own.incr(f"wait:{key}", 200)
    fields = {"email": email, "password": PASSWORD}
    told = [
        app.test_client()
        .post(
            "/sign-in",
            data=fields,
            environ_base={"REMOTE_ADDR": OFFICE},
            headers={"Accept-Language": language},
        )
        .text
        for language in ("en", "km")
    ]
    assert "Try again in 4 minutes." in told[0]
    assert "4 នាទី" in told[1]


def test_guesses_of_others_never_hold_up_a_known_device(world: World, app: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = known_device(app, email)
    slow_down(app, email)
    count(app, 60, OFFICE)
    assert guess_again(app, OFFICE, "another@test.example") == 0
    assert guess_again(app, OFFICE, "another@test.example") == 30
    assert enter(app.test_client(), email).status_code == 429
    assert enter(client, email).status_code == 302


def slow_down(app: Flask, email: str) -> None:
    """Guess at an account from elsewhere until every guess has to wait for minutes."""
    count(app, 40, ELSEWHERE, email)
    guess_again(app, ELSEWHERE, email)


def test_an_office_waits_no_longer_than_half_a_minute_for_its_worst(app: Flask) -> None:
    waits = count(app, 100, OFFICE)
    assert waits[:50] == [0] * 50
    assert waits[50:] == [2, 4, 8, 16, *[30] * 46]
    assert count(app, 1, ELSEWHERE) == [0]


def test_a_right_password_is_not_counted_against_its_office(world: World, app: Flask) -> None:
    email = give_password(world, "lotus_manager")
    assert count(app, 49, OFFICE) == [0] * 49
    for _ in range(3):
        assert enter(app.test_client(), email).status_code == 302
    assert count(app, 2, OFFICE) == [0, 2]


def test_guesses_on_a_known_device_are_slowed_by_themselves(world: World, app: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = known_device(app, email)
    assert enter(client, email, "wrong").status_code == 422
    raise_every_count(app, 10)
    assert enter(client, email, "wrong").status_code == 422
    slow = enter(client, email)
    assert slow.status_code == 429
    assert int(slow.headers["Retry-After"]) == pytest.approx(50, abs=10)
    assert enter(app.test_client(), email).status_code == 302


def raise_every_count(app: Flask, by: int) -> None:
    """Count more guesses wherever one was counted."""
    storage = app.extensions["attempts"].own
    for key in [key for key, tries in storage.storage.items() if tries and "tries:" in key]:
        storage.incr(key, DAY, amount=by)


@pytest.mark.parametrize("kind", ["of another person", "changed", "made up"])
def test_a_device_is_known_by_what_the_portal_gave_it_alone(
    world: World, app: Flask, kind: str
) -> None:
    email, other = give_password(world, "lotus_manager"), give_password(world, "river_manager")
    client = known_device(app, other if kind == "of another person" else email)
    cookie = client.get_cookie("known_device")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    forged = {"changed": cookie.value[:-1] + "~", "made up": "e30.aGk.x"}
    if kind in forged:
        client.set_cookie("known_device", forged[kind])
    slow_down(app, email)
    assert enter(client, email).status_code == 429


def test_two_people_of_one_computer_are_both_known_there(world: World, app: Flask) -> None:
    emails = [give_password(world, name) for name in ("lotus_manager", "river_manager")]
    client = known_device(app, emails[0])
    assert enter(client, emails[1]).status_code == 302
    for email in emails:
        slow_down(app, email)
        client.delete_cookie("session")
        assert enter(client, email).status_code == 302


def test_a_link_of_a_mail_makes_a_device_known(world: World, app: Flask) -> None:
    email, client = give_password(world, "lotus_manager"), app.test_client()
    client.post("/reset", data={"email": email})
    link, new = world.one("SELECT secret FROM outbox"), "seven quiet rivers meet"
    client.post(f"/reset/{link}", data={"password": new, "password_confirm": new})
    slow_down(app, email)
    assert enter(app.test_client(), email, new).status_code == 429
    assert enter(client, email, new).status_code == 302


def test_twenty_guesses_at_once_are_one(world: World, app: Flask) -> None:
    email, gate = give_password(world, "lotus_manager"), Barrier(20)
    count(app, 12, OFFICE, email)

    def guess(_number: int) -> int:
        client = app.test_client()
        gate.wait()
        return enter(client, email, "wrong").status_code

    with ThreadPoolExecutor(20) as pool:
        tried = sorted(pool.map(guess, range(20)))
    assert tried == [422] + [429] * 19


def test_all_processes_count_together_and_each_alone_while_redis_is_away() -> None:
    with throwaway_redis() as url:
        one, other = Attempts(url, {}), Attempts(url, {})
        assert (one.begin(ONCE), other.begin(ONCE), one.begin(ONCE)) == (0, 2, 2)
        one.succeed(ONCE)
        assert (other.begin(ONCE), one.begin(ONCE)) == (0, 2)
    assert (one.begin(ONCE), one.begin(ONCE), other.begin(ONCE)) == (0, 2, 0)


def test_a_redis_that_is_away_is_asked_once_in_a_while() -> None:
    attempts = Attempts(*AWAY)
    assert attempts.begin(ONCE) == 0
    asked_again_at = attempts.shared_from
    assert asked_again_at > time.monotonic() + 20
    assert attempts.begin(ONCE) == 2
    assert attempts.shared_from == asked_again_at
