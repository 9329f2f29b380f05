"""Another address for one's account: asked for with the password, used once it is confirmed."""

import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.accounts.mails import compose_address_link, compose_address_notice
from portal.accounts.new_address import services
from portal.accounts.sweeping import sweep_sessions
from portal.extensions import db, limiter
from portal.notifications.composers import Waiting
from tests.world import World

PAGE = "/account/address"
NEW = "new@test.example"


def address_of(world: World, who: str) -> str:
    return str(world.one("SELECT email FROM people WHERE id = %s", world.people[who]))


def ask(world: World, email: str, who: str = "lotus_writer") -> FlaskClient:
    """Ask for an address as somebody who gave their password a moment ago."""
    client = world.sign_in(who)
    with client.session_transaction() as session:
        session["fs_paa"] = time.time()
    answer = client.post(PAGE, data={"email": email})
    assert (answer.status_code, answer.location) == (303, PAGE)
    return client


def mails(world: World) -> list[tuple[str, str]]:
    rows = world.admin.execute("SELECT kind, address FROM outbox ORDER BY kind").fetchall()
    return [(kind, address) for kind, address in rows]


def link_in(world: World) -> str:
    newest = "SELECT secret FROM outbox WHERE kind = 'address_link' ORDER BY id DESC LIMIT 1"
    return f"{PAGE}/{world.one(newest)}"


def test_a_link_goes_to_the_new_address_and_a_notice_to_the_old(world: World) -> None:
    old = address_of(world, "lotus_writer")
    client = ask(world, " New@Test.example ")
    assert mails(world) == [("address_link", NEW), ("address_notice", old)]
    assert f"If no one else uses {NEW}, a link is on its way" in client.get(PAGE).text
    assert address_of(world, "lotus_writer") == old, "nothing changes before the link is opened"
    link = link_in(world)
    kept = world.one("SELECT token_hash FROM address_changes")
    assert link.rpartition("/")[2].encode() not in bytes(kept)
    assert NEW in client.get(link).text
    assert address_of(world, "lotus_writer") == old, "a page alone changes nothing"
    assert client.post(link).location == "/account"
    assert address_of(world, "lotus_writer") == NEW
    page = client.get("/account")
    assert (page.status_code, NEW in page.text) == (200, True), "signed in here as before"


def test_a_link_works_once_for_its_own_person_and_until_it_ends(world: World) -> None:
    client, other = ask(world, NEW), world.sign_in("lotus_manager")
    link = link_in(world)
    assert (other.get(link).status_code, other.post(link).status_code) == (404, 404)
    assert world.app.test_client().post(link).status_code in (302, 400, 401)
    assert client.post(link).status_code == 303
    again = client.post(link)
    assert (again.status_code, "This link does not work" in again.text) == (404, True)
    ask(world, "third@test.example", "lotus_manager")
    before = clock.now()
    clock.hold(before + services.LINK_LASTS + timedelta(minutes=1))
    late = world.sign_in("lotus_manager")
    assert (late.get(link_in(world)).status_code, late.post(link_in(world)).status_code) == (
        404,
        404,
    )
    clock.hold(before)
    assert address_of(world, "lotus_writer") == NEW


def test_a_newer_link_takes_the_place_of_an_older_one(world: World) -> None:
    client = ask(world, NEW)
    first = link_in(world)
    ask(world, "third@test.example")
    assert client.get(first).status_code == 404
    assert world.one("SELECT count(*) FROM address_changes") == 1
    client.post(f"{PAGE}/removal")
    assert client.get(link_in(world)).status_code == 404


def test_an_address_that_nobody_confirmed_is_swept(world: World) -> None:
    ask(world, NEW)
    for days, left in ((0, 1), (2, 0)):
        clock.hold(clock.now() + timedelta(days=days))
        with world.app.app_context():
            sweep_sessions()
        assert world.one("SELECT count(*) FROM address_changes") == left


def test_an_address_that_somebody_has_gets_the_same_answer_and_no_link(world: World) -> None:
    taken = address_of(world, "river_manager")
    free, used = ask(world, NEW).get(PAGE).text, ask(world, taken, "coach").get(PAGE).text
    assert used.partition("<main")[2].count("inset") == free.partition("<main")[2].count("inset")
    assert f"If no one else uses {taken}, a link is on its way" in used
    assert (len(mails(world)), compose(world, "address_link", taken)) == (4, False)
    assert compose(world, "address_link", NEW)
    assert world.sign_in("coach").post(link_in(world)).status_code == 404, "should it be guessed"
    assert address_of(world, "river_manager") == taken
    assert address_of(world, "coach") != taken


def compose(world: World, kind: str, address: str) -> bool:
    """Tell whether a mail in the outbox would be sent."""
    row = world.admin.execute(
        "SELECT id, kind, subject, occasion, organisation_id, recipient_id, address, secret,"
        " created_at FROM outbox WHERE kind = %s AND address = %s",
        [kind, address],
    ).fetchone()
    assert row is not None
    mail = Waiting(*row, attempts=1, handovers=0, refused_at=None, lease_until=clock.now())
    composers = {"address_link": compose_address_link, "address_notice": compose_address_notice}
    with world.app.app_context():
        letter = composers[kind](mail)
        db.session.rollback()
    return letter is not None and letter.address == address


def test_the_notice_goes_to_the_address_that_was_used_then(world: World) -> None:
    old = address_of(world, "lotus_writer")
    client = ask(world, NEW)
    client.post(link_in(world))
    assert compose(world, "address_notice", old)
    assert not compose(world, "address_link", NEW), "it is theirs already"


def test_other_sign_ins_and_links_for_a_password_end_with_the_change(world: World) -> None:
    elsewhere = world.sign_in("lotus_writer")
    asked = "SELECT fs_uniquifier FROM people WHERE id = %s"
    key = world.one(asked, world.people["lotus_writer"])
    client = ask(world, NEW)
    client.post(link_in(world))
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    found = world.one(
        "SELECT fs_uniquifier FROM people WHERE id = %s", world.people["lotus_writer"]
    )
    assert found != key, "a link for a new password carries the old one"


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "x" * 250 + "@test.example"])
def test_what_is_no_address_is_said_at_the_field(world: World, email: str) -> None:
    client = world.sign_in("lotus_writer")
    with client.session_transaction() as session:
        session["fs_paa"] = time.time()
    for wrong in (email, address_of(world, "lotus_writer")):
        answer = client.post(PAGE, data={"email": wrong})
        assert (answer.status_code, "govuk-error-message" in answer.text) == (422, True)
    assert mails(world) == []


def test_the_password_is_asked_for_first(world: World) -> None:
    client = world.sign_in("lotus_writer")
    with client.session_transaction() as session:
        session["fs_paa"] = 0
    for answer in (client.get(PAGE), client.post(PAGE, data={"email": NEW})):
        assert answer.location == f"/account/confirmation?next={PAGE}"
    assert mails(world) == []


def test_nobody_asks_for_links_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ask(world, NEW)
    monkeypatch.setattr(limiter, "enabled", True)
    answers = [client.post(PAGE, data={"email": f"n{n}@test.example"}) for n in range(11)]
    assert [one.status_code for one in answers][-2:] == [303, 429]
