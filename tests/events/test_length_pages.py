"""The network's pages of workshop lengths: set, kept when wrong, closed to everybody else."""

import pytest

from tests.world import World

RULES = "/network/workshop-lengths/"


def test_coordinators_set_lengths_and_see_the_earlier_ones(world: World) -> None:
    client = world.sign_in("coordinator")
    assert "Application workshop" in client.get(RULES).text
    form = {"least_days": "2", "most_days": "4", "seen": "0"}
    answer = client.post(f"{RULES}application", data=form, follow_redirects=True)
    assert "2 to 4 days" in answer.text
    assert "Version 1, since" in client.get(f"{RULES}application").text
    client.post(f"{RULES}forum", data={"least_days": "1", "most_days": "1", "seen": "0"})
    client.post(f"{RULES}introductory", data={"least_days": "2", "most_days": "", "seen": "0"})
    page = client.get(RULES).text
    assert ">1 day<" in page
    assert "2 days or more" in page


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        ("", "", "Enter a number from 1 to 60."),
        ("0", "", "Enter a number from 1 to 60."),
        ("61", "", "Enter a number from 1 to 60."),
        ("4", "3", "This is less than the minimum."),
        ("9" * 400, "x", "Enter a number from 1 to 60."),
    ],
)
def test_a_wrong_length_is_said_and_kept(world: World, least: str, most: str, said: str) -> None:
    form = {"least_days": least, "most_days": most, "seen": "0"}
    answer = world.sign_in("coordinator").post(f"{RULES}application", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert world.one("SELECT count(*) FROM workshop_lengths") == 0


@pytest.mark.parametrize("name", ["leadership", "coach", "lotus_manager"])
def test_nobody_else_sets_a_length(world: World, name: str) -> None:
    client, form = world.sign_in(name), {"least_days": "1", "most_days": "", "seen": "0"}
    for answer in (client.get(RULES), client.post(f"{RULES}application", data=form)):
        assert answer.status_code in {403, 404}
    assert world.one("SELECT count(*) FROM workshop_lengths") == 0


def test_a_kind_without_a_milestone_has_no_length(world: World) -> None:
    client = world.sign_in("coordinator")
    for kind in ("awareness", "party"):
        assert client.get(f"{RULES}{kind}").status_code == 404
