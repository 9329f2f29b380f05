"""Every form of the portal, found by walking, through every way in which its session can end."""

import re
from copy import deepcopy
from urllib.parse import parse_qs, quote, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.drafts.conftest import Demo, Met
from tests.drafts.pages import SentForm, fill_in, read_forms

HERE = "http://localhost"
FEWEST = 100
WAYS = {
    "cookies gone": "",
    "signed out in another tab": "",
    "ended from another device": "DELETE FROM user_sessions",
    "nobody was there for long": "UPDATE user_sessions SET last_seen_at = '2026-01-01'",
}
OTHERS = {"manager@lake.example": "writer@lake.example"}


def ended(demo: Demo, person: str, way: str) -> FlaskClient:
    """Return a browser in which somebody's session has ended while they wrote."""
    client = demo.sign_in(person)
    if way == "cookies gone":
        client.delete_cookie("session")
    elif way == "signed out in another tab":
        token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/password").text)[0]
        client.post("/sign-out", data={"csrf_token": token})
    else:
        demo.admin.execute(WAYS[way])
    return client


def press(client: FlaskClient, form: SentForm, token: str, **headers: str) -> TestResponse:
    """Send a form from its page."""
    told = {"Referer": HERE + form.page, "Origin": HERE, **headers}
    return client.post(form.action, data={**form.values(), "csrf_token": token}, headers=told)


def filled(met: Met) -> SentForm:
    """Return the form with something of one's own in every field."""
    form = deepcopy(met.form)
    fill_in(form)
    return form


def shown(page: TestResponse, form: SentForm) -> dict[str, list[str]]:
    """Return what stands in the same form on a page; nothing where it is not there."""
    forms, _ = read_forms(page.text, form.page)
    same = [one for one in forms if one.action == form.action and one.hidden() == form.hidden()]
    found = max(same, key=lambda one: one.values() == form.values(), default=None)
    return found.values() if found else {}


def token_of(client: FlaskClient, form: SentForm) -> str:
    """Return the token of the page, as it is before the session ends."""
    page = client.get(form.page)
    return re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]


def test_the_walk_meets_the_forms(met: list[Met]) -> None:
    kinds = {one.form.signature for one in met}
    print(f"forms: {len(kinds)}, fields: {sum(len(one.form.written) for one in met)}")  # noqa: T201
    assert len(kinds) >= FEWEST


def test_words_stand_in_every_form_after_signing_in_again(demo: Demo, met: list[Met]) -> None:
    told = []
    for one in met:
        client, form = demo.sign_in(one.person), filled(one)
        token = token_of(client, form)
        answers = [press(ended(demo, one.person, way), form, token) for way in WAYS]
        led = {(answer.status_code, answer.location) for answer in answers}
        if len(led) != 1 or urlsplit(answers[0].location or "").path != "/sign-in":
            told.append(f"{one}: {led}")
            continue
        client = ended(demo, one.person, "cookies gone")
        asked = client.get(press(client, form, token).location).text
        demo.sign_in(one.person, client)
        wanted = parse_qs(urlsplit(answers[0].location).query)["next"][0]
        page = client.get(wanted, follow_redirects=True)
        if shown(page, form) != form.values() or "What you wrote is kept" not in asked:
            told.append(f"{one}: {form.values()} became {shown(page, form)}")
        demo.admin.execute("DELETE FROM drafts")
    assert told == []


def test_nobody_else_who_signs_in_is_shown_the_words(demo: Demo, met: list[Met]) -> None:
    told = []
    for one in met:
        client, form = demo.sign_in(one.person), filled(one)
        token = token_of(client, form)
        client.delete_cookie("session")
        answer = press(client, form, token)
        wanted = parse_qs(urlsplit(answer.location).query)["next"][0]
        other = (
            "manager@lake.example" if "manager@lake" not in one.person else "writer@lake.example"
        )
        demo.sign_in(other, client)
        for address in (wanted, "/"):
            page = client.get(address, follow_redirects=True)
            if "Words of the walk" in page.text:
                told.append(f"{one}: shown to {other}")
        demo.admin.execute("DELETE FROM drafts")
    assert told == []


def test_words_stand_in_every_form_whose_page_was_too_old(demo: Demo, met: list[Met]) -> None:
    """The same person, signed in again, from a browser that does not say where a form is from."""
    told = []
    for one in met:
        client, form = demo.sign_in(one.person), filled(one)
        token = token_of(client, form)
        demo.sign_in(one.person, client)
        page = press(client, form, token, Origin="")
        if page.status_code != 303 or "draft=" not in page.location:
            told.append(f"{one}: {page.status_code} {page.location}")
            continue
        page = client.get(page.location, follow_redirects=True)
        if shown(page, form) != form.values():
            told.append(f"{one}: {form.values()} became {shown(page, form)}")
        demo.admin.execute("DELETE FROM drafts")
    assert told == []


def test_words_stand_in_every_form_after_a_change_of_language(demo: Demo, met: list[Met]) -> None:
    told = []
    for one in met:
        client, form = demo.sign_in(one.person), filled(one)
        address = f"/language?back={quote(form.page)}&of={quote(form.action)}"
        words = {"csrf_token": token_of(client, form), **form.values()}
        words["locale"] = ["km", *words.get("locale", [])]
        page = client.post(address, data=words, follow_redirects=True)
        if shown(page, form) != form.values() or '<html lang="km">' not in page.text:
            told.append(f"{one}: {form.values()} became {shown(page, form)}")
        demo.admin.execute("DELETE FROM drafts")
    demo.admin.execute("UPDATE people SET locale = 'en'")
    assert told == []
