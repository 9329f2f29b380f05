"""Names and addresses: found, sorted and refused as people read them, however they were typed."""

import pytest

from portal.language.text import UNSEEN_SIGNS
from tests.accounts.conftest import PASSWORD, give_password
from tests.accounts.test_invitations import invited
from tests.factories import make_project
from tests.network.scenes import listed
from tests.world import World

PEACE = "អង្គការ\u200bស្ត្រី\u200bខ្មែរ\u200bដើម្បី\u200bសន្តិភាព"
UNSEEN = ("\u200b", "\u2060", "\xad", "\ufeff", " \u200b ", "\u202e", "។")


def add(world: World, acronym: str, name: str) -> None:
    data = {"acronym": acronym, "name": name, "email": f"first@{acronym.lower()}.example"}
    answer = world.sign_in("coordinator").post("/network/organisations", data=data)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("acronym", "status"),
    [
        *[("--", 422), ("-A", 422), ("A-", 422), ("A", 422), ("A" * 21, 422), ("new", 422)],
        *[("A-B", 303), ("7a", 303), ("A" * 20, 303)],
    ],
)
def test_an_acronym_begins_and_ends_with_a_letter_or_a_digit(
    world: World, acronym: str, status: int
) -> None:
    data = {"acronym": acronym, "name": "Hill People", "email": "first@hill.example"}
    answer = world.sign_in("coordinator").post("/network/organisations", data=data)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "words",
    [
        "ស្ត្រីខ្មែរ",
        "ស្ដ្រី",
        "ស្រ្តី",
        "សន្ដិភាព",
        "អង្គ\u200bការ",
        "ស្ត្រី\u200b\u200bខ្មែរដើម្បី",
        "wPd ",
        "wpd អង្គការ",
    ],
)
def test_an_organisation_is_found_however_its_name_is_typed(world: World, words: str) -> None:
    add(world, "WPD", PEACE)
    page = world.sign_in("leadership").get("/network/organisations", query_string={"q": words})
    assert listed(page.text) == ["WPD"]
    assert world.one("SELECT name FROM organisations WHERE slug = 'wpd'") == PEACE


def test_organisations_are_listed_as_in_a_dictionary(world: World) -> None:
    for acronym in ("ZOA", "eLBAG", "APLE", "KCD", "CHEC"):
        add(world, acronym, f"{acronym} of nowhere")
    page = world.sign_in("leadership").get("/network/organisations")
    assert listed(page.text) == ["APLE", "CHEC", "eLBAG", "KCD", "LOTUS", "RIVER", "ZOA"]


def test_people_are_listed_as_in_a_dictionary(world: World) -> None:
    names = {"lotus_manager": "Zara", "lotus_writer": "anna", "lotus_viewer": "Ben"}
    for who, name in names.items():
        world.admin.execute("UPDATE people SET name = %s WHERE id = %s", (name, world.people[who]))
    page = world.sign_in("lotus_manager").get("/o/lotus/people/").text.partition("<main")[2]
    assert sorted(names.values(), key=page.index) == ["anna", "Ben", "Zara"]


@pytest.mark.parametrize("name", UNSEEN)
def test_a_name_that_nobody_can_see_is_refused_as_an_empty_one(world: World, name: str) -> None:
    project = {"title": name, "place": "Takeo", "starts_on": "2026-01-05", "scope": "project"}
    answer = world.sign_in("lotus_manager").post("/o/lotus/projects", data=project)
    assert (answer.status_code, "Enter a name for the project." in answer.text) == (422, True)
    told = {"name": name, "locale": "en", "password": PASSWORD}
    answer = world.app.test_client().post(f"/invitations/{invited(world)}", data=told)
    assert (answer.status_code, "Enter your name." in answer.text) == (422, True)
    new = {"acronym": "HILL", "name": name, "email": "first@hill.example"}
    answer = world.sign_in("coordinator").post("/network/organisations", data=new)
    assert (answer.status_code, "Enter the full name." in answer.text) == (422, True)
    at = f"/o/lotus/projects/{make_project(world).id}/analyses"
    answer = world.sign_in("lotus_manager").post(at, data={"title": name, "scope": "project"})
    assert (answer.status_code, "Enter a name." in answer.text) == (422, True)


def test_what_nobody_sees_around_a_name_is_dropped(world: World) -> None:
    told = {"name": f"{UNSEEN_SIGNS} សុខា\u200bណា \u200b", "locale": "km", "password": PASSWORD}
    answer = world.app.test_client().post(f"/invitations/{invited(world)}", data=told)
    assert answer.status_code in (302, 303)
    assert world.one("SELECT name FROM people ORDER BY id DESC LIMIT 1") == "សុខា\u200bណា"


@pytest.mark.parametrize("around", [" ", "\xa0", "\u200b", "\u2060", "\ufeff", "\u3000"])
def test_spaces_around_an_address_do_not_count(world: World, around: str) -> None:
    email = give_password(world, "lotus_writer")
    client = world.app.test_client()
    sent = {"email": f"{around}{email}{around}", "password": PASSWORD}
    assert client.post("/sign-in", data=sent).location == "/"
    asked = world.app.test_client().post("/reset", data={"email": f"{around}{email}"})
    assert asked.status_code == 200
    assert world.one("SELECT address FROM outbox WHERE kind = 'password_reset'") == email
    manager = world.sign_in("lotus_manager")
    invitation = {"email": f"{around}New@test.example{around}", "role": "writer"}
    assert manager.post("/o/lotus/people/invitations", data=invitation).status_code == 303
    assert world.one("SELECT email FROM invitations ORDER BY id DESC") == "new@test.example"
