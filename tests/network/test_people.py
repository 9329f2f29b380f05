"""The people of the network, and organisations with their first manager."""

import re
from uuid import uuid4

import pytest

from tests.world import World

PEOPLE = "/network/people"
NEW = {"acronym": "HILL", "name": "Hill Farmers", "email": "first@hill.example"}


def mails(world: World) -> list[str]:
    """Return the addresses to which invitations wait, in order."""
    found = world.admin.execute("SELECT address FROM outbox WHERE kind = 'invitation' ORDER BY id")
    return [address for (address,) in found.fetchall()]


def test_an_administrator_invites_somebody_to_the_network(world: World) -> None:
    administrator = world.sign_in("administrator")
    asked = {"email": "New@Test.example", "role": "coach"}
    assert administrator.post(PEOPLE, data=asked).status_code == 303
    assert mails(world) == ["new@test.example"]
    shown = administrator.get(PEOPLE).text
    assert "new@test.example" in shown
    assert "The invitation is on its way" in shown
    revoked = administrator.post(
        f"{PEOPLE}/invitations/{world.one('SELECT max(id) FROM invitations')}/revocation"
    )
    assert revoked.status_code == 303
    assert "new@test.example" not in administrator.get(PEOPLE).text
    again = world.one("SELECT max(id) FROM invitations")
    assert administrator.post(f"{PEOPLE}/invitations/{again}/revocation").status_code == 409


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"email": "nobody", "role": "coach"}, 422, "nobody"),
        ({"email": "new@test.example", "role": "manager"}, 422, "Choose one from the list."),
        (
            {"email": "coach@test.example", "role": "coach"},
            409,
            "This person already has this role. Nothing was sent.",
        ),
    ],
)
def test_a_faulty_invitation_is_refused_at_its_field(
    world: World, asked: dict[str, str], status: int, said: str
) -> None:
    answer = world.sign_in("administrator").post(PEOPLE, data=asked)
    assert answer.status_code == status
    assert said in answer.text
    assert asked["email"] in answer.text
    assert mails(world) == []


@pytest.mark.parametrize("name", ["coordinator", "leadership", "coach", "lotus_manager"])
def test_nobody_else_invites_or_takes_roles(world: World, name: str) -> None:
    client = world.sign_in(name)
    asked = {"email": "new@test.example", "role": "administrator"}
    role = world.one("SELECT id FROM network_roles WHERE role = 'administrator'")
    for answer in (client.post(PEOPLE, data=asked), client.post(f"{PEOPLE}/{role}/removal")):
        assert answer.status_code in (403, 404)
    assert mails(world) == []
    assert world.one("SELECT count(*) FROM network_roles WHERE role = 'administrator'") == 1


def test_a_role_that_is_taken_ends_with_the_next_request(world: World) -> None:
    administrator, leader = world.sign_in("administrator"), world.sign_in("leadership")
    assert leader.get("/network/").status_code == 200
    role = world.one("SELECT id FROM network_roles WHERE role = 'leadership'")
    assert administrator.post(f"{PEOPLE}/{role}/removal").status_code == 303
    assert leader.get("/network/").status_code in (403, 404)
    assert administrator.post(f"{PEOPLE}/{role}/removal").status_code == 404
    own = world.one("SELECT id FROM network_roles WHERE role = 'administrator'")
    refused = administrator.post(f"{PEOPLE}/{own}/removal")
    assert refused.status_code == 409
    assert "You cannot remove your own role" in refused.text


def test_an_organisation_comes_with_an_invitation_for_its_manager(world: World) -> None:
    coordinator = world.sign_in("coordinator")
    answer = coordinator.post("/network/organisations", data=NEW)
    assert (answer.status_code, answer.location) == (303, "/network/organisations/hill")
    assert mails(world) == ["first@hill.example"]
    page = coordinator.get("/network/organisations/hill").text
    assert "Hill Farmers" in page
    assert "Invited: first@hill.example" in page
    assert "This organisation has no manager" not in page
    assert re.search(r'<details class="more more--flat">\s*<summary>Invite someone else', page)
    taken = coordinator.post("/network/organisations", data=NEW | {"name": "Another"})
    assert taken.status_code == 422
    assert "An organisation already has this acronym." in taken.text
    assert 'value="Another"' in taken.text
    assert world.one("SELECT count(*) FROM organisations WHERE slug = 'hill'") == 1


def test_who_reads_the_programme_is_not_given_an_organisation(world: World) -> None:
    coordinator = world.sign_in("coordinator")
    own = NEW | {"email": "leadership@test.example"}
    refused = coordinator.post("/network/organisations", data=own)
    assert refused.status_code == 422
    assert "someone who reads the programme" in refused.text
    assert mails(world) == []
    assert world.one("SELECT count(*) FROM organisations WHERE slug = 'hill'") == 0


def test_an_organisation_with_a_manager_invites_its_own_people(world: World) -> None:
    coordinator = world.sign_in("coordinator")
    path = "/network/organisations/lotus"
    answer = coordinator.post(f"{path}/invitations", data={"email": "more@test.example"})
    assert answer.status_code == 409
    assert mails(world) == []
    world.admin.execute("UPDATE memberships SET role = 'writer' WHERE role = 'manager'")
    form = {"token": str(uuid4()), "email": "more@test.example"}
    for _ in range(2):
        assert coordinator.post(f"{path}/invitations", data=form).status_code == 303
    assert mails(world) == ["more@test.example"]
    another = form | {"email": "another@test.example"}
    assert coordinator.post(f"{path}/invitations", data=another).status_code == 303
    assert mails(world) == ["more@test.example", "another@test.example"]
