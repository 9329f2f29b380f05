"""Every form of the portal whose session ends while somebody writes in it."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.settings import SecondFactor
from portal.extensions import limiter
from tests.drafts.pages import SentForm, fill_in, read_forms
from tests.forms.crawl import route_of
from tests.forms.opening import NOBODY, ONLY_OF
from tests.forms.walk import ON_EVERY_PAGE, Person, Walk
from tests.people import CAST
from tests.walk.extent import sample

HERE = "http://localhost"
ONE_IN = 8
FEWEST = {"forms": 100, "fields": 350}
WAYS = {
    "cookies gone": "",
    "signed out in another tab": "",
    "ended from another device": "DELETE FROM user_sessions",
    "nobody was there for long": "UPDATE user_sessions SET last_seen_at = '2026-01-01'",
}
STEP = "/account/second-step"
STEP_SET_UP = "UPDATE people SET tf_primary_method = 'authenticator', tf_totp_secret = 'a'"
NO_STEP = "UPDATE people SET tf_primary_method = NULL, tf_totp_secret = NULL"
# Whoever wrote may only read now, and whoever worked for the network or coached does so no more.
LESS_MAY = """
UPDATE memberships SET role = 'viewer'; DELETE FROM network_roles;
UPDATE coach_assignments SET ended_at = now() WHERE ended_at IS NULL"""
OTHERS = {"lotus_manager": "lotus_writer"}
# Passwords alone are asked for there.
WORDLESS = frozenset({"security.change_password", *ON_EVERY_PAGE})


@dataclass(frozen=True)
class Met:
    """A form with something written in every field, and the person who met it."""

    person: Person
    form: SentForm

    def __str__(self) -> str:
        return f"{self.person.name}: {self.form.page} -> {self.form.action}"


@pytest.fixture(scope="module")
def met(walk: Walk) -> Iterator[list[Met]]:
    """Return one form of each kind that somebody writes in, from every page of everybody."""
    found: dict[tuple[str, ...], Met] = {}
    was, limiter.enabled = limiter.enabled, False
    for person in walk.people:
        for page in person.crawl.pages.values():
            for form in read_forms(page.html, page.address)[0]:
                if person.name != NOBODY and is_written(walk, form):
                    found.setdefault(form.signature, Met(person, deepcopy(form)))
    for one in found.values():
        fill_in(one.form)
    yield list(found.values())
    limiter.enabled = was
    walk.kept.restore()


def is_written(walk: Walk, form: SentForm) -> bool:
    """Tell whether people write in a form."""
    endpoint, _ = route_of(walk.world.app, form.action, "POST")
    return bool(form.written) and endpoint not in WORDLESS


@pytest.fixture(autouse=True)
def _nothing_kept(walk: Walk) -> Iterator[None]:
    walk.kept.restore()
    yield
    walk.world.admin.execute("DELETE FROM drafts; UPDATE people SET locale = 'en'")


def test_many_forms_are_met(met: list[Met]) -> None:
    counts = {"forms": len(met), "fields": sum(len(one.form.written) for one in met)}
    print(f"\nended sessions: {counts}")  # noqa: T201  the counts are asked for
    assert ONLY_OF or [name for name, least in FEWEST.items() if counts[name] < least] == []


def test_words_stand_in_every_form_after_signing_in_again(walk: Walk, met: list[Met]) -> None:
    told = []
    for one in sample(met, ONE_IN, "signing in again"):
        answers = [press(one, ended(walk, one.person.name, way)) for way in WAYS]
        led = {(answer.status_code, answer.location) for answer in answers}
        asked = urlsplit(answers[0].location or "")
        if len(led) != 1 or asked.path != "/sign-in":
            told.append(f"{one}: {led}")
            continue
        wanted = parse_qs(asked.query)["next"][0]
        page = walk.world.sign_in(one.person.name).get(wanted, follow_redirects=True)
        told += differing(one, page)
    assert "\n".join(told) == ""


def test_nobody_else_who_signs_in_is_shown_the_words(walk: Walk, met: list[Met]) -> None:
    told = []
    for one in sample(met, ONE_IN, "nobody else"):
        client = ended(walk, one.person.name, "cookies gone")
        wanted = parse_qs(urlsplit(press(one, client).location).query)["next"][0]
        other = walk.world.sign_in(OTHERS.get(one.person.name, "lotus_manager"))
        for address in (wanted, "/"):
            page = other.get(address, follow_redirects=True)
            told += [str(one)] if "Words of the walk" in page.text else []
    assert "\n".join(told) == ""


def test_words_stand_in_every_form_whose_browser_does_not_say_where_it_is_from(
    walk: Walk, met: list[Met]
) -> None:
    told = []
    for one in sample(met, ONE_IN, "not said where from"):
        client = walk.world.sign_in(one.person.name)
        answer = press(one, client, Origin="")
        if answer.status_code != 303 or "draft=" not in answer.location:
            told.append(f"{one}: {answer.status_code} {answer.location}")
            continue
        told += differing(one, client.get(answer.location, follow_redirects=True))
    assert "\n".join(told) == ""


def test_words_stand_in_every_form_after_a_change_of_language(walk: Walk, met: list[Met]) -> None:
    told = []
    for one in sample(met, ONE_IN, "change of language"):
        form, client = one.form, walk.world.sign_in(one.person.name)
        words = {"csrf_token": form.token(), **form.values()}
        words["locale"] = ["km", *words.get("locale", [])]
        address = f"/language?back={quote(form.page)}&of={quote(form.action)}"
        page = client.post(address, data=words, headers={"Origin": HERE}, follow_redirects=True)
        told += differing(one, page)
        told += [] if '<html lang="km">' in page.text else [f"{one}: not in Khmer"]
    assert "\n".join(told) == ""


def test_words_wait_for_a_second_step_that_is_owed_meanwhile(walk: Walk, met: list[Met]) -> None:
    told, app = [], walk.world.app
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, second_factor=SecondFactor.REQUIRED)
    for one in kinds_of(walk, met, lambda one: bool(CAST[one.person.name].network_roles)):
        client = walk.world.sign_in(one.person.name)
        answer = press(one, client)
        if (answer.status_code, answer.location) != (302, STEP):
            told.append(f"{one}: {answer.status_code} {answer.location}")
            continue
        walk.world.admin.execute(STEP_SET_UP)
        links = re.findall(r'<a href="([^"]+draft=\d+)"', client.get(STEP).text)
        page = client.get(unescape(links[0]), follow_redirects=True) if links else answer
        told += differing(one, page)
        walk.world.admin.execute(NO_STEP)
    app.extensions["settings"] = settings
    assert "\n".join(told) == ""


def test_words_are_kept_when_the_role_changes_meanwhile(walk: Walk, met: list[Met]) -> None:
    told, refused = [], 0
    for one in kinds_of(walk, met, lambda _: True):
        walk.kept.restore()
        client = walk.world.sign_in(one.person.name)
        walk.world.admin.execute(LESS_MAY)
        answer = press(one, client)
        if answer.status_code not in (403, 404):
            continue
        refused += 1
        links = re.findall(r'<a href="([^"]+draft=\d+)"', answer.text)
        page = client.get(unescape(links[0]), follow_redirects=True) if links else answer
        shown = unescape(page.text)
        words = [field.value for field in one.form.written if field.value.startswith("Words")]
        told += [f"{one}: {text}" for text in words if text not in shown]
    assert "\n".join(told) == ""
    assert ONLY_OF or refused > 30


def kinds_of(walk: Walk, met: list[Met], is_asked: Callable[[Met], bool]) -> list[Met]:
    """Return a form of each kind among those that are asked for."""
    found: dict[str, Met] = {}
    for one in met:
        endpoint, _ = route_of(walk.world.app, one.form.action, "POST")
        if is_asked(one):
            found.setdefault(endpoint, one)
    return list(found.values())


def ended(walk: Walk, name: str, way: str) -> FlaskClient:
    """Return a browser in which somebody's session has ended while they wrote."""
    client = walk.world.sign_in(name)
    if way == "cookies gone":
        client.delete_cookie("session")
    elif way == "signed out in another tab":
        token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/password").text)[0]
        client.post("/sign-out", data={"csrf_token": token})
    else:
        walk.world.admin.execute(WAYS[way])
    return client


def press(met: Met, client: FlaskClient, **headers: str) -> TestResponse:
    """Send a form from its page."""
    form = met.form
    told = {"Referer": HERE + form.page, "Origin": HERE, **headers}
    return client.post(
        form.action, data={**form.values(), "csrf_token": form.token()}, headers=told
    )


def differing(met: Met, page: TestResponse) -> list[str]:
    """Return a line where the form of a page does not hold what was written."""
    form = met.form
    forms, _ = read_forms(page.text, form.page)
    same = [one for one in forms if one.action == form.action and one.hidden() == form.hidden()]
    if any(one.values() == form.values() for one in same):
        return []
    return [f"{met}: {form.values()} became {[one.values() for one in same]}"]
