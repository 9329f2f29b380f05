"""Passwords that many people use are refused wherever one is chosen, without asking anybody."""

import pytest
from flask import Flask

from portal.accounts.guessing.common_passwords import DIGEST_BYTES, DIGESTS_FILE, is_common, pack
from portal.accounts.messages import SHORTEST_PASSWORD
from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.test_invitations import invited
from tests.world import World

COMMON = ("1234567890", "Qwertyuiop", "password123", "MANCHESTER", "1q2w3e4r5t")
GOOD = (PASSWORD, "seven quiet rivers meet", "ស្ពាន បី ដំរី ពណ៌ខៀវ", "no-one-here-42-has-this")
TOLD = "This password is too common."


def test_the_list_is_whole_and_in_order() -> None:
    known = DIGESTS_FILE.read_bytes()
    digests = [known[at : at + DIGEST_BYTES] for at in range(0, len(known), DIGEST_BYTES)]
    assert len(digests) == 112_130
    assert digests == sorted(set(digests))


@pytest.mark.parametrize("password", COMMON)
def test_what_many_use_is_known(password: str) -> None:
    assert is_common(password)
    assert len(password) >= SHORTEST_PASSWORD


@pytest.mark.parametrize("password", [*GOOD, "", "\U0010ffff"])
def test_what_few_use_is_not(password: str) -> None:
    assert not is_common(password)


def test_a_list_is_packed_once_for_small_and_capital_letters() -> None:
    packed = pack(["Password123", "password123", "1234567890"])
    assert len(packed) == 2 * DIGEST_BYTES
    assert packed == pack(["1234567890", "PASSWORD123"])


def test_a_changed_password_is_judged(world: World) -> None:
    give_password(world, "lotus_manager")
    client = world.sign_in("lotus_manager")
    for new, status, told in ((COMMON[2], 422, True), (GOOD[2], 302, False)):
        fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
        answer = client.post("/password", data=fields)
        assert (answer.status_code, TOLD in answer.text) == (status, told)


def test_a_password_by_a_link_is_judged(world: World) -> None:
    client = world.app.test_client()
    client.post("/reset", data={"email": "lotus-manager@test.example"})
    path = f"/reset/{world.one('SELECT secret FROM outbox')}"
    for new, status, told in ((COMMON[0], 422, True), (GOOD[1], 302, False)):
        answer = client.post(path, data={"password": new, "password_confirm": new})
        assert (answer.status_code, TOLD in answer.text) == (status, told)


@pytest.mark.parametrize(("locale", "told"), [("en", TOLD), ("km", "មនុស្សជាច្រើនប្រើពាក្យសម្ងាត់នេះ")])
def test_the_first_password_is_judged(world: World, locale: str, told: str) -> None:
    path, client = f"/invitations/{invited(world)}", world.app.test_client()
    fields = {"name": "Somebody new", "locale": "km", "password": COMMON[1]}
    answer = client.post(path, data=fields, headers={"Accept-Language": locale})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert client.post(path, data=fields | {"password": GOOD[2]}).status_code == 303


def test_an_administrator_is_not_made_with_it(app: Flask, world: World) -> None:
    command = ["create-administrator", "root@test.example", "--name", "Office", "--password"]
    made = app.test_cli_runner().invoke(args=[*command, COMMON[4]])
    assert made.exit_code == 2
    assert "This password is too common" in made.output
    assert world.one("SELECT count(*) FROM people WHERE email = 'root@test.example'") == 0
