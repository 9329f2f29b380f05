"""The grown network, and what of it can be sent."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.forms.crawl import route_of, within
from tests.forms.filling import Filler
from tests.forms.opening import open_world
from tests.fuzz.inputs import Known
from tests.fuzz.sending import Sender
from tests.isolation.asking import listening

PEOPLE = ("lotus_manager", "lotus_viewer", "coach", "administrator", "stranger", "nobody")
OF_EACH_PAGE, OF_EACH_FORM = 2, 2
OUTSIDE = ("static", "security.static")
# Numbers and words of addresses that no table has.
WORDS = {
    "step": ("1", "2", "7"), "number": ("1", "2"), "kind": ("divider", "option", "forum"),
    "rule": ("DC1", "DC8"), "key": ("ngo", "coach", "commitment"), "format": ("pdf", "xlsx"),
    "locale": ("en", "km"), "organisation": ("lotus", "river"), "slug": ("lotus", "kapok"),
}  # fmt: skip
TABLES = {
    "analysis": "analyses", "project": "projects", "comment": "comments", "file": "files",
    "report": "reports", "workshop": "workshops", "session": "coaching_sessions", "wish":
    "coach_requests", "assignment": "coach_assignments", "line": "coach_events", "event": "events",
    "day": "event_days", "item": "agenda_items", "row": "factors",
    "registration": "registrations", "invited": "organisations",
    "invitation": "invitations", "person": "people", "coach": "people", "role": "network_roles",
    "move": "review_moves", "question": "saved_questions",
}  # fmt: skip


@pytest.fixture(scope="package")
def sender(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Sender]:
    """Return what sends inputs, and knows what they can be made from."""
    with listening(built_app) as heard, open_world(built_app, admin, PEOPLE, OF_EACH_PAGE) as walk:
        forms, seen = [], {}
        for person in walk.people:
            for form in person.crawl.forms():
                address = within(form.address)
                endpoint, _ = route_of(built_app, address, form.method.upper())
                key = (endpoint, *sorted(one.stem for one in form.controls))
                seen[key] = seen.get(key, 0) + 1
                if endpoint and seen[key] <= OF_EACH_FORM:
                    forms.append((person.name, address, form))
        rules = [one for one in built_app.url_map.iter_rules() if one.endpoint not in OUTSIDE]
        names = sorted(heard | {one.name for _, _, form in forms for one in form.controls})
        known = Known(PEOPLE, forms, rules, names, WORDS | _ids(admin))
        yield Sender(walk, known, Filler())


def _ids(admin: psycopg.Connection[Any]) -> dict[str, list[str]]:
    found = {}
    for name, table in TABLES.items():
        rows = admin.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 8").fetchall()
        found[name] = [str(id_) for (id_,) in rows] or ["1"]
    return found
