"""The page behind the link: it says who invites to what, and each end has its words."""

from datetime import timedelta

from flask import Flask

from portal import clock
from portal.permissions import Role
from tests.accounts.conftest import _unlimited, csrf_of, protected, sign_in
from tests.accounts.test_invitations import invited
from tests.conftest import MOMENT
from tests.world import World

__all__ = ["_unlimited", "protected"]

FIELDS = {"name": "Somebody new", "password": "seven quiet rivers meet"}
PEOPLE = "/o/lotus/people/invitations"
INVITE = {"email": "new@test.example", "role": "manager"}


def test_a_new_person_accepts_and_is_inside(world: World, protected: Flask) -> None:
    link = f"/invitations/{invited(world)}"
    client = protected.test_client()
    page = client.get(link)
    for words in ("Lotus Care", "lotus manager", "Writer", "new@test.example"):
        assert words in page.text
    answer = client.post(link, data={"csrf_token": csrf_of(page), **FIELDS})
    assert (answer.status_code, answer.location) == (303, "/o/lotus/welcome")
    assert client.get("/o/lotus/welcome").location == "/o/lotus/"
    assert client.get("/").location == "/o/lotus/"
    assert client.get("/o/lotus/people/").status_code == 200
    later = protected.test_client()
    assert sign_in(later, "new@test.example", FIELDS["password"]).status_code == 302


def test_what_is_missing_is_asked_for_and_nothing_is_made(world: World, app: Flask) -> None:
    link = f"/invitations/{invited(world)}"
    answer = app.test_client().post(link, data={**FIELDS, "password": "short"})
    assert answer.status_code == 422
    assert "of 10 to 128 characters" in answer.text
    assert 'value="Somebody new"' in answer.text
    assert world.one("SELECT count(*) FROM people WHERE email = 'new@test.example'") == 0


def test_used_expired_replaced_and_unknown_links_say_so(world: World, app: Flask) -> None:
    replaced = f"/invitations/{invited(world, role=Role.VIEWER)}"
    good = f"/invitations/{invited(world)}"
    client = app.test_client()
    assert "replaced by a newer one" in client.get(replaced).text
    clock.hold(MOMENT + timedelta(days=8))
    assert "older than seven days" in client.get(good).text
    clock.hold(MOMENT)
    assert client.post(good, data=FIELDS).status_code == 303
    again = app.test_client()
    assert "already used" in again.get(good).text
    assert again.get(good).status_code == 410
    assert again.post(good, data=FIELDS).status_code == 409
    assert again.get("/invitations/guess").status_code == 404


def test_the_wrong_person_is_told_whose_it_is(world: World, app: Flask) -> None:
    link = f"/invitations/{invited(world)}"
    client = world.sign_in("river_manager")
    assert "is for new@test.example, but you are signed in as" in client.get(link).text
    assert client.post(link).status_code == 409
    assert world.one("SELECT count(*) FROM memberships") == 5


def test_somebody_with_an_account_signs_in_and_accepts(world: World, app: Flask) -> None:
    token = invited(world, "stranger@test.example")
    stranger = app.test_client().get(f"/invitations/{token}")
    assert f"/sign-in?next=/invitations/{token}" in stranger.text
    client = world.sign_in("stranger")
    assert "added to your account" in client.get(f"/invitations/{token}").text
    assert client.post(f"/invitations/{token}").location == "/o/lotus/welcome"
    assert client.get("/").location == "/o/lotus/"


def test_the_language_that_the_inviter_chose_is_that_of_page_and_account(
    world: World, app: Flask
) -> None:
    world.sign_in("lotus_manager").post(
        "/o/lotus/people/invitations", data=INVITE | {"locale": "km"}
    )
    link = f"/invitations/{world.one('SELECT secret FROM outbox')}"
    client = app.test_client()
    for _ in range(2):
        assert '<html lang="km"' in client.get(link, headers={"Accept-Language": "en"}).text
    assert client.post(link, data=FIELDS).location == "/o/lotus/welcome"
    assert client.get("/o/lotus/welcome").location == "/o/lotus/projects/start"
    assert '<html lang="km"' in client.get("/o/lotus/projects/start").text
    assert world.one("SELECT locale FROM people WHERE email = 'new@test.example'") == "km"


def test_whoever_switches_the_language_there_keeps_what_they_chose(
    world: World, app: Flask
) -> None:
    world.sign_in("lotus_manager").post(
        "/o/lotus/people/invitations", data=INVITE | {"locale": "km"}
    )
    link = f"/invitations/{world.one('SELECT secret FROM outbox')}"
    client = app.test_client()
    client.get(link)
    client.post("/language", data={"locale": "en", "back": link})
    assert '<html lang="en"' in client.get(link).text
    client.post(link, data=FIELDS)
    assert world.one("SELECT locale FROM people WHERE email = 'new@test.example'") == "en"


def test_a_renewed_invitation_keeps_its_language_and_an_unknown_one_is_refused(
    world: World,
) -> None:
    client = world.sign_in("lotus_manager")
    odd = client.post(PEOPLE, data=INVITE | {"locale": "xx"})
    assert odd.status_code == 422
    client.post(PEOPLE, data=INVITE | {"locale": "km"})
    first = world.one("SELECT id FROM invitations")
    client.post(f"/o/lotus/people/invitations/{first}/renewal")
    assert world.one("SELECT locale FROM invitations WHERE id <> %s", first) == "km"
