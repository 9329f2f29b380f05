"""The second step at sign-in: what it asks, what it refuses, and whom it leads to set one up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.settings import SecondFactor
from portal import clock
from portal.extensions import limiter
from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.second_step.codes import APP, code_of, key_on, set_up_app
from tests.conftest import MOMENT
from tests.world import World

STEP, CODES = "/account/second-step", "/account/second-step/codes"
TRAIL = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Let nobody else meet a clock that a test moved."""
    yield
    clock.hold(MOMENT)


@pytest.fixture
def required(app: Flask) -> Iterator[Flask]:
    """Return the portal where coaches and the network must have a second step."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, second_factor=SecondFactor.REQUIRED)
    yield app
    app.extensions["settings"] = settings


def password(app: Flask, email: str) -> FlaskClient:
    """Return a browser in which somebody has given their password."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def with_app(world: World, name: str) -> tuple[str, str]:
    """Give one of the cast a password and an app; returns the address and the app's key."""
    email = give_password(world, name)
    return email, set_up_app(password(world.app, email))


def is_in(client: FlaskClient) -> bool:
    """Tell whether a browser is signed in."""
    return "/sign-in" not in client.get("/").location


def send_code(client: FlaskClient, code: str) -> TestResponse:
    """Answer the question for a code."""
    return client.post("/sign-in/code", data={"code": code})


def test_the_app_is_kept_once_a_right_code_was_written(world: World, app: Flask) -> None:
    client = password(app, give_password(world, "lotus_manager"))
    page = client.get(APP)
    key = key_on(page.text)
    main = page.text.partition("<main")[2]
    assert main.count("<svg") == 1  # the picture
    assert "//" not in re.sub(r'xmlns="[^"]*"', "", main)
    wrong = client.post(APP, data={"code": "000000"})
    assert (wrong.status_code, key_on(wrong.text)) == (422, key)
    assert world.one("SELECT count(*) FROM people WHERE tf_primary_method IS NOT NULL") == 0
    right = client.post(APP, data={"code": code_of(key)})
    assert (right.status_code, right.location) == (302, STEP)
    assert world.one("SELECT tf_primary_method FROM people WHERE tf_totp_secret <> ''") == (
        "authenticator"
    )
    stored = world.one("SELECT tf_totp_secret FROM people WHERE tf_totp_secret <> ''")
    assert key.replace("-", "") not in stored


def test_a_password_alone_signs_nobody_in_who_has_an_app(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.location == "/sign-in/code"
    assert not is_in(client)
    assert send_code(client, "000000").status_code == 422
    assert not is_in(client)
    done = send_code(client, code_of(key))
    assert (done.status_code, done.location) == (302, "/")
    assert is_in(client)


def test_a_code_is_taken_with_spaces_and_in_khmer_digits(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    khmer = "".join(chr(0x17E0 + int(digit)) for digit in code_of(key))
    client = password(app, email)
    assert send_code(client, f" {khmer[:3]} {khmer[3:]}").status_code == 302
    assert is_in(client)


def test_a_code_is_taken_once(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    code = code_of(key)
    assert send_code(password(app, email), code).status_code == 302
    second = password(app, email)
    answer = send_code(second, code)
    assert answer.status_code == 422
    assert "already used" in answer.text
    assert not is_in(second)


def test_a_code_of_a_minute_ago_is_not_taken(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    assert send_code(password(app, email), code_of(key, -3)).status_code == 422
    assert send_code(password(app, email), code_of(key, 3)).status_code == 422


def test_a_recovery_code_is_taken_once(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    send_code(client, code_of(key))
    page = client.post(CODES)
    codes = re.findall(r"<code>([0-9a-f-]+)</code>", page.text)
    assert len(codes) == 8
    assert not any(code.replace("-", "") in str(rows_of(world)) for code in codes)
    first = password(app, email)
    typed = codes[0].upper().replace("-", " ")
    assert first.post("/sign-in/recovery", data={"code": typed}).status_code == 302
    assert is_in(first)
    second = password(app, email)
    assert second.post("/sign-in/recovery", data={"code": codes[0]}).status_code == 422
    assert not is_in(second)
    assert world.one("SELECT count(*) FROM recovery_codes") == 7
    assert second.post("/sign-in/recovery", data={"code": codes[1]}).status_code == 302


def test_new_recovery_codes_take_the_place_of_the_old(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    send_code(client, code_of(key))
    old = re.findall(r"<code>([0-9a-f-]+)</code>", client.post(CODES).text)
    assert client.get(CODES).text.count("<code>") == 0
    assert client.get(f"{CODES}?show_codes=1").text.count("<code>") == 0
    client.post(CODES)
    assert world.one("SELECT count(*) FROM recovery_codes") == 8
    late = password(app, email)
    assert late.post("/sign-in/recovery", data={"code": old[0]}).status_code == 422


def test_the_codes_of_others_are_of_no_use(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    send_code(client, code_of(key))
    codes = re.findall(r"<code>([0-9a-f-]+)</code>", client.post(CODES).text)
    other, other_key = with_app(world, "river_manager")
    late = password(app, other)
    assert late.post("/sign-in/recovery", data={"code": codes[0]}).status_code == 422
    assert key != other_key
    assert send_code(late, code_of(key)).status_code == 422


def test_the_second_step_must_follow_within_ten_minutes(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    clock.hold(MOMENT + timedelta(minutes=10, seconds=1))
    answer = send_code(client, code_of(key))
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert not is_in(client)


def test_the_seventh_wrong_code_has_to_wait(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    limiter.enabled = True
    answers = [send_code(password(app, email), "000000").status_code for _ in range(7)]
    assert answers == [422] * 6 + [429]
    assert send_code(password(app, email), code_of(key)).status_code == 429
    limiter.enabled = False
    other, other_key = with_app(world, "river_manager")
    limiter.enabled = True
    assert send_code(password(app, other), code_of(other_key)).status_code == 302


def test_every_route_refuses_whoever_gave_a_password_alone(world: World, app: Flask) -> None:
    email, _key = with_app(world, "administrator")
    half, stranger, told = password(app, email), app.test_client(), []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_HALF or "static" in rule.endpoint:
            continue
        path = TRAIL.sub("1", rule.rule)
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            with half.session_transaction() as session:
                before = dict(session)
            seen = half.open(path, method=method)
            wanted = stranger.open(path, method=method)
            same = (seen.status_code, seen.location) == (wanted.status_code, wanted.location)
            told += [] if same else [f"{method} {path}: {seen.status_code} {seen.location}"]
            with half.session_transaction() as session:
                session.update(before)
    assert told == []
    assert world.one("SELECT count(*) FROM user_sessions") == 1  # where the app was set up


OPEN_TO_HALF = {
    *("security.two_factor_token_validation", "security.tf_select", "security.mf_recovery"),
    *("security.wan_signin", "security.wan_signin_response"),
}


def test_the_pages_between_are_for_nobody_else(world: World, app: Flask) -> None:
    signed_in = world.sign_in("lotus_manager")
    for path in ("/sign-in/code", "/sign-in/choice", "/sign-in/recovery"):
        assert app.test_client().get(path).location == "/sign-in", path
        assert signed_in.get(path).location == "/", path
    assert app.test_client().get("/sign-in/passkey").status_code == 404
    assert signed_in.get("/sign-in/passkey").location == "/"
    assert signed_in.get("/o/lotus/").status_code == 200  # the library would have signed them out


@pytest.mark.parametrize("name", ["coach", "coordinator", "leadership", "administrator"])
def test_coaches_and_the_network_are_led_to_set_a_second_step_up(
    world: World, required: Flask, name: str
) -> None:
    client = password(required, give_password(world, name))
    assert client.get("/").location == STEP
    page = client.get(STEP)
    assert page.status_code == 200
    assert "Set up a second step" in page.text
    set_up_app(client)
    assert client.get("/").location in ("/coach/", "/network/")


@pytest.mark.parametrize("name", ["lotus_manager", "lotus_writer", "lotus_viewer"])
def test_organisations_may_but_need_not(world: World, required: Flask, name: str) -> None:
    client = password(required, give_password(world, name))
    assert client.get("/").location == "/o/lotus/"
    assert client.get(STEP).status_code == 200


def test_where_it_is_offered_nobody_must(world: World, app: Flask) -> None:
    client = password(app, give_password(world, "administrator"))
    assert client.get("/").location == "/network/"


def test_every_route_leads_to_setting_up_first(world: World, required: Flask) -> None:
    client = password(required, give_password(world, "administrator"))
    told = []
    for rule in required.url_map.iter_rules():
        if rule.endpoint in OPEN_BEFORE or "static" in rule.endpoint:
            continue
        path = TRAIL.sub("1", rule.rule)
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            seen = client.open(path, method=method)
            is_led = (seen.status_code, seen.location) == (302, STEP) or seen.status_code == 404
            told += [] if is_led else [f"{method} {path}: {seen.status_code} {seen.location}"]
    assert told == []


OPEN_BEFORE = {
    *("health.healthz", "health.readyz", "accounts.language", "accounts.second_step.index"),
    "accounts.form_token",
    *("security.two_factor_setup", "security.wan_register", "security.wan_register_response"),
    *("security.verify", "security.logout", "security.login", "drafts.keep"),
    # These lead to the home page, which leads on.
    *OPEN_TO_HALF,
}


def test_the_password_is_asked_for_before_a_step_is_changed(world: World, app: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = password(app, email)
    set_up_app(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= 3600
        session.pop("fs_gexp", None)
    for path in (APP, "/account/second-step/passkeys", CODES):
        answer = client.get(path)
        assert answer.location.partition("?")[0] == "/account/confirmation", path
    assert client.post(CODES).status_code == 302
    answer = client.post("/account/second-step/app/removal")
    assert answer.location == "/account/confirmation?next=/account/second-step"
    assert world.one("SELECT count(*) FROM people WHERE tf_primary_method IS NOT NULL") == 1
    wrong = client.post(answer.location, data={"password": "wrong words"})
    assert wrong.status_code == 422
    right = client.post(answer.location, data={"password": PASSWORD})
    assert (right.status_code, right.location) == (302, STEP)
    removed = client.post("/account/second-step/app/removal")
    assert (removed.status_code, removed.location) == (303, STEP)
    assert is_in(password(app, email))


def test_a_new_password_does_not_leave_the_second_step_out(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = app.test_client()
    client.post("/reset", data={"email": email})
    token = world.one("SELECT secret FROM outbox WHERE kind = 'password_reset'")
    new = "seven quiet rivers meet"
    client.post(f"/reset/{token}", data={"password": new, "password_confirm": new})
    answer = client.post("/sign-in", data={"email": email, "password": new})
    assert answer.location.partition("?")[0] == "/sign-in/code"
    assert not is_in(client)
    assert send_code(client, code_of(key)).status_code == 302


def test_the_page_asked_for_is_opened_after_the_second_step(world: World, app: Flask) -> None:
    email, key = with_app(world, "lotus_manager")
    client = app.test_client()
    client.get("/o/lotus/people/")
    body = {"email": email, "password": PASSWORD, "next": "/o/lotus/people/"}
    answer = client.post("/sign-in", data=body)
    page = client.get(answer.location)
    action = re.search(r'action="(/sign-in/code[^"]*)"', page.text)
    assert action is not None
    done = client.post(action[1], data={"code": code_of(key)})
    assert done.location == "/o/lotus/people/"


def test_neither_codes_nor_keys_are_logged(
    world: World, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    email, key = with_app(world, "lotus_manager")
    client = password(app, email)
    code = code_of(key)
    send_code(client, code)
    codes = re.findall(r"<code>([0-9a-f-]+)</code>", client.post(CODES).text)
    logged = capsys.readouterr()
    said = logged.out + logged.err
    assert "POST" in said
    assert [word for word in (key, code, *codes) if word in said] == []


def rows_of(world: World) -> list[object]:
    """Return what the database keeps of recovery codes."""
    rows: list[object] = world.admin.execute("SELECT * FROM recovery_codes").fetchall()
    return rows
