"""Each line of an answer to the four questions is a divider or connector of its own."""

import pytest

from tests.analyses.rows.test_short_start import ANSWERS, NONE, PAGE, made, send
from tests.world import World


def test_each_line_is_one_more_and_can_be_changed(world: World) -> None:
    client = world.sign_in("lotus_manager")
    two = "- Who may use the well\n\n- Who cleans it"
    picture = send(client, divides=two).location
    lines = (
        "SELECT string_agg(title, '|' ORDER BY position, id) FROM factors WHERE removed_at IS NULL"
    )
    assert world.one(lines) == f"{ANSWERS['connects']}|Who may use the well|Who cleans it"
    assert "Who may use the well\nWho cleans it" in client.get(PAGE).text
    for changed in ("Who may use the well\nWho pays\nWho digs", "Who pays", two):
        assert send(client, divides=changed, way="change").location == picture
        written = changed.replace("- ", "").replace("\n\n", "\n").replace("\n", "|")
        assert world.one(lines) == f"{ANSWERS['connects']}|{written}"
    send(client, divides="Who pays\nWho digs\nWho digs", way="change")
    assert world.one(lines).endswith("Who pays|Who digs|Who digs")
    assert "You already have this picture" in client.get(PAGE).text


def test_a_row_keeps_its_words_when_another_line_is_taken_out(world: World) -> None:
    client = world.sign_in("lotus_manager")
    send(client, divides="Wells\nPumps\nRoads")
    known = "SELECT json_object_agg(title, id) FROM factors WHERE removed_at IS NULL"
    before = world.one(known)
    send(client, divides="Roads\nPumps\nBoats", way="change")
    after = world.one(known)
    assert [after[one] for one in ("Roads", "Pumps")] == [before["Roads"], before["Pumps"]]
    assert after["Boats"] == before["Wells"]
    assert "Roads\nPumps\nBoats" in client.get(PAGE).text


def test_one_goes_on_with_the_first_of_several(world: World) -> None:
    client = world.sign_in("lotus_manager")
    picture = send(client, divides="Wells\nPumps\nRoads").location
    first = world.one("SELECT id FROM factors WHERE title = 'Wells'")
    home = picture.removesuffix("/picture")
    link = f'button--primary" href="{home}/steps/2?row={first}#row-{first}-how"'
    assert link in client.get(picture).text


@pytest.mark.parametrize("words", ["1. —", "a) ?", "- \n* "])
def test_a_line_without_a_letter_is_no_answer(world: World, words: str) -> None:
    answer = send(world.sign_in("lotus_manager"), divides=words)
    assert (answer.status_code, made(world)) == (422, NONE)


def test_a_long_list_is_asked_to_be_shorter_and_kept(world: World) -> None:
    lines = "\n".join(f"Reason {number}" for number in range(21))
    answer = send(world.sign_in("lotus_manager"), divides=lines)
    assert answer.status_code == 422
    assert "Write at most 20 lines here" in answer.text
    assert "Reason 20" in answer.text
    assert made(world) == NONE
