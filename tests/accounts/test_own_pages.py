"""The pages of one's own account lead back to one's work, and to the search."""

import pytest

from tests.world import World

SEARCH = "data-search"


@pytest.mark.parametrize("path", ["/account", "/account/kept"])
@pytest.mark.parametrize(
    ("name", "place"),
    [("lotus_writer", "/o/lotus/"), ("coach", "/coach/"), ("leadership", "/network/")],
)
def test_they_have_the_places_of_a_person_and_the_search(
    world: World, name: str, place: str, path: str
) -> None:
    page = world.sign_in(name).get(path).text
    assert f'<li><a href="{place}"' in page.partition("<main")[0]
    assert SEARCH in page


def test_strangers_find_neither(world: World) -> None:
    page = world.app.test_client().get("/sign-in").text
    assert SEARCH not in page
    assert "top__nav" not in page
