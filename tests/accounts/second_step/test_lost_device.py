"""A lost device: another administrator takes the second step away, and that is on record."""

import time

from flask import Flask
from flask.testing import FlaskClient

from portal.app import MAIL_COMPOSERS
from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.second_step.test_second_step import password, with_app
from tests.world import World
from workers.notifications import send_waiting

PAGE = "/network/second-steps"


def sign_in_anew(world: World, name: str) -> FlaskClient:
    """Return a browser in which somebody has given their password a moment ago."""
    client = world.sign_in(name)
    with client.session_transaction() as session:
        session["fs_paa"] = time.time()
    return client


def test_another_administrator_takes_a_lost_step_away(world: World, app: Flask) -> None:
    email, _key = with_app(world, "coordinator")
    client = sign_in_anew(world, "administrator")
    answer = client.post(PAGE, data={"email": f" {email.upper()}"})
    assert (answer.status_code, answer.location) == (303, PAGE)
    person = world.people["coordinator"]
    row = world.admin.execute(
        "SELECT tf_primary_method, tf_totp_secret, tf_last_counter FROM people WHERE id = %s",
        [person],
    ).fetchone()
    assert row == (None, None, None)
    assert world.one("SELECT count(*) FROM user_sessions WHERE person_id = %s", person) == 0
    logged = world.admin.execute("SELECT person_id, by FROM second_factor_resets").fetchall()
    assert logged == [(person, world.people["administrator"])]
    assert "coordinator" in client.get(PAGE).text.partition("<tbody>")[2]
    home = password(app, email).get("/")
    assert home.location == "/network/"


def test_the_person_is_told_by_mail(world: World, app: Flask) -> None:
    email, _key = with_app(world, "lotus_manager")
    sign_in_anew(world, "administrator").post(PAGE, data={"email": email})
    row = world.admin.execute("SELECT address, recipient_id, kind FROM outbox").fetchone()
    assert row == (email, world.people["lotus_manager"], "second_step_taken")
    assert "second_step_taken" in MAIL_COMPOSERS
    assert send_waiting.name == "workers.notifications.send_waiting"


def test_nobody_takes_their_own(world: World, app: Flask) -> None:
    email, _key = with_app(world, "administrator")
    answer = sign_in_anew(world, "administrator").post(PAGE, data={"email": email})
    assert answer.status_code == 409
    assert "Ask another administrator" in answer.text
    assert world.one("SELECT count(*) FROM second_factor_resets") == 0
    assert world.one("SELECT count(*) FROM people WHERE tf_totp_secret IS NOT NULL") == 1


def test_who_is_unknown_or_has_no_step_is_left_alone(world: World, app: Flask) -> None:
    client = sign_in_anew(world, "administrator")
    email = give_password(world, "coordinator", PASSWORD)
    assert client.post(PAGE, data={"email": email}).status_code == 409
    assert client.post(PAGE, data={"email": "nobody@test.example"}).status_code == 409
    assert client.post(PAGE, data={"email": "no address"}).status_code == 422
    assert world.one("SELECT count(*) FROM second_factor_resets") == 0


def test_only_administrators_may(world: World, app: Flask) -> None:
    email, _key = with_app(world, "lotus_manager")
    for name in ("coordinator", "leadership", "coach", "lotus_manager"):
        client = sign_in_anew(world, name)
        assert client.get(PAGE).status_code == 403, name
        assert client.post(PAGE, data={"email": email}).status_code == 403, name
    assert world.one("SELECT count(*) FROM people WHERE tf_totp_secret IS NOT NULL") == 1


def test_a_session_alone_takes_nothing_away(world: World, app: Flask) -> None:
    email, _key = with_app(world, "lotus_manager")
    give_password(world, "administrator")
    client = world.sign_in("administrator")
    asked = client.post(PAGE, data={"email": email})
    assert (asked.status_code, asked.location) == (303, f"/account/confirmation?next={PAGE}")
    assert world.one("SELECT count(*) FROM second_factor_resets") == 0
    assert world.one("SELECT count(*) FROM people WHERE tf_totp_secret IS NOT NULL") == 1
    assert client.post(asked.location, data={"password": "wrong words"}).status_code == 422
    assert client.post(PAGE, data={"email": email}).location == asked.location
    given = client.post(asked.location, data={"password": PASSWORD})
    assert given.location == PAGE
    assert f'value="{email}"' in client.get(PAGE).text
    assert f'value="{email}"' not in client.get(PAGE).text
    done = client.post(PAGE, data={"email": email})
    assert (done.status_code, done.location) == (303, PAGE)
    assert world.one("SELECT count(*) FROM second_factor_resets") == 1


def test_what_is_wrong_is_said_before_the_password_is_asked_for(world: World) -> None:
    client = world.sign_in("administrator")
    assert client.post(PAGE, data={"email": "no address"}).status_code == 422


def test_the_page_belongs_to_the_people_of_the_network(world: World) -> None:
    page = world.sign_in("administrator").get(PAGE).text
    assert '<a href="/network/people" aria-current="true">' in page
