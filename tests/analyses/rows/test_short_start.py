"""Four questions make project, analysis, dividers and connectors at once, and only once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import make_project
from tests.world import World

PAGE = "/o/lotus/projects/start"
ANSWERS = {
    "title": "Wells for two villages",
    "place": "Pursat",
    "divides": "Who may use the well in the dry season",
    "connects": "They repair the road together",
}
KHMER = "ប្រជាជនប្រណាំងប្រជែងគ្នាដណ្តើមទឹកពីអណ្តូង"


def send(client: FlaskClient, **changed: str) -> TestResponse:
    """Send four answers as a page would that was opened now, with `changed` ones."""
    return client.post(PAGE, data={"token": mark_of(client), **ANSWERS, **changed})


def mark_of(client: FlaskClient) -> str:
    """Return the token of the page of four questions."""
    found = re.search(r'name="token" value="([^"]+)"', client.get(PAGE).text)
    assert found
    return found[1]


def made(world: World) -> tuple[int, int, int]:
    """Return how many projects, analyses and factors there are."""
    return tuple(world.one(f"SELECT count(*) FROM {name}") for name in TABLES)  # type: ignore[return-value]


TABLES = ("projects", "analyses", "factors")
NONE, ONE = (0, 0, 0), (1, 1, 2)


def test_four_answers_lead_to_the_picture(world: World) -> None:
    client = world.sign_in("lotus_manager")
    answer = send(client)
    assert answer.status_code == 303
    assert re.fullmatch(r"/o/lotus/analyses/\d+/picture", answer.location)
    page = client.get(answer.location).text
    for words in ANSWERS.values():
        assert (words in page) is (words != ANSWERS["place"])
    assert "data-print" in page
    assert "Lotus Care" in page
    assert made(world) == ONE
    assert world.one("SELECT place FROM projects") == ANSWERS["place"]


def test_one_goes_on_where_the_answers_left_least_to_do(world: World) -> None:
    client = world.sign_in("lotus_manager")
    analysis = send(client).location.removesuffix("/picture")
    divider = world.one("SELECT id FROM factors WHERE title = %s", ANSWERS["divides"])
    place = f"{analysis}/steps/2?row={divider}#row-{divider}-how"
    project = world.one("SELECT id FROM projects")
    for path in (analysis, "/o/lotus/", f"/o/lotus/projects/{project}"):
        assert place in client.get(path).text, path


def test_the_ledger_of_the_project_is_there(world: World) -> None:
    send(world.sign_in("lotus_manager"))
    assert world.one("SELECT count(*) FROM milestones") > 5


def test_the_same_sent_twice_makes_one(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = mark_of(client)
    places = {send(client, token=token).location for _ in range(3)}
    assert len(places) == 1
    assert made(world) == ONE


def test_sent_at_the_same_moment_makes_one(world: World) -> None:
    clients = [world.sign_in("lotus_manager") for _ in range(4)]
    token = mark_of(clients[0])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: send(one, token=token), clients))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert made(world) == ONE


def test_a_second_tab_makes_no_second_project(world: World) -> None:
    client, other = world.sign_in("lotus_manager"), world.sign_in("lotus_manager")
    first, second = mark_of(client), mark_of(other)
    assert send(client, token=first).location == send(other, token=second).location
    assert made(world) == ONE


def test_other_words_from_a_second_tab_are_kept_and_can_become_a_second(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = mark_of(client)
    picture = send(client, token=token).location
    asked = send(client, token=token, title="A market", divides="Who gets a stall")
    assert asked.status_code == 409
    assert "Who gets a stall" in asked.text
    assert picture in asked.text
    assert made(world) == ONE
    assert ANSWERS["title"] in asked.text
    other = {"token": token, "title": "A market", "divides": "Who gets a stall"}
    for _ in range(2):
        answer = send(client, **other, way="another")
        assert answer.status_code == 303
        assert answer.location != picture
    assert made(world) == (2, 2, 4)


def test_whoever_comes_back_changes_what_was_just_made(world: World) -> None:
    client = world.sign_in("lotus_manager")
    picture = send(client).location
    for title in ("Wells for three villages", "Wells for four villages"):
        page = client.get(PAGE).text
        assert "You already have this picture" in page
        for words in (ANSWERS["divides"], ANSWERS["connects"], ANSWERS["place"], picture):
            assert words in page
        assert page.count("button--primary") == 1
        for _ in range(2):
            answer = send(client, title=title, divides="Who digs", way="change")
            assert (answer.status_code, answer.location) == (303, picture)
        assert "Who digs" in client.get(picture).text
        assert world.one("SELECT title FROM projects") == title
        assert world.one("SELECT title FROM analyses") == title
        send(client, **ANSWERS, way="change")
    assert made(world) == ONE


def test_other_answers_on_an_old_page_can_change_it_too(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = mark_of(client)
    picture = send(client, token=token).location
    asked = send(client, token=token, title="A market")
    assert (asked.status_code, 'value="change"' in asked.text) == (409, True)
    assert world.one("SELECT title FROM projects") == ANSWERS["title"]
    changed = send(client, token=token, title="A market", way="change")
    assert (changed.status_code, changed.location) == (303, picture)
    assert world.one("SELECT title FROM projects") == "A market"
    assert made(world) == ONE


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE projects SET title = 'Else', version = version + 1",
        "UPDATE factors SET how = 'So', version = version + 1 WHERE kind = 'divider'",
        "UPDATE factors SET removed_at = now() WHERE kind = 'connector'",
        "UPDATE analyses SET state = 'submitted', revisions = 1",
    ],
)
def test_what_was_worked_on_since_stays_as_it_is(world: World, act: str) -> None:
    client = world.sign_in("lotus_manager")
    token = mark_of(client)
    send(client, token=token)
    world.admin.execute(act)
    before = world.one("SELECT json_agg(t) FROM (SELECT title, version FROM projects) t")
    assert "You already have this picture" not in client.get(PAGE).text
    asked = send(client, token=token, title="A market", way="change")
    assert (asked.status_code, "A market" in asked.text) == (409, True)
    assert 'value="change"' not in asked.text
    assert world.one("SELECT json_agg(t) FROM (SELECT title, version FROM projects) t") == before


def test_an_hour_later_the_page_is_empty(world: World) -> None:
    client = world.sign_in("lotus_manager")
    send(client)
    world.admin.execute("UPDATE projects SET created_at = created_at - interval '61 minutes'")
    assert "You already have this picture" not in client.get(PAGE).text
    assert "You already have this picture" not in world.sign_in("lotus_manager").get(PAGE).text


def test_once_there_is_one_the_page_leads_to_another(world: World) -> None:
    client = world.sign_in("lotus_manager")
    first = send(client).location
    another = re.search(r'href="([^"]+after=\d+)"', client.get(PAGE).text)
    assert another
    page = client.get(another[1]).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert ANSWERS["title"] not in page
    assert send(client, token=token[1]).location != first
    assert made(world) == (2, 2, 4)
    assert "You already have this picture" in client.get(another[1]).text


def test_two_managers_do_not_meet_in_one_project(world: World) -> None:
    world.admin.execute("UPDATE memberships SET role = 'manager' WHERE role = 'writer'")
    one, other = world.sign_in("lotus_manager"), world.sign_in("lotus_writer")
    tokens = mark_of(one), mark_of(other)
    assert tokens[0] != tokens[1]
    assert send(one, token=tokens[0]).location != send(other, token=tokens[1]).location


@pytest.mark.parametrize("empty", ANSWERS)
@pytest.mark.parametrize("words", ["", "  \n", "\u200b\u200b", "?!"])
def test_an_empty_answer_is_asked_for_and_the_others_are_kept(
    world: World, empty: str, words: str
) -> None:
    answer = send(world.sign_in("lotus_manager"), **{empty: words})
    assert answer.status_code == 422
    for name, kept in ANSWERS.items():
        assert (kept in answer.text) is (name != empty)
    assert made(world) == NONE


@pytest.mark.parametrize("name", ["divides", "connects"])
def test_ten_thousand_letters_without_a_space_are_taken(world: World, name: str) -> None:
    client = world.sign_in("lotus_manager")
    answer = send(client, **{name: "x" * 10_000})
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "x" * 300 not in page.text
    assert world.one("SELECT max(length(title)) FROM factors") == 10_000


@pytest.mark.parametrize("name", ANSWERS)
def test_far_too_much_khmer_is_refused_in_words(world: World, name: str) -> None:
    answer = send(world.sign_in("lotus_manager"), **{name: KHMER * 9_000})
    assert answer.status_code in (413, 422)
    assert "<h1" in answer.text
    assert made(world) == NONE


def test_odd_tokens_are_taken_as_none(world: World) -> None:
    client = world.sign_in("lotus_manager")
    for token in ("", "x" * 5_000, "\x00"):
        assert send(client, token=token).status_code == 303
    assert made(world) == (3, 3, 6)


@pytest.mark.parametrize(
    ("who", "status"),
    [("lotus_writer", 403), ("lotus_viewer", 403), ("river_manager", 404), ("coordinator", 404)],
)
def test_only_who_may_start_a_project_is_asked(world: World, who: str, status: int) -> None:
    client = world.sign_in(who)
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, data={**ANSWERS, "token": str(uuid4())}).status_code == status
    assert made(world) == NONE


def test_a_token_of_another_organisation_shows_nothing_of_it(world: World) -> None:
    river = world.sign_in("river_manager")
    token = str(uuid4())
    there = river.post("/o/river/projects/start", data={**ANSWERS, "token": token})
    here = send(world.sign_in("lotus_manager"), token=token)
    assert there.location.startswith("/o/river/")
    assert here.status_code == 303
    assert here.location.startswith("/o/lotus/")


@pytest.mark.parametrize(
    ("who", "prepare", "place"),
    [
        ("lotus_manager", None, PAGE),
        ("lotus_manager", make_project, "/o/lotus/"),
        ("lotus_writer", None, "/o/lotus/"),
        ("lotus_viewer", None, "/o/lotus/"),
    ],
)
def test_a_welcome_leads_to_where_one_can_begin(
    world: World, who: str, prepare: Callable[[World], object] | None, place: str
) -> None:
    if prepare:
        prepare(world)
    assert world.sign_in(who).get("/o/lotus/welcome").location == place


def test_home_leads_to_it_before_and_after_the_first_project(world: World) -> None:
    client = world.sign_in("lotus_manager")
    assert f'href="{PAGE}"' in client.get("/o/lotus/").text
    make_project(world)
    text = client.get("/o/lotus/").text
    assert f'href="{PAGE}"' in text
    assert 'href="/o/lotus/projects/new"' in text
    assert f'href="{PAGE}"' not in world.sign_in("lotus_writer").get("/o/lotus/").text
