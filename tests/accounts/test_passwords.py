"""Forgotten and changed passwords: the same words for all, one use, other sessions end."""

from flask import Flask

from portal.extensions import limiter
from tests.accounts.conftest import give_password, send, sign_in
from tests.accounts.test_sign_in import plain
from tests.world import World

NEW = "seven quiet rivers meet"


def ask(world: World, app: Flask, email: str) -> str:
    """Ask for a link and return its token, as the mail will carry it."""
    send(app.test_client(), "/reset", {"email": email})
    return str(world.one("SELECT secret FROM outbox WHERE kind = 'password_reset'"))


def test_a_password_costs_outside_tests_what_the_library_advises(app: Flask) -> None:
    assert app.config["SECURITY_PASSWORD_HASH"] == "argon2"
    assert app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] == {}


def test_known_and_unknown_addresses_get_the_same_answer(world: World, protected: Flask) -> None:
    known = give_password(world, "lotus_manager")
    unknown = "nobody@test.example"
    first = send(protected.test_client(), "/reset", {"email": known})
    second = send(protected.test_client(), "/reset", {"email": unknown})
    assert first.status_code == second.status_code == 200
    assert plain(first, known) == plain(second, unknown)
    sent = "SELECT address FROM outbox WHERE recipient_id IS NOT NULL"
    assert world.admin.execute(sent).fetchall() == [(known,)]


def test_the_link_of_the_mail_changes_the_password_once(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    token = ask(world, protected, email)
    fields = {"password": NEW, "password_confirm": NEW}
    answer = send(protected.test_client(), f"/reset/{token}", fields)
    assert answer.location == "/sign-in"
    assert sign_in(protected.test_client(), email).status_code == 422
    assert sign_in(protected.test_client(), email, NEW).status_code == 302
    assert protected.test_client().get(f"/reset/{token}").location == "/reset"


def test_a_new_password_must_be_long_and_written_twice(world: World, protected: Flask) -> None:
    token = ask(world, protected, give_password(world, "lotus_manager"))
    client = protected.test_client()
    short = send(client, f"/reset/{token}", {"password": "short", "password_confirm": "short"})
    assert short.status_code == 422
    assert "at least 10 characters" in short.text
    unlike = send(client, f"/reset/{token}", {"password": NEW, "password_confirm": NEW + "s"})
    assert unlike.status_code == 422
    assert "not the same" in unlike.text


def test_a_reset_ends_every_session(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    sign_in(client, email)
    token = ask(world, protected, email)
    send(protected.test_client(), f"/reset/{token}", {"password": NEW, "password_confirm": NEW})
    assert "/sign-in" in client.get("/").location


def test_a_changed_password_ends_the_other_sessions(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    here, elsewhere = protected.test_client(), protected.test_client()
    sign_in(here, email)
    sign_in(elsewhere, email)
    answer = send(
        here,
        "/password",
        {
            "password": "correct horse battery staple",
            "new_password": NEW,
            "new_password_confirm": NEW,
        },
    )
    assert answer.location == "/"
    assert here.get("/").location == "/o/lotus/"
    assert "/sign-in" in elsewhere.get("/").location


def test_the_present_password_is_asked_for(world: World, protected: Flask) -> None:
    client = protected.test_client()
    sign_in(client, give_password(world, "lotus_manager"))
    answer = send(
        client,
        "/password",
        {"password": "wrong words", "new_password": NEW, "new_password_confirm": NEW},
    )
    assert answer.status_code == 422
    assert "not your current password" in answer.text


def test_an_address_gets_no_more_than_four_links_an_hour(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    limiter.enabled = True
    client = protected.test_client()
    answers = [send(client, "/reset", {"email": email}).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    other = send(client, "/reset", {"email": "nobody@test.example"})
    assert other.status_code == 200
