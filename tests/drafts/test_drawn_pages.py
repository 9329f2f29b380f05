"""The page of a stranger's form is drawn once more, with their words in it and nobody else's."""

import pytest
from flask import g, request, session

from portal.drafts.pages import draw_filled
from portal.drafts.submitted_form import SubmittedForm
from tests.world import World

WORDS = {"email": ['ខ្មែរ"<b>@test.example']}


def drawn(world: World, page: str, form: str = "", **request_of: str) -> tuple[int, str] | None:
    """Return status and text of a page as it is drawn for whoever sent a form to another one."""
    headers = {"Accept-Language": "en"} | {
        name.replace("_", "-"): value for name, value in request_of.items()
    }
    with world.app.test_request_context("/language", method="POST", headers=headers):
        answer = draw_filled(SubmittedForm(form or page.partition("?")[0], page, WORDS))
        assert (request.path, request.method) == ("/language", "POST")
        return None if answer is None else (answer.status_code, answer.get_data(as_text=True))


@pytest.mark.parametrize("page", ["/sign-in", "/reset", "/sign-in?next=/o/lotus/"])
def test_words_stand_in_the_form_of_a_page_for_everybody(world: World, page: str) -> None:
    told = drawn(world, page)
    assert told is not None
    status, html = told
    assert status == 200
    assert 'value="ខ្មែរ&#34;&lt;b&gt;@test.example"' in html
    assert "<b>@test.example" not in html


def test_a_page_is_asked_for_with_its_query(world: World) -> None:
    told = drawn(world, "/sign-in?next=/o/lotus/people/")
    assert told is not None
    assert "/o/lotus/people/" in told[1]


def test_a_page_without_the_form_is_drawn_as_it_is(world: World) -> None:
    told = drawn(world, "/sign-in", form="/elsewhere")
    assert told is not None
    assert "@test.example" not in told[1]


@pytest.mark.parametrize(
    "page",
    [
        "/o/lotus/people/",
        "/account/name",
        "/network/people",
        "/no/such/page",
        "/invitations/no-such-token",
        "//elsewhere.example/o/lotus/",
    ],
)
def test_no_other_page_is_drawn(world: World, page: str) -> None:
    told = drawn(world, page)
    assert told is None


def test_a_change_of_language_on_a_page_that_is_gone_leads_back_to_it(world: World) -> None:
    client, gone = world.app.test_client(), "/invitations/no-such-token"
    answer = client.post(f"/language?back={gone}&of={gone}", data={"locale": "km", "name": "ក"})
    assert (answer.status_code, answer.location) == (303, gone)


@pytest.mark.parametrize(("locale", "lang"), [("en", "en"), ("km", "km"), ("fr", "en")])
def test_a_page_is_drawn_in_the_language_of_the_browser(
    world: World, locale: str, lang: str
) -> None:
    told = drawn(world, "/sign-in", Accept_Language=locale)
    assert told is not None
    assert f'<html lang="{lang}">' in told[1]


def test_the_session_is_that_of_the_browser_and_nothing_is_left_of_the_other_request(
    world: World,
) -> None:
    with world.app.test_request_context("/language", method="POST"):
        session["locale"] = "km"
        g.mine = 1
        answer = draw_filled(SubmittedForm("/sign-in", "/sign-in", WORDS))
        assert answer is not None
        assert '<html lang="km">' in answer.get_data(as_text=True)
        assert (g.mine, request.path) == (1, "/language")
