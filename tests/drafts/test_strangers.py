"""The forms of strangers, found in the map of addresses: the page itself carries their words."""

import re
from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import quote

import pytest
from flask_security.recoverable import generate_reset_password_token

from portal.accounts.models import Person
from portal.extensions import db, limiter
from portal.gate import PUBLIC_LABEL, label_of
from tests.accounts.test_invitations import invited
from tests.drafts.pages import SentForm, fill_in, read_forms
from tests.world import World

HERE = "http://localhost"
NEVER = "a secret of seventeen"
# They ask for nothing in words.
WORDLESS = {"accounts.language", "security.logout"}


@pytest.fixture(autouse=True)
def _as_people_meet_it(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)
    was, limiter.enabled = limiter.enabled, False
    yield
    limiter.enabled = was


@pytest.fixture
def forms(world: World) -> list[SentForm]:
    """Return the form of each address that strangers may send one to, filled in."""
    found = []
    for page in addresses(world):
        read, _ = read_forms(world.app.test_client().get(page).text, page)
        same = [one for one in read if one.action.partition("?")[0] == page]
        assert len(same) == 1, page
        form = deepcopy(same[0])
        fill_in(form)
        for one in form.fields:
            one.value = NEVER if one.kind == "password" else one.value
            one.value = "new@test.example" if one.kind == "email" else one.value
        found.append(form)
    return found


def addresses(world: World) -> list[str]:
    """Return where strangers may send forms, read from the map of addresses."""
    invitation = invited(world)
    with world.app.test_request_context("/"):
        reset = generate_reset_password_token(db.session.get(Person, world.people["coach"]))
        db.session.rollback()
        rules = [
            rule
            for rule in world.app.url_map.iter_rules()
            if {"GET", "POST"} <= (rule.methods or set())
            or rule.endpoint.endswith("invitations.accept")
            if label_of(rule.endpoint) == PUBLIC_LABEL and rule.endpoint not in WORDLESS
        ]
    tokens = {"invitations": invitation, "security": reset}
    found = [re.sub(r"<token>", tokens[rule.endpoint.split(".")[-2]], rule.rule) for rule in rules]
    with world.app.app_context():
        return [one for one in found if "<" not in one and opens(world, one)]


def opens(world: World, address: str) -> bool:
    """Tell whether strangers get to a page; the library has some for people who are signed in."""
    return world.app.test_client().get(address).status_code == 200


def shown(html: str, form: SentForm) -> dict[str, list[str]]:
    """Return what stands in the form on a page."""
    read, _ = read_forms(html, form.page)
    return next(one for one in read if one.action == form.action).values()


def expected(form: SentForm) -> dict[str, list[str]]:
    """Return what was written, but for passwords."""
    secret = {one.name for one in form.fields if one.kind == "password"}
    return {name: [""] if name in secret else said for name, said in form.values().items()}


def test_the_map_has_the_forms_of_strangers(forms: list[SentForm]) -> None:
    assert sorted(re.sub(r"/[\w.-]{20,}", "/N", form.action) for form in forms) == [
        "/invitations/N",
        "/reset",
        "/reset/N",
        "/sign-in",
    ]


def test_an_old_page_is_taken_as_it_is_where_the_browser_says_that_it_is_ours(
    world: World, forms: list[SentForm]
) -> None:
    statuses = {}
    for form in forms:
        client = world.app.test_client()
        body = {**form.values(), "csrf_token": form.token()}
        answer = client.post(form.action, data=body, headers={"Origin": HERE})
        statuses[re.sub(r"/[\w.-]{20,}", "/N", form.action)] = answer.status_code
    assert statuses == {"/sign-in": 422, "/reset": 200, "/reset/N": 302, "/invitations/N": 303}


def test_where_it_does_not_the_page_comes_back_with_the_words_but_no_password(
    world: World, forms: list[SentForm]
) -> None:
    for form in forms:
        client = world.app.test_client()
        told = {"Referer": HERE + form.page}
        body = {**form.values(), "csrf_token": form.token()}
        answer = client.post(form.action, data=body, headers=told)
        assert (answer.status_code, answer.mimetype) == (400, "text/html"), form.action
        assert "What you wrote is still here" in answer.text
        assert shown(answer.text, form) == expected(form)
        assert NEVER not in f"{answer.text} {answer.headers}"
        again, _ = read_forms(answer.text, form.page)
        fresh = next(one for one in again if one.action == form.action).token()
        taken = client.post(form.action, data={**form.values(), "csrf_token": fresh})
        assert taken.status_code != 400


def test_a_change_of_language_keeps_the_words_but_no_password(
    world: World, forms: list[SentForm]
) -> None:
    for form in forms:
        client = world.app.test_client()
        page, _ = read_forms(client.get(form.page).text, form.page)
        body = {**form.values(), "csrf_token": page[0].token()}
        body["locale"] = ["km", *body.get("locale", [])]
        address = f"/language?back={quote(form.page)}&of={quote(form.action)}"
        answer = client.post(address, data=body)
        assert (answer.status_code, '<html lang="km">' in answer.text) == (200, True), form.action
        assert shown(answer.text, form) == expected(form)
        assert NEVER not in f"{answer.text} {answer.headers}"
    assert world.one("SELECT count(*) FROM drafts") == 0


def test_nothing_of_others_is_drawn_for_a_stranger(world: World) -> None:
    client = world.app.test_client()
    page, _ = read_forms(client.get("/sign-in").text, "/sign-in")
    address = "/language?back=/o/lotus/people/&of=/o/lotus/people/invitations"
    body = {"csrf_token": page[0].token(), "locale": "km", "email": "canary@test.example"}
    answer = client.post(address, data=body)
    assert (answer.status_code, answer.location) == (303, "/o/lotus/people/")
    assert "canary" not in answer.text
