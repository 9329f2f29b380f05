"""The pages of one's own account lead back to one's work, and to the search."""

import time

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


@pytest.mark.parametrize(
    "path",
    [
        *("/account/address", "/account/address/gone", "/account/sessions", "/account/kept"),
        *("/account/confirmation", "/password"),
        *(f"/account/second-step{one}" for one in ("", "/app", "/passkeys", "/codes")),
    ],
)
def test_every_page_reached_from_the_account_leads_back_to_it(world: World, path: str) -> None:
    client = world.sign_in("lotus_writer")
    with client.session_transaction() as session:
        session["fs_paa"] = time.time()  # the password was given just now
    head, _, main = client.get(path).text.partition("<main")
    assert '<li><a href="/o/lotus/"' in head
    assert '<a href="/account">Your account</a>' in main
    assert 'href="/">Cancel' not in main


def test_strangers_find_neither(world: World) -> None:
    page = world.app.test_client().get("/sign-in").text
    assert SEARCH not in page
    assert "top__nav" not in page
