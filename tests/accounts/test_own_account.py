"""The page of one's own account: name and language, saved and used at once."""

import re

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


@pytest.mark.parametrize(
    ("hour", "day", "kept"), [("9", "5", (9, 5)), ("", "1", (None, 1)), ("17", "", (17, None))]
)
def test_everybody_chooses_when_they_are_reminded(
    world: World, hour: str, day: str, kept: tuple[int | None, int | None]
) -> None:
    client = world.sign_in("lotus_writer")
    sent = {"name": "Sok", "locale": "en", "digest_hour": hour, "digest_day": day}
    assert client.post("/account", data=sent).status_code == 303
    read = "SELECT digest_hour, digest_day FROM people WHERE id = %s"
    assert world.admin.execute(read, [world.people["lotus_writer"]]).fetchone() == kept
    page = client.get("/account").text
    chosen = re.findall(r'<option selected value="(\d*)"', page)
    assert chosen == [hour, day]
    assert "Any time, 7:00 to 18:00" in page
    assert "Monday" in page
    assert "Sunday" not in page


@pytest.mark.parametrize(("hour", "day"), [("6", ""), ("18", ""), ("x", ""), ("", "7"), ("", "0")])
def test_hours_at_night_cannot_be_chosen(world: World, hour: str, day: str) -> None:
    sent = {"name": "Sok", "locale": "en", "digest_hour": hour, "digest_day": day}
    answer = world.sign_in("lotus_writer").post("/account", data=sent)
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.text


def test_devices_are_listed_and_signed_out_from_the_account(world: World) -> None:
    elsewhere = world.sign_in("lotus_writer")
    here = world.sign_in("lotus_writer")
    page = here.get("/account").text
    assert page.count("This device") == 1
    (ending,) = re.findall(r'action="(/account/sessions/\d+/ending)"', page)
    assert here.post(ending).status_code == 303
    assert "/sign-in" in elsewhere.get("/account").location
    assert here.get("/account").status_code == 200


def test_of_many_devices_some_are_listed_and_the_rest_is_a_link_away(world: World) -> None:
    for _ in range(5):
        world.sign_in("lotus_writer")
    page = world.sign_in("lotus_writer").get("/account").text
    assert len(re.findall(r'action="/account/sessions/\d+/ending"', page)) == 3
    assert "See 2 more devices" in page
