"""The page of one's own account: name and language, saved and used at once."""

import pytest

from tests.world import World

LONGEST = 120


def names(world: World) -> dict[str, str]:
    """Return the names of the cast by who they are."""
    rows = world.admin.execute("SELECT id, name FROM people").fetchall()
    told = dict(rows)
    return {who: told[key] for who, key in world.people.items()}


@pytest.mark.parametrize("who", ["lotus_viewer", "coach", "leadership", "stranger"])
def test_everybody_changes_their_own_name_and_language_alone(world: World, who: str) -> None:
    before = names(world)
    client = world.sign_in(who)
    answer = client.post("/account", data={"name": "  គ្រូ  New name ", "locale": "km"})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert names(world) == before | {who: "គ្រូ New name"}
    page = client.get("/account").text
    assert '<html lang="km">' in page
    assert page.count("គ្រូ New name") >= 2  # the field and the menu
    assert world.one("SELECT locale FROM people WHERE id = %s", world.people[who]) == "km"


@pytest.mark.parametrize(
    ("name", "locale"),
    [("", "en"), ("\u200b ", "en"), ("···", "en"), ("a" * (LONGEST + 1), "en"), ("Fine", "xx")],
)
def test_what_is_wrong_is_said_and_kept(world: World, name: str, locale: str) -> None:
    before = names(world)
    answer = world.sign_in("lotus_writer").post("/account", data={"name": name, "locale": locale})
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.text
    assert names(world) == before


def test_strangers_are_asked_to_sign_in(world: World) -> None:
    answer = world.app.test_client().get("/account")
    assert (answer.status_code, "/sign-in" in answer.location) == (302, True)
