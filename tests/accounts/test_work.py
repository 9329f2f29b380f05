"""What is done for an address does not tell whether it has an account, and holds up nobody."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.hashing import note_hashes
from tests.accounts.test_invitations import invited
from tests.statements import statements
from tests.world import World

NOBODY = "nobody@test.example"
NEW = "seven quiet rivers meet"


def work_of(
    world: World, path: str, email: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, list[str], list[str]]:
    """Return the status of an answer, its statements, and what was hashed for it."""
    with monkeypatch.context() as patch, statements(world.app) as sent:
        hashed = note_hashes(world.app, patch)
        fields = {"email": email, "password": "wrong words"}
        answer = world.app.test_client().post(path, data=fields)
    return answer.status_code, sent, [what for what, _ in hashed]


@pytest.mark.parametrize(
    ("path", "status", "statements_sent", "hashed"),
    [("/sign-in", 422, 1, 1), ("/reset", 200, 2, 1)],
)
def test_the_same_is_done_for_an_address_with_and_without_account(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    status: int,
    statements_sent: int,
    hashed: int,
) -> None:
    known = give_password(world, "lotus_manager")
    closed = give_password(world, "lotus_writer")
    world.admin.execute("UPDATE people SET active = false WHERE email = %s", (closed,))
    works = [work_of(world, path, email, monkeypatch) for email in (known, NOBODY, closed)]
    assert [work[0] for work in works] == [status] * 3
    assert [work[1] for work in works] == [works[0][1]] * 3
    assert [(len(work[1]), len(work[2])) for work in works] == [(statements_sent, hashed)] * 3


def test_a_link_for_an_address_without_account_is_never_sent(world: World) -> None:
    client = world.app.test_client()
    for email in ("lotus-manager@test.example", NOBODY):
        client.post("/reset", data={"email": email})
    rows = world.admin.execute(
        "SELECT address, recipient_id IS NULL, length(secret) > 40 FROM outbox ORDER BY id"
    ).fetchall()
    assert rows == [("lotus-manager@test.example", False, True), (NOBODY, True, True)]


def test_an_address_that_is_none_is_said_at_its_field(world: World) -> None:
    answer = world.app.test_client().post("/reset", data={"email": "no address"})
    assert answer.status_code == 422
    assert 'href="#email">Enter an email address such as name@example.org.</a>' in answer.text
    assert world.one("SELECT count(*) FROM outbox") == 0


def sign_in_rightly(world: World) -> TestResponse:
    email = give_password(world, "lotus_manager")
    return world.app.test_client().post("/sign-in", data={"email": email, "password": PASSWORD})


def sign_in_wrongly(world: World) -> TestResponse:
    email = give_password(world, "lotus_manager")
    return world.app.test_client().post("/sign-in", data={"email": email, "password": "wrong"})


def sign_in_as_nobody(world: World) -> TestResponse:
    return world.app.test_client().post("/sign-in", data={"email": NOBODY, "password": "wrong"})


def change_password(world: World) -> TestResponse:
    give_password(world, "lotus_manager")
    fields = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    return world.sign_in("lotus_manager").post("/password", data=fields)


def use_link(world: World) -> TestResponse:
    email, client = give_password(world, "lotus_manager"), world.app.test_client()
    client.post("/reset", data={"email": email})
    path = f"/reset/{world.one('SELECT secret FROM outbox')}"
    return client.post(path, data={"password": NEW, "password_confirm": NEW})


def accept_invitation(world: World) -> TestResponse:
    fields = {"name": "Somebody new", "locale": "km", "password": NEW}
    return world.app.test_client().post(f"/invitations/{invited(world)}", data=fields)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (sign_in_rightly, 302),
        (sign_in_wrongly, 422),
        (sign_in_as_nobody, 422),
        (change_password, 302),
        (use_link, 302),
        (accept_invitation, 303),
    ],
)
def test_no_connection_is_held_while_a_password_is_hashed(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch, act: object, status: int
) -> None:
    assert callable(act)
    noted = note_hashes(app, monkeypatch)
    assert act(world).status_code == status
    assert len(noted) >= 1
    assert [held for _, held in noted] == [0] * len(noted)
