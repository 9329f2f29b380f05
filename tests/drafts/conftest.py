"""A loaded demo, walked as everybody in it, and every form that is met on the way."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.demo.load import load, read_story
from portal.extensions import limiter
from tests.conftest import EMPTY
from tests.drafts.pages import SentForm, read_forms
from tests.world import let_in

PEOPLE = (
    *("manager@lake.example", "writer@lake.example", "writer@dawn.example", "manager@road.example"),
    *("coach1@dnhc.example", "coach2@dnhc.example", "leadership@ccc.example"),
    *("coordinator@ccc.example", "admin@ccc.example"),
)
# Pages that differ by ids alone hold the same forms: so many of each are looked at.
OF_A_KIND = 3


@dataclass(frozen=True)
class Met:
    """A form and the person who met it."""

    person: str
    form: SentForm

    def __str__(self) -> str:
        return f"{self.person} {self.form.page} -> {self.form.action}"


@dataclass(frozen=True)
class Demo:
    """The portal with the demo in it, as people meet it: forms need their tokens."""

    app: Flask
    admin: psycopg.Connection[Any]

    def sign_in(self, address: str, client: FlaskClient | None = None) -> FlaskClient:
        """Return a browser in which somebody has signed in, just now."""
        client = client or self.app.test_client()
        row = self.admin.execute(
            "SELECT fs_uniquifier FROM people WHERE email = %s", [address]
        ).fetchone()
        assert row is not None
        with client.session_transaction() as session:
            session.clear()
        let_in(client, self.admin, row[0])
        return client

    def walk(self, person: str) -> Iterator[SentForm]:
        """Yield the forms of every page that a person can come to, one of each kind."""
        client, met = self.sign_in(person), set[tuple[str, ...]]()
        waiting, known, seen = ["/", "/password"], {"/", "/password"}, Counter[str]()
        while waiting:
            page = waiting.pop(0)
            seen[kind_of(page)] += 1
            if seen[kind_of(page)] > OF_A_KIND:
                continue
            forms, links = open_page(client, page)
            yield from (form for form in forms if form.signature not in met)
            met |= {form.signature for form in forms}
            waiting += [link for link in dict.fromkeys(links) if link not in known]
            known |= set(links)


def open_page(client: FlaskClient, page: str) -> tuple[list[SentForm], list[str]]:
    """Return the forms of a page and the addresses that it leads to."""
    answer = client.get(page, follow_redirects=True)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return [], []
    forms, links = read_forms(answer.text, answer.request.full_path.rstrip("?"))
    found = [urlsplit(urljoin(answer.request.path, link)) for link in links]
    return forms, [
        one.path + (f"?{one.query}" if one.query else "") for one in found if not one.netloc
    ]


def kind_of(page: str) -> str:
    """Return what is the same for pages that differ by ids alone."""
    return re.sub(r"\d+", "N", page)


@pytest.fixture(scope="package")
def demo(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Demo]:
    """Load the demo once for all tests of this folder."""
    with built_app.app_context():
        load(read_story())
    enabled, limiter.enabled = limiter.enabled, False
    built_app.config["WTF_CSRF_ENABLED"] = True
    yield Demo(built_app, admin)
    built_app.config["WTF_CSRF_ENABLED"] = False
    limiter.enabled = enabled
    admin.execute(EMPTY)


@pytest.fixture(scope="package")
def met(demo: Demo) -> list[Met]:
    """Return every form with words in it of everybody in the demo."""
    return [
        Met(person, form)
        for person in PEOPLE
        for form in demo.walk(person)
        if form.written and form.action not in ("/password", "/language")
    ]
