"""The one form of a page in which one writes."""

import pytest

from portal.drafts.only_form import FORM_ID, MOST_FORMS, only_form

FIELD = '<textarea name="a"></textarea>'
WRITTEN = f'<form method="post" action="/a">{FIELD}</form>'
PLAIN = '<form method="post" action="/b"><button>Go</button></form>'


def test_the_form_gets_a_name_and_nothing_else_changes() -> None:
    page = f"<h1>ខ្មែរ</h1>{PLAIN}{WRITTEN}<p>&lt;</p>"
    found = only_form(page)
    assert found is not None
    assert (found.id, found.action) == (FORM_ID, "/a")
    assert found.html == page.replace(WRITTEN, WRITTEN.replace("<form ", f'<form id="{FORM_ID}" '))


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ('<form action="/a?x=1&amp;y=2" method="post">', "/a?x=1&y=2"),
        ('<form method="post">', ""),
        ('<form method="post" action="">', ""),
        ('<form method="post" action="/ក">', "/ក"),
    ],
)
def test_the_address_is_that_of_the_form(written: str, action: str) -> None:
    found = only_form(f"{written}{FIELD}</form>")
    assert found is not None
    assert found.action == action


@pytest.mark.parametrize(
    "field",
    ["<textarea>", "<select>", '<input class="govuk-input">', '<div class="govuk-radios">'],
)
def test_a_form_is_written_in_where_it_has_a_field(field: str) -> None:
    assert only_form(f'<form method="post">{field}</form>') is not None


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"<p>{FIELD}</p>", id="not a form"),
        pytest.param(PLAIN, id="nothing to write"),
        pytest.param(f"{PLAIN}{FIELD}", id="a field behind the form"),
        pytest.param(WRITTEN + WRITTEN, id="two"),
        pytest.param(WRITTEN.replace("post", "get"), id="a search"),
        pytest.param(WRITTEN.replace("<form", '<form id="own"'), id="with a name of its own"),
        pytest.param(WRITTEN.replace("<form", "<form data-autosave"), id="sent by a script"),
    ],
)
def test_a_page_without_one_has_none(page: str) -> None:
    assert only_form(page) is None


def test_a_page_of_so_many_forms_is_a_list() -> None:
    assert only_form(WRITTEN + PLAIN * (MOST_FORMS - 1)) is not None
    assert only_form(WRITTEN + PLAIN * MOST_FORMS) is None


def test_others_that_scripts_send_are_no_second_form() -> None:
    other = WRITTEN.replace("<form", "<form data-autosave")
    found = only_form(other + WRITTEN + other)
    assert found is not None
    assert found.html.count(f'id="{FORM_ID}"') == 1
