"""Every route as every person: nobody receives a word that is not theirs to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.demo.listing import list_demo
from portal.demo.load import load, read_story
from portal.demo.scopes import as_member
from portal.extensions import db
from portal.reports.jobs import compile_report
from portal.reports.period import Period
from portal.reports.services import request_report
from tests.conftest import EMPTY
from tests.isolation.canaries import canary, content_columns, plant, plant_coaching, plant_rest

WATCHED = ("CHEC", "APLE", "TPO")
EVERYBODY = ("CHEC", "APLE", "TPO", "ACT", "STT", "YRDP", "KCD")
# Whose words each person may read.
READERS: dict[str, tuple[str, ...]] = {
    "manager@chec.example": ("CHEC",),
    "writer@tpo.example": ("TPO",),
    "coach1@dnhc.example": ("CHEC", "APLE", "STT", "TPO"),
    "coach2@dnhc.example": ("TPO", "ACT"),
    "coordinator@ccc.example": (),
    "leadership@ccc.example": (),
    "admin@ccc.example": (),
    "stranger@nowhere.example": (),
    "": (),
}
SHARED_WORDS = {"step": "2", "kind": "divider", "rule": "DC1", "key": "commitment", "format": "pdf"}
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LIBRARY = ("security.", "static")
SIGN_IN = 302


@dataclass(frozen=True)
class Network:
    """A loaded demo with canaries, and the ids of objects by organisation."""

    app: Flask
    admin: psycopg.Connection[Any]
    ids: dict[str, dict[str, Any]]

    def sign_in(self, address: str) -> FlaskClient:
        """Return a browser in which the person of `address` has signed in; nobody for ""."""
        client = self.app.test_client()
        if address:
            row = self.admin.execute(
                "SELECT fs_uniquifier FROM people WHERE email = %s", [address]
            ).fetchone()
            assert row is not None
            with client.session_transaction() as session:
                session["_user_id"] = row[0]
        return client

    def address(self, rule: Rule, acronym: str, slug: str = "") -> str:
        """Return the address of a route for one organisation's objects, below `slug`'s name."""
        ids = self.ids[acronym]
        known = SHARED_WORDS | {
            **{name: str(value) for name, value in ids.items()},
            "organisation": slug or ids["slug"],
            "row": str(ids["factor"]),
            "number": "1",
            "locale": "en",
        }
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "1"), rule.rule)


@pytest.fixture(scope="module")
def network(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Network]:
    """Load the demo with canaries once for all tests of this file."""
    with built_app.app_context():
        load(plant(read_story()))
    _compile_reports(built_app, admin)
    admin.execute(
        "INSERT INTO nudge_dismissals (organisation_id, project_id, analysis_id, rule, row_kind,"
        " row_id, by) SELECT organisation_id, project_id, analysis_id, 'DC1', 'divider', id,"
        " updated_by FROM factors"
    )
    admin.execute(
        "INSERT INTO people (email, name, fs_uniquifier)"
        " VALUES ('stranger@nowhere.example', 'Stranger', 'stranger')"
    )
    plant_coaching(admin)
    plant_rest(admin)
    with built_app.app_context():
        ids: dict[str, dict[str, Any]] = list_demo()["organisations"]
    for acronym in ids:
        ids[acronym].setdefault("comment", 1)
        ids[acronym].setdefault("factor", 1)
        ids[acronym].setdefault("file", 1)
        ids[acronym]["report"] = _first(admin, "reports", acronym)
    yield Network(built_app, admin, ids)
    admin.execute(EMPTY)


def test_the_word_is_planted_in_every_content_column(network: Network) -> None:
    empty = [
        f"{column.table.name}.{column.name}"
        for column in content_columns()
        if not network.admin.execute(
            f"SELECT 1 FROM {column.table.name} WHERE {column.name}::text LIKE '%Kanari%' LIMIT 1"
        ).fetchone()
    ]
    assert empty == []


@pytest.mark.parametrize("person", READERS)
def test_nobody_receives_a_word_of_others(
    network: Network, person: str, capsys: pytest.CaptureFixture[str]
) -> None:
    client, told = network.sign_in(person), []
    for rule, method, acronym in _walk(network.app):
        if method == "POST" and acronym in READERS[person]:
            continue  # own things are changed in the tests of each feature
        path = network.address(rule, acronym)
        answer = client.open(path, method=method, data={"token": "t", "version": "1"})
        told += [f"{path}: {word}" for word in _leaks(answer, READERS[person])]
        told += [f"{path}: {answer.status_code}" for _ in range(answer.status_code >= 500)]
    assert told == []
    logged = capsys.readouterr()
    assert "Kanari" not in logged.out + logged.err


@pytest.mark.parametrize("person", [name for name in READERS if name])
def test_a_place_that_is_not_theirs_is_not_there(network: Network, person: str) -> None:
    client, seen = network.sign_in(person), []
    for rule, method, acronym in _walk(network.app):
        if not rule.rule.startswith("/o/") or acronym in READERS[person]:
            continue
        answer = client.open(network.address(rule, acronym), method=method)
        seen += [f"{method} {rule.rule} {acronym}"] if answer.status_code != 404 else []
    assert seen == []


def test_a_stranger_is_sent_to_sign_in_and_cannot_tell_what_exists(network: Network) -> None:
    client = network.sign_in("")
    for rule, method, acronym in _walk(network.app):
        if rule.rule.startswith(("/o/", "/coach/", "/network/")):
            answer = client.open(network.address(rule, acronym), method=method)
            unknown = client.open(network.address(rule, acronym, "no-such-place"), method=method)
            assert (rule.rule, answer.status_code) == (rule.rule, SIGN_IN)
            assert unknown.status_code == SIGN_IN


@pytest.mark.parametrize(
    ("person", "own"), [("manager@chec.example", "chec"), ("writer@tpo.example", "tpo")]
)
def test_ids_of_others_are_not_there_under_ones_own_name(
    network: Network, person: str, own: str
) -> None:
    client, seen = network.sign_in(person), []
    for rule, method, acronym in _walk(network.app):
        has_id = re.search(r"<int:(project|analysis|report|workshop)>", rule.rule)
        if not has_id or acronym in READERS[person]:
            continue
        data = {"token": "t", "version": "1", "reason": "r", "text": "t", "note": "n"}
        answer = client.open(network.address(rule, acronym, own), method=method, data=data)
        is_there = answer.status_code not in (403, 404)
        seen += [f"{method} {rule.rule}: {answer.status_code}"] if is_there else []
    assert seen == []


def _compile_reports(app: Flask, admin: psycopg.Connection[Any]) -> None:
    rows = admin.execute("SELECT id FROM organisations WHERE acronym = ANY (%s)", [list(WATCHED)])
    for (organisation,) in rows.fetchall():
        with app.app_context():
            as_member(0, organisation)
            report = request_report(organisation, YEAR, seen=0, by=None)
            db.session.commit()
            compile_report(organisation, report)


def _walk(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(LIBRARY):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for acronym in WATCHED:
                yield rule, method, acronym


def _leaks(answer: TestResponse, readable: tuple[str, ...]) -> list[str]:
    received = answer.get_data() + str(answer.headers).encode()
    return [
        canary(acronym)
        for acronym in EVERYBODY
        if acronym not in readable and canary(acronym).encode() in received
    ]


def _first(admin: psycopg.Connection[Any], table: str, acronym: str) -> int:
    row = admin.execute(
        f"SELECT t.id FROM {table} t JOIN organisations o ON o.id = organisation_id"
        " WHERE acronym = %s ORDER BY t.id",
        [acronym],
    ).fetchone()
    return row[0] if row else 1
