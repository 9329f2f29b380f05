"""A language that somebody chooses before they sign in is theirs afterwards, and nobody else's."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.conftest import csrf_of, give_password, sign_in
from tests.accounts.second_step.codes import code_of, set_up_app
from tests.accounts.test_invitations import NEW, invited
from tests.world import World

MANAGER, WRITER = "lotus_manager", "lotus_writer"


def choose(client: FlaskClient, locale: str, token: str = "") -> None:
    """Press the button of a language, on the page of a token or on one that is opened now."""
    shown = token or csrf_of(client.get("/sign-in", follow_redirects=True))
    form = {"csrf_token": shown, "locale": locale, "back": "/sign-in"}
    assert client.post("/language", data=form).status_code == 303


def spoken(world: World, client: FlaskClient, name: str) -> tuple[str, bool]:
    """Return the language of somebody's profile, and whether their home is in Khmer."""
    kept = world.one("SELECT locale FROM people WHERE id = %s", world.people[name])
    return kept, '<html lang="km">' in client.get("/o/lotus/").text


def test_a_language_chosen_at_the_sign_in_page_is_kept_for_the_person(world: World) -> None:
    email, client = give_password(world, MANAGER), world.app.test_client()
    choose(client, "km")
    assert sign_in(client, email, "wrong words").status_code == 422
    assert spoken(world, client, MANAGER) == ("en", False)
    assert sign_in(client, email).status_code == 302
    assert spoken(world, client, MANAGER) == ("km", True)


def test_it_is_kept_past_the_second_step(world: World) -> None:
    email, client = give_password(world, MANAGER), world.app.test_client()
    sign_in(client, email)
    key = set_up_app(client)
    client.post("/sign-out")
    choose(client, "km")
    sign_in(client, email)
    client.post("/sign-in/code", data={"code": code_of(key)})
    assert spoken(world, client, MANAGER) == ("km", True)


def test_who_chooses_nothing_keeps_their_language(world: World) -> None:
    email = give_password(world, MANAGER)
    world.admin.execute("UPDATE people SET locale = 'km' WHERE email = %s", (email,))
    client = world.app.test_client()
    client.get("/sign-in", headers={"Accept-Language": "en"})
    sign_in(client, email)
    assert spoken(world, client, MANAGER) == ("km", True)


@pytest.mark.parametrize("chosen", ["before", "after"])
def test_what_one_chose_is_not_the_choice_of_the_next(world: World, chosen: str) -> None:
    first, second = give_password(world, MANAGER), give_password(world, WRITER)
    client = world.app.test_client()
    if chosen == "before":
        choose(client, "km")
    sign_in(client, first)
    if chosen == "after":
        choose(client, "km")
    client.post("/sign-out")
    sign_in(client, second)
    assert spoken(world, client, WRITER) == ("en", False)
    assert world.one("SELECT locale FROM people WHERE email = %s", first) == "km"


def test_what_one_chose_on_a_page_whose_session_ended_is_not_the_choice_of_the_next(
    world: World, protected: Flask
) -> None:
    first, second = give_password(world, MANAGER), give_password(world, WRITER)
    client = protected.test_client()
    sign_in(client, first)
    shown = csrf_of(client.get("/o/lotus/"))
    world.admin.execute("DELETE FROM user_sessions")
    choose(client, "km", shown)
    assert '<html lang="km">' in client.get("/sign-in").text
    sign_in(client, second)
    assert spoken(world, client, WRITER) == ("en", False)


@pytest.mark.parametrize("chosen", ["", "km"])
def test_who_accepts_an_invitation_has_the_language_of_its_page(world: World, chosen: str) -> None:
    client, page = world.app.test_client(), f"/invitations/{invited(world)}"
    assert '<html lang="en">' in client.get(page).text
    if chosen:
        choose(client, chosen)
    fields = {"name": "Somebody new", "password": "seven quiet rivers meet"}
    assert client.post(page, data=fields).status_code == 303
    assert world.one("SELECT locale FROM people WHERE email = %s", NEW) == (chosen or "en")
