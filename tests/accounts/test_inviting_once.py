"""One open invitation for a place, role and address, however often somebody presses the button."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from tests.world import World

NEW = "new@test.example"
PEOPLE = "/o/lotus/people/invitations"
OPEN = "SELECT count(*) FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL"
MAILS = "SELECT count(*) FROM outbox WHERE kind = 'invitation'"
MAILED = "SELECT secret FROM outbox WHERE kind = 'invitation' ORDER BY id DESC LIMIT 1"
PLACES = (
    ("lotus_manager", PEOPLE, {"email": NEW, "role": "writer"}),
    ("administrator", "/network/people", {"email": NEW, "role": "coach"}),
    ("coordinator", "/network/organisations/empty/invitations", {"email": NEW}),
)


def at_once(world: World, who: str, path: str, forms: list[dict[str, str]]) -> list[TestResponse]:
    """Send forms to one address at the same moment; returns the answers."""
    barrier = Barrier(len(forms))

    def press(form: dict[str, str]) -> TestResponse:
        client = world.sign_in(who)
        barrier.wait(timeout=30)
        return client.post(path, data=form)

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(press, forms))


@pytest.fixture(autouse=True)
def _empty(world: World) -> None:
    world.admin.execute(
        "INSERT INTO organisations (slug, acronym, name) VALUES ('empty', 'EMPTY', 'No people')"
    )


@pytest.mark.parametrize(("who", "path", "form"), PLACES, ids=[who for who, *_ in PLACES])
def test_ten_presses_at_once_invite_once(
    world: World, who: str, path: str, form: dict[str, str]
) -> None:
    token = str(uuid4())
    answers = at_once(world, who, path, [form | {"token": token}] * 10)
    assert [answer.status_code for answer in answers] == [303] * 10
    assert (world.one(OPEN), world.one(MAILS)) == (1, 1)


@pytest.mark.parametrize(("who", "path", "form"), PLACES, ids=[who for who, *_ in PLACES])
def test_ten_pages_at_once_invite_once_and_say_so(
    world: World, who: str, path: str, form: dict[str, str]
) -> None:
    answers = at_once(world, who, path, [form | {"token": str(uuid4())} for _ in range(10)])
    refused = [answer for answer in answers if answer.status_code != 303]
    assert (len(refused), world.one(OPEN), world.one(MAILS)) == (9, 1, 1)
    assert all("This address is already invited" in answer.text for answer in refused)
    assert all(NEW in answer.text for answer in refused)


@pytest.mark.parametrize(("who", "path", "form"), PLACES, ids=[who for who, *_ in PLACES])
def test_an_invitation_is_sent_again_and_taken_back(
    world: World, who: str, path: str, form: dict[str, str]
) -> None:
    client = world.sign_in(who)
    assert client.post(path, data=form).status_code == 303
    first, invitation = world.one(MAILED), world.one("SELECT max(id) FROM invitations")
    at = path if path.endswith("invitations") else f"{path}/invitations"
    shown = client.get(at.removesuffix("/invitations") + ("/" if at == PEOPLE else "")).text
    assert f'action="{at}/{invitation}/renewal"' in shown
    assert f'action="{at}/{invitation}/revocation"' in shown
    answers = at_once(world, who, f"{at}/{invitation}/renewal", [{}] * 4)
    assert [answer.status_code for answer in answers] == [303] * 4
    assert (world.one(OPEN), world.one(MAILS)) == (1, 2)
    second, newer = world.one(MAILED), world.one("SELECT max(id) FROM invitations")
    visitor = world.app.test_client()
    assert visitor.get(f"/invitations/{first}").status_code == 410
    assert visitor.get(f"/invitations/{second}").status_code == 200
    assert client.post(f"{at}/{newer}/revocation").status_code == 303
    assert visitor.get(f"/invitations/{second}").status_code == 410
    assert client.post(f"{at}/{newer}/renewal").status_code == 409
    assert client.post(f"{at}/{newer}/revocation").status_code == 409
    assert (world.one(OPEN), world.one(MAILS)) == (0, 2)


def test_nobody_sends_or_takes_back_anothers_invitation(world: World) -> None:
    world.sign_in("river_manager").post(
        "/o/river/people/invitations", data={"email": NEW, "role": "viewer"}
    )
    river = world.one("SELECT max(id) FROM invitations")
    manager = world.sign_in("lotus_manager")
    for end in ("renewal", "revocation"):
        assert manager.post(f"{PEOPLE}/{river}/{end}").status_code == 404
        assert (
            world.sign_in("administrator")
            .post(f"/network/people/invitations/{river}/{end}")
            .status_code
            == 404
        )
    assert (world.one(OPEN), world.one(MAILS)) == (1, 1)


def test_what_ran_out_does_not_stand_in_the_way(world: World) -> None:
    manager = world.sign_in("lotus_manager")
    manager.post(PEOPLE, data={"email": NEW, "role": "writer"})
    world.admin.execute("UPDATE invitations SET expires_at = '2026-01-01'")
    assert manager.post(PEOPLE, data={"email": NEW, "role": "writer"}).status_code == 303
    assert (world.one(OPEN), world.one(MAILS)) == (1, 2)
