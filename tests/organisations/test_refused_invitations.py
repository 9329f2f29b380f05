"""An invitation that cannot be accepted ends, and whoever invited is told so, not why."""

from typing import Any

import pytest

from tests.world import World

SECRET = "SELECT secret FROM outbox WHERE kind = 'invitation' ORDER BY id DESC LIMIT 1"
MEMBER = "SELECT count(*) FROM memberships WHERE person_id = %s"
TOLD = "SELECT array_agg(address) FROM outbox WHERE kind = 'invitation_refused'"


def invite(world: World, who: str, role: str = "writer") -> str:
    data = {"email": f"{who}@test.example", "role": role}
    by, path = "lotus_manager", "/o/lotus/people/invitations"
    if role == "leadership":
        by, path = "administrator", "/network/people"
    assert world.sign_in(by).post(path, data=data).status_code == 303
    return f"/invitations/{world.one(SECRET)}"


def accept_in_vain(world: World, who: str, link: str) -> Any:
    answer = world.sign_in(who).post(link)
    assert answer.status_code == 409
    return answer


@pytest.mark.parametrize("who", ["leadership", "administrator"])
def test_the_manager_is_told_and_the_invitation_ends(world: World, who: str) -> None:
    link = invite(world, who)
    answer = accept_in_vain(world, who, link)
    assert "The person who invited you is told" in answer.text
    assert world.one("SELECT revoked_at = refused_at FROM invitations") is True
    assert world.one(TOLD) == ["lotus-manager@test.example"]
    assert world.one(MEMBER, world.people[who]) == 0
    page = world.sign_in("lotus_manager").get("/o/lotus/people/").text
    assert "Invitations that could not be accepted" in page
    assert f"{who}@test.example" in page
    assert "Open invitations" not in page
    assert "a role elsewhere in the network" in page
    assert f"{who}@test.example" not in world.sign_in("lotus_writer").get("/o/lotus/people/").text
    assert "cannot be combined with this one" in world.sign_in(who).get(link).text
    assert world.sign_in(who).post(link).status_code == 409
    assert world.one(TOLD) == ["lotus-manager@test.example"]


def test_an_administrator_is_told_of_an_invitation_to_the_network(world: World) -> None:
    link = invite(world, "stranger", "leadership")
    world.admin.execute(
        "INSERT INTO memberships (organisation_id, person_id, role) VALUES (%s, %s, 'viewer')",
        [world.organisations["lotus"], world.people["stranger"]],
    )
    accept_in_vain(world, "stranger", link)
    assert world.one(TOLD) == ["administrator@test.example"]
    page = world.sign_in("administrator").get("/network/people").text
    assert "Invitations that could not be accepted" in page
    assert "stranger@test.example" in page


def test_somebody_else_with_the_link_ends_nothing(world: World) -> None:
    link = invite(world, "leadership")
    accept_in_vain(world, "administrator", link)
    assert world.one("SELECT revoked_at FROM invitations") is None
    assert world.one(TOLD) is None
