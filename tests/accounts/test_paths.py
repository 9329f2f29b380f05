"""Addresses that forms name lead to pages of this portal alone."""

import pytest
from flask import Flask

from portal.accounts.paths import local_path


def held(app: Flask, back: str) -> str:
    with app.test_request_context("/"):
        return local_path(back)


@pytest.mark.parametrize(
    "back",
    [
        "/",
        "/sign-in",
        "/o/lotus/projects?page=2&next=//elsewhere.example",
        "/o/lotus/projects#part",
        "/o/ក្រុម/people/?q=ខ្មែរ",
        "/no/such/page",
        "/o/lotus/people/invitations/%2F",
    ],
)
def test_a_page_of_ours_stays(app: Flask, back: str) -> None:
    assert held(app, back) == back


@pytest.mark.parametrize(
    "back",
    [
        pytest.param("", id="empty"),
        pytest.param("sign-in", id="no slash"),
        pytest.param("//elsewhere.example", id="another host"),
        pytest.param("///elsewhere.example", id="more slashes"),
        pytest.param("/\\elsewhere.example", id="the other slash"),
        pytest.param("\\\\elsewhere.example", id="two of them"),
        pytest.param("/sign-in\\", id="the other slash at the end"),
        pytest.param("https://elsewhere.example/", id="a whole address"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("/\t/elsewhere.example", id="a tab"),
        pytest.param("/\n/elsewhere.example", id="a line end"),
        pytest.param("/sign-in\r\nSet-Cookie: a=b", id="a header"),
        pytest.param("/\u202esign-in", id="turned round"),
        pytest.param("/\0", id="zero"),
        pytest.param(" /sign-in", id="a space before"),
    ],
)
def test_anything_else_leads_home(app: Flask, back: str) -> None:
    assert held(app, back) == "/"


@pytest.mark.parametrize(
    ("back", "page"),
    [
        ("/o/lotus/people/invitations", "/o/lotus/people/"),
        ("/o/lotus/people/invitations?page=2", "/o/lotus/people/"),
        ("/sign-out", "/"),
        ("/o/lotus/people/invitations/3/revocation", "/o/lotus/people/"),
    ],
)
def test_where_only_forms_are_sent_the_nearest_page_above_is_shown(
    app: Flask, back: str, page: str
) -> None:
    found = held(app, back)
    assert found.rstrip("/") == page.rstrip("/")
