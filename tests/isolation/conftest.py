"""A loaded demo in which each organisation's words can be told from every other's."""

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

from portal.demo.listing import list_demo
from portal.demo.load import load, read_story
from portal.demo.scopes import as_member
from portal.extensions import db
from portal.reports.jobs import compile_report
from portal.reports.period import Period
from portal.reports.services import request_report
from tests.conftest import EMPTY
from tests.isolation.canaries import plant, plant_coaching, plant_rest, plant_stories
from tests.world import let_in

WATCHED = ("LAKE", "ROAD", "MILL")
SHARED_WORDS = {
    "step": "2",
    "kind": "divider",
    "rule": "DC1",
    "key": "commitment",
    "format": "pdf",
    "section": "seen",
}
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


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
            let_in(client, self.admin, row[0])
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


@pytest.fixture(scope="package")
def network(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Network]:
    """Load the demo with canaries once for all tests of this folder."""
    with built_app.app_context():
        load(plant(read_story()))
    _compile_reports(built_app, admin)
    admin.execute(
        "INSERT INTO hint_dismissals (organisation_id, project_id, analysis_id, rule, row_kind,"
        " row_id, by) SELECT organisation_id, project_id, analysis_id, 'DC1', 'divider', id,"
        " updated_by FROM factors"
    )
    admin.execute(
        "INSERT INTO people (email, name, fs_uniquifier)"
        " VALUES ('stranger@nowhere.example', 'Stranger', 'stranger')"
    )
    plant_coaching(admin)
    plant_stories(admin)
    plant_rest(admin)
    with built_app.app_context():
        ids: dict[str, dict[str, Any]] = list_demo()["organisations"]
    for acronym in ids:
        ids[acronym].setdefault("comment", 1)
        ids[acronym].setdefault("factor", 1)
        ids[acronym].setdefault("file", 1)
        ids[acronym]["report"] = _first(admin, "reports", acronym)
        ids[acronym]["registration"] = _first(admin, "registrations", acronym, "event_id = 1")
    yield Network(built_app, admin, ids)
    admin.execute(EMPTY)


def _compile_reports(app: Flask, admin: psycopg.Connection[Any]) -> None:
    rows = admin.execute("SELECT id FROM organisations WHERE acronym = ANY (%s)", [list(WATCHED)])
    for (organisation,) in rows.fetchall():
        with app.app_context():
            as_member(0, organisation)
            report = request_report(organisation, YEAR, seen=0, by=None)
            db.session.commit()
            compile_report(organisation, report)


def _first(admin: psycopg.Connection[Any], table: str, acronym: str, which: str = "true") -> int:
    row = admin.execute(
        f"SELECT t.id FROM {table} t JOIN organisations o ON o.id = organisation_id"
        f" WHERE acronym = %s AND {which} ORDER BY t.id",
        [acronym],
    ).fetchone()
    return row[0] if row else 1
