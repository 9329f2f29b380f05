"""A browser knows who signed in there: signed, for a year, for a few people of one computer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import itsdangerous.timed
import pytest
from flask import Flask, Response
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.devices.known_devices import (
    DEVICE_COOKIE,
    KNOWN_FOR,
    MOST_PEOPLE,
    SECOND_STEP_MARK,
    find_device,
    find_proven_device,
    remember_device,
)
from portal.accounts.models import Person

PLAIN, SECOND = "/sign-in", "/sign-in/code"


def signed_in(app: Flask, person_id: int, cookie: str = "", path: str = PLAIN) -> Response:
    """Return what a browser is given after a sign-in."""
    with app.test_request_context(path, method="POST", headers=cookies(cookie)) as context:
        remember_device(app, Person(id=person_id))
        answer = Response()
        for function in context._after_request_functions:
            answer = function(answer)
    return answer


def after(app: Flask, people: Sequence[int], path: str = PLAIN, cookie: str = "") -> str:
    """Return the cookie of a browser in which these people signed in one after the other."""
    for person_id in people:
        set_cookie = signed_in(app, person_id, cookie, path).headers["Set-Cookie"]
        cookie = set_cookie.partition("=")[2].partition(";")[0]
    return cookie


def cookies(cookie: str) -> dict[str, str]:
    return {"Cookie": f"{DEVICE_COOKIE}={cookie}"} if cookie else {}


def found(app: Flask, cookie: str, person_id: int) -> tuple[str | None, str | None]:
    """Return the names of a browser for a person: known, and proven."""
    with app.test_request_context("/", headers=cookies(cookie)):
        return find_device(person_id), find_proven_device(person_id)


def test_a_browser_is_known_for_whoever_signed_in_there_alone(app: Flask) -> None:
    cookie = after(app, [7])
    known, proven = found(app, cookie, 7)
    assert (bool(known), proven) == (True, None)
    assert found(app, cookie, 8) == found(app, "", 7) == (None, None)


def test_a_name_stays_from_one_sign_in_to_the_next(app: Flask) -> None:
    first = after(app, [7])
    assert found(app, after(app, [8, 7], cookie=first), 7) == found(app, first, 7)
    assert found(app, after(app, [7]), 7) != found(app, first, 7)


def test_a_second_step_proves_a_device_and_the_proof_stays(app: Flask) -> None:
    plain = after(app, [7])
    known, proven = found(app, after(app, [7], SECOND, plain), 7)
    assert (known, proven) == (f"{SECOND_STEP_MARK}{found(app, plain, 7)[0]}",) * 2
    twice = after(app, [7], SECOND, after(app, [7], SECOND, plain))
    assert found(app, after(app, [7], PLAIN, twice), 7) == (known, proven)


def test_a_computer_knows_its_latest_people(app: Flask) -> None:
    cookie = after(app, range(1, MOST_PEOPLE + 1))
    assert all(found(app, cookie, one)[0] for one in range(1, MOST_PEOPLE + 1))
    later = after(app, [1, 99], cookie=cookie)
    gone = [one for one in (*range(1, MOST_PEOPLE + 1), 99) if not found(app, later, one)[0]]
    assert gone == [2]


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("x", id="nothing"),
        pytest.param("ខ្មែរ".encode().decode("latin-1"), id="khmer"),
        pytest.param("a.b.c", id="three parts"),
        pytest.param("." * 4000, id="long"),
    ],
)
def test_what_is_no_cookie_of_ours_names_nobody(app: Flask, cookie: str) -> None:
    assert found(app, cookie, 7) == (None, None)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_cookie_names_nobody(app: Flask, part: int) -> None:
    parts = after(app, [7]).split(".")
    turned = "A" if parts[part][0] != "A" else "B"
    parts[part] = turned + parts[part][1:]
    assert found(app, ".".join(parts), 7) == (None, None)


@pytest.mark.parametrize(
    ("secret", "salt"),
    [("another", "known device"), (None, "session"), (None, "wtf-csrf-token")],
    ids=["another key", "signed as a session", "signed as a form"],
)
def test_a_cookie_signed_otherwise_names_nobody(app: Flask, secret: str | None, salt: str) -> None:
    signer = URLSafeTimedSerializer(secret or app.config["SECRET_KEY"], salt=salt)
    assert found(app, signer.dumps({"7": f"{SECOND_STEP_MARK}x"}), 7) == (None, None)
    ours = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="known device")
    assert found(app, ours.dumps({"7": f"{SECOND_STEP_MARK}x"}), 7) == (f"{SECOND_STEP_MARK}x",) * 2


@pytest.mark.parametrize(
    ("age", "is_known"),
    [(KNOWN_FOR, True), (KNOWN_FOR + timedelta(seconds=1), False)],
    ids=["a year", "a second more"],
)
def test_a_browser_is_known_for_a_year(
    app: Flask, monkeypatch: pytest.MonkeyPatch, age: timedelta, *, is_known: bool
) -> None:
    signer = itsdangerous.timed.TimestampSigner
    now = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
    monkeypatch.setattr(signer, "get_timestamp", lambda self: now - int(age.total_seconds()))
    cookie = after(app, [7])
    monkeypatch.setattr(signer, "get_timestamp", lambda self: now)
    assert bool(found(app, cookie, 7)[0]) is is_known


@pytest.mark.parametrize("is_secure", [True, False])
def test_the_cookie_is_for_the_portal_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, *, is_secure: bool
) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", is_secure)
    told = signed_in(app, 7).headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", f"Max-Age={365 * 24 * 3600}"} <= set(told)
    assert ("Secure" in told) is is_secure


def test_a_cookie_stays_small_enough_to_be_sent(app: Flask) -> None:
    people = [10**15 + number for number in range(MOST_PEOPLE * 2)]
    assert len(after(app, people, SECOND)) < 1000
    assert len({after(app, [7]) for _ in range(3)}) == 3
