"""Home leads to the one place or lets choose; the language switch stays in the portal."""

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("who", "where"),
    [("lotus_viewer", "/o/lotus/"), ("coach", "/coach/"), ("leadership", "/network/")],
)
def test_those_with_one_place_are_led_there(world: World, who: str, where: str) -> None:
    assert world.sign_in(who).get("/").location == where


def test_those_with_several_places_choose(world: World) -> None:
    world.admin.execute(
        "INSERT INTO memberships (organisation_id, person_id, role) VALUES (%s, %s, 'viewer')",
        (world.organisations["river"], world.people["lotus_manager"]),
    )
    page = world.sign_in("lotus_manager").get("/")
    assert 'href="/o/lotus/"' in page.text
    assert 'href="/o/river/"' in page.text


def test_those_with_no_place_are_told_what_to_do(world: World) -> None:
    page = world.sign_in("stranger").get("/")
    assert page.status_code == 200
    assert "do not belong to an organisation yet" in page.text
    assert "stranger@test.example" in page.text
    assert 'href="/password"' in page.text


def test_the_language_is_kept_for_the_person(world: World) -> None:
    client = world.sign_in("stranger")
    answer = client.post("/language", data={"locale": "km", "back": "/password"})
    assert answer.location == "/password"
    assert world.one("SELECT locale FROM people WHERE id = %s", world.people["stranger"]) == "km"
    assert '<html lang="km">' in client.get("/").text


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/\t/evil.example", ""],
)
def test_the_language_switch_leads_nowhere_else(world: World, elsewhere: str) -> None:
    answer = world.sign_in("stranger").post("/language", data={"locale": "en", "back": elsewhere})
    assert answer.location == "/"


def test_an_unknown_language_changes_nothing(world: World) -> None:
    world.sign_in("stranger").post("/language", data={"locale": "xx", "back": "/"})
    assert world.one("SELECT locale FROM people WHERE id = %s", world.people["stranger"]) == "en"
