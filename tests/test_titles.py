"""A page that comes back with errors says so first: screen readers begin with its title."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.world import World


def title_of(answer: TestResponse) -> str:
    """Return what stands in the title of a page."""
    found = re.search(r"<title>(.*?)</title>", answer.text)
    assert found
    return found[1]


@pytest.mark.parametrize(("locale", "first"), [("en", "Error:"), ("km", "កំហុស៖")])
def test_a_form_with_errors(world: World, locale: str, first: str) -> None:
    client = world.sign_in("lotus_manager")
    client.post("/language", data={"locale": locale})
    plain = title_of(client.get("/o/lotus/projects/new"))
    refused = client.post("/o/lotus/projects", data={"title": ""})
    assert refused.status_code == 422
    assert title_of(refused) == f"{first} {plain}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sign-in", {"email": "", "password": ""}),
        ("/sign-in", {"email": "a@test.example", "password": "x"}),
        ("/reset", {"email": "no address"}),
    ],
)
def test_a_form_of_strangers_with_errors(world: World, path: str, body: dict[str, str]) -> None:
    client = world.app.test_client()
    plain = title_of(client.get(path))
    assert title_of(client.post(path, data=body)) == f"Error: {plain}"


def test_what_was_sent_and_not_taken(world: World) -> None:
    client = world.sign_in("lotus_manager")
    large = client.post("/o/lotus/projects", data={"title": "ក" * 400_000})
    other = client.post("/o/lotus/projects", json=[1])
    assert title_of(large).startswith("Error: That was too large")
    assert title_of(other).startswith("Error: The portal takes forms alone")


def test_words_that_people_write_make_no_error(world: World) -> None:
    client = world.sign_in("lotus_manager")
    title = '<div class="govuk-error-summary" <p class="govuk-error-message"'
    fields = {"title": title, "place": "Kep", "starts_on": "2026-01-05", "scope": "project"}
    made = client.post("/o/lotus/projects", data=fields)
    assert made.status_code == 303
    page = client.get(made.location)
    assert "govuk-error-summary" in page.text
    assert not title_of(page).startswith("Error")
