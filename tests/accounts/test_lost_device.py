"""A lost device: another administrator takes the second step away, and that is on record."""

from flask import Flask

from portal.notifications.composers import COMPOSERS
from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.test_second_step import password, with_app
from tests.world import World
from workers.notifications import send_waiting

PAGE = "/network/second-steps"


def test_another_administrator_takes_a_lost_step_away(world: World, app: Flask) -> None:
    email, _key = with_app(world, "coordinator")
    client = world.sign_in("administrator")
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
    world.sign_in("administrator").post(PAGE, data={"email": email})
    row = world.admin.execute("SELECT address, recipient_id, kind FROM outbox").fetchone()
    assert row == (email, world.people["lotus_manager"], "second_step_taken")
    assert "second_step_taken" in COMPOSERS
    assert send_waiting.name == "workers.notifications.send_waiting"


def test_nobody_takes_their_own(world: World, app: Flask) -> None:
    email, _key = with_app(world, "administrator")
    answer = world.sign_in("administrator").post(PAGE, data={"email": email})
    assert answer.status_code == 409
    assert "Ask another administrator" in answer.text
    assert world.one("SELECT count(*) FROM second_factor_resets") == 0
    assert world.one("SELECT count(*) FROM people WHERE tf_totp_secret IS NOT NULL") == 1


def test_who_is_unknown_or_has_no_step_is_left_alone(world: World, app: Flask) -> None:
    client = world.sign_in("administrator")
    email = give_password(world, "coordinator", PASSWORD)
    assert client.post(PAGE, data={"email": email}).status_code == 409
    assert client.post(PAGE, data={"email": "nobody@test.example"}).status_code == 409
    assert client.post(PAGE, data={"email": "no address"}).status_code == 422
    assert world.one("SELECT count(*) FROM second_factor_resets") == 0


def test_only_administrators_may(world: World, app: Flask) -> None:
    email, _key = with_app(world, "lotus_manager")
    for name in ("coordinator", "leadership", "coach", "lotus_manager"):
        client = world.sign_in(name)
        assert client.get(PAGE).status_code == 403, name
        assert client.post(PAGE, data={"email": email}).status_code == 403, name
    assert world.one("SELECT count(*) FROM people WHERE tf_totp_secret IS NOT NULL") == 1
