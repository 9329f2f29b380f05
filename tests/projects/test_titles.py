"""Where something is, in titles: each is said once."""

import pytest

from portal.language.text import join_titles
from tests.coaching.scenes import judge, make_coached, send
from tests.world import World


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (("Stamps", "Water"), "Stamps · Water"),
        (("Water", "Water"), "Water"),
        (("", "Water"), "Water"),
        (("A coach", "Water", "Water"), "A coach · Water"),
        ((), ""),
    ],
)
def test_each_title_is_said_once(titles: tuple[str, ...], said: str) -> None:
    assert join_titles(*titles) == said


def test_an_analysis_named_as_its_project_is_named_once_on_home(world: World) -> None:
    _project, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    world.admin.execute("UPDATE projects SET title = 'One name'")
    world.admin.execute("UPDATE analyses SET title = 'One name'")
    for name, page in (("lotus_writer", "/o/lotus/"), ("coach", "/coach/")):
        text = world.sign_in(name).get(page).text
        assert "One name" in text
        assert "One name · One name" not in text
