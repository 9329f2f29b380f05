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
    assert "are not in an organisation yet" in page.text
    assert "stranger@test.example" in page.text
    assert 'href="/account"' in page.text


def test_the_language_is_kept_for_the_person(world: World) -> None:
    client = world.sign_in("stranger")
    answer = client.post("/language", data={"locale": "km", "back": "/password"})
    assert answer.location == "/password"
    assert world.one("SELECT locale FROM people WHERE id = %s", world.people["stranger"]) == "km"
    assert '<html lang="km">' in client.get("/").text


def test_the_language_switch_comes_back_to_the_whole_address(world: World) -> None:
    client = world.sign_in("coordinator")
    page = client.get("/network/organisations?q=lotus&page=1").text
    assert 'name="back" value="/network/organisations?q=lotus&amp;page=1"' in page
    back = "/network/organisations?q=lotus&page=1"
    assert client.post("/language", data={"locale": "km", "back": back}).location == back
    assert 'name="back" value="/network/"' in client.get("/network/").text


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/o/lotus/analyses/1/change-request", "/o/lotus/analyses/1"),
        ("/o/lotus/analyses/1/rows/option/2/successors", "/o/lotus/analyses/1/rows/option/2"),
        ("/o/lotus/analyses/1/review/words?x=1", "/o/lotus/analyses/1/review"),
        ("/sign-out", "/"),
        ("/nowhere", "/nowhere"),
    ],
)
def test_where_only_forms_go_the_switch_leads_to_the_page_above(
    world: World, asked: str, back: str
) -> None:
    answer = world.sign_in("stranger").post("/language", data={"locale": "km", "back": asked})
    assert answer.location == back


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
