"""No page lets a browser cut what is pasted: what is too long comes back whole, with a word."""

import pytest

from tests.analyses.scenes import make_complete
from tests.coaching.scenes import make_coached, send
from tests.world import World

TOO_LONG = "What you wrote is still here: please shorten it."


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("lotus_manager", "/o/lotus/projects/new"),
        ("lotus_manager", "/o/lotus/projects/start"),
        ("lotus_manager", "/o/lotus/search?q=wells"),
        ("lotus_writer", "/o/lotus/analyses/1/edit"),
        ("lotus_writer", "/o/lotus/analyses/1/steps/2"),
        ("lotus_writer", "/account"),
    ],
)
def test_no_field_cuts(world: World, name: str, path: str) -> None:
    make_complete(world)
    page = world.sign_in(name).get(path)
    assert page.status_code == 200
    assert "maxlength" not in page.text


def test_the_words_of_a_review_are_not_cut(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    path = f"/o/lotus/analyses/{analysis}/review"
    assert "maxlength" not in world.sign_in("coach").get(path).text


@pytest.mark.parametrize("path", ["/o/lotus/projects/new", "/o/lotus/projects/start"])
def test_a_title_that_is_too_long_comes_back_whole(world: World, path: str) -> None:
    title = "ទឹក" * 67 + "!"
    sent = {"title": title, "place": "Pursat", "divides": "Wells", "connects": "Roads"}
    answer = world.sign_in("lotus_manager").post(path.removesuffix("/new"), data=sent)
    assert answer.status_code == 422
    assert title in answer.text
    assert f"at most 200 characters. {TOO_LONG}" in answer.text


def test_a_title_that_is_saved_while_one_types_says_so_too(world: World) -> None:
    _, analysis = make_complete(world)
    path = f"/o/lotus/analyses/{analysis}/steps/2"
    writer = world.sign_in("lotus_writer")
    assert writer.get(path).status_code == 200
    row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    answer = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/divider/{row}",
        data={"title": "x" * 10_001, "version": 1},
        headers={"X-Autosave": "1"},
    )
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["title"] == [
        f"This is too long: at most 10,000 characters. {TOO_LONG}"
    ]
