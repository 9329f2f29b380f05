"""The token against forged forms is that of the reader."""

import re

import pytest

from tests.analyses.scenes import FACTOR, make_complete, write
from tests.world import World

AUTOSAVE = {"X-Autosave": "1", "Accept": "application/json"}
TOKEN = re.compile(r'name=\\?"csrf_token\\?" value=\\?"([^"\\]+)')


@pytest.fixture
def analysis(world: World) -> int:
    return make_complete(world)[1]


def test_every_form_of_a_page_carries_the_token_of_its_reader(world: World, analysis: int) -> None:
    path = f"/o/lotus/analyses/{analysis}/steps/2"
    found = {}
    for name in ("lotus_writer", "lotus_manager"):
        page = world.sign_in(name).get(path).text
        (found[name],) = set(TOKEN.findall(page))
        assert page.count('<form action="/sign-out"') == 1
    assert found["lotus_writer"] != found["lotus_manager"]


def test_a_token_is_taken_from_its_own_reader_alone(
    world: World, analysis: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    path = f"/o/lotus/analyses/{analysis}/steps/2"
    tokens = [TOKEN.findall(one.get(path).text)[0] for one in (writer, manager)]
    foreign = writer.post("/sign-out", data={"csrf_token": tokens[1]})
    assert (foreign.status_code, foreign.location) == (303, "/")
    assert writer.get(path).status_code == 200
    own = writer.post("/sign-out", data={"csrf_token": tokens[0]})
    assert (own.status_code, own.location) == (302, "/sign-in")


def test_a_part_of_a_page_in_an_answer_to_a_script_carries_it_too(
    world: World, analysis: int
) -> None:
    row = write(world, analysis, "divider", FACTOR | {"title": "Poverty", "how": ""})
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"/o/lotus/analyses/{analysis}/steps/2?row={row}")
    form = re.search(
        rf'action="([^"]+/rows/divider/{row})".*?name="version" value="(\d+)"', page.text, re.S
    )
    assert form is not None
    answer = writer.post(
        form[1], data=FACTOR | {"title": "Poverty of all", "version": form[2]}, headers=AUTOSAVE
    )
    assert answer.status_code == 200
    assert TOKEN.findall(answer.text)


def test_asking_for_the_head_alone_tells_how_long_the_page_is(world: World, analysis: int) -> None:
    client, path = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}/steps/2"
    assert client.head(path).content_length == client.get(path).content_length
