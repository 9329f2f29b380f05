"""Where a draft is taken up: by the address of a page, by the browser, or by nothing at all."""

from typing import Any

import pytest
from flask import Flask, session
from flask_login import login_user

from portal.accounts.models import Person
from portal.drafts import restoring
from portal.drafts.restoring import address_of, leave_for, named_in_form, show_in_page, texts_of
from portal.drafts.services import KeptDraft
from portal.drafts.submitted_form import SubmittedForm
from tests.world import World

FORM, PAGE = "/o/lotus/projects", "/o/lotus/projects/new"
HTML = (
    '<body><main id="main" tabindex="-1"><form method="post" action="/o/lotus/projects">'
    '<textarea name="title"></textarea></form></main></body>'
)


def draft(words: dict[str, list[str]], files: tuple[str, ...] = ()) -> KeptDraft:
    return KeptDraft(7, FORM, PAGE, words, list(files))


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("/a", "/a?draft=7"),
        ("/a?b=1", "/a?b=1&draft=7"),
        ("/a#part", "/a?draft=7#part"),
        ("/a?b=1&c=%2F#part", "/a?b=1&c=%2F&draft=7#part"),
        ("/ក?ខ=គ", "/ក?ខ=គ&draft=7"),
        ("/a?", "/a?draft=7"),
        ("", "?draft=7"),
    ],
)
def test_a_draft_is_named_in_the_address_of_its_page(page: str, address: str) -> None:
    assert address_of(page, 7) == address


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"draft": "7"}, 7),
        ({"draft": " 7 "}, 7),
        ({"draft": "-7"}, 0),
        ({"draft": "0"}, 0),
        ({"draft": ""}, 0),
        ({}, 0),
        ({"draft": "seven"}, 0),
        ({"draft": "7.5"}, 0),
        ({"draft": "9" * 16}, 0),
        ({"draft": "9" * 6000}, 0),
        ({"draft": ["7", "8"]}, 7),
    ],
)
def test_a_form_names_the_draft_that_it_was_filled_from(
    app: Flask, sent: dict[str, Any], named: int
) -> None:
    with app.test_request_context(FORM, method="POST", data=sent):
        assert named_in_form() == named


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ({"title": ["ខ្មែរ"], "place": [" Pursat\n"]}, ["ខ្មែរ", "Pursat"]),
        ({"title": ["", " ", "a"]}, ["a"]),
        ({"count": ["12", "១២", "1.5", "-3"]}, ["1.5", "-3"]),
        ({"csrf_token": ["x"], "draft": ["y"], "version": ["z"], "back": ["/"]}, []),
        ({"token": ["x"], "was": ["x"], "seen": ["x"], "next": ["/"]}, []),
        ({}, []),
    ],
    ids=["words", "empty", "numbers", "hidden", "hidden too", "nothing"],
)
def test_texts_are_what_somebody_wrote_in_words(
    words: dict[str, list[str]], texts: list[str]
) -> None:
    assert texts_of(draft(words)) == texts_of(SubmittedForm(FORM, PAGE, words)) == texts


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        (PAGE, "", 7),
        (PAGE, "page=2", 7),
        (f"{PAGE}/", "", 0),
        ("/", "", 0),
        (FORM, "", 0),
    ],
)
def test_a_browser_takes_a_draft_up_once_at_its_own_page(
    app: Flask, path: str, query: str, named: int
) -> None:
    with app.test_request_context(path, query_string=query):
        leave_for(f"{PAGE}?page=1", 7)
        assert restoring._left_here() == named
        assert restoring._left_for_this_page() == named
        assert restoring._left_for_this_page() == 0
        assert (restoring.DRAFT_NAME in session) is (named == 0)


def test_the_last_page_left_is_the_one_that_counts(app: Flask) -> None:
    with app.test_request_context(PAGE):
        leave_for(PAGE, 7)
        leave_for("/elsewhere", 8)
        assert restoring._left_for_this_page() == 0
        leave_for(PAGE, 9)
        assert restoring._left_for_this_page() == 9


def shown(world: World, kept: KeptDraft, html: str = HTML) -> str:
    with world.app.test_request_context(PAGE):
        return show_in_page(html, kept)


def test_words_stand_in_their_form_with_a_line_above(world: World) -> None:
    page = shown(world, draft({"title": ["<b>ខ្មែរ</b>"]}))
    assert page.count("it is not saved yet") == 1
    assert page.index("not saved yet") < page.index("<form method")
    assert "\n&lt;b&gt;ខ្មែរ&lt;/b&gt;</textarea>" in page
    assert '<input type="hidden" name="draft" value="7">' in page


def test_words_of_a_form_that_is_not_there_stand_above_the_page(world: World) -> None:
    page = shown(world, draft({"title": ["<b>ខ្មែរ</b>"]}), HTML.replace(FORM, "/other"))
    assert "no longer on this page" in page
    assert "&lt;b&gt;ខ្មែរ" in page.partition('action="/other"')[0]
    assert "<b>ខ្មែរ" not in page


def test_names_of_files_are_told_for_they_must_be_chosen_again(world: World) -> None:
    page = shown(world, draft({"title": ["a"]}, ("ផែនការ.pdf", "<i>.png")))
    assert "ផែនការ.pdf, &lt;i&gt;.png" in page


def test_a_page_without_a_main_part_is_left_whole(world: World) -> None:
    html = HTML.replace('<main id="main" tabindex="-1">', "<main>")
    page = shown(world, draft({"title": ["a"]}), html)
    assert "not saved yet" not in page
    assert "\na</textarea>" in page


@pytest.mark.parametrize(
    ("status", "mimetype", "location", "led_to"),
    [
        pytest.param(200, "text/plain", "", "", id="no page"),
        pytest.param(302, "text/html", "/elsewhere", "/elsewhere?draft=5", id="led on"),
        pytest.param(304, "text/html", "", "", id="unchanged"),
        pytest.param(500, "text/html", "", "", id="a fault"),
    ],
)
def test_a_draft_follows_where_its_page_leads(
    world: World, status: int, mimetype: str, location: str, led_to: str
) -> None:
    app = world.app
    with app.test_request_context(f"{PAGE}?draft=5"):
        answer = app.response_class("words", status=status, mimetype=mimetype)
        if location:
            answer.location = location
        login_user(Person(id=world.people["lotus_writer"], fs_uniquifier="x", active=True))
        told = restoring.after_request(answer)
    assert told.get_data(as_text=True) == "words"
    assert (told.location or "") == led_to
