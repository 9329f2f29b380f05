"""Every form with a whole body: foreign ids, no token, viewers, what no form should hold."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.isolation.asking import listening
from tests.isolation.conftest import Network
from tests.isolation.whole_forms import ready, sound, walk
from tests.walk.wall import OWNED

FOREIGN = {"manager@lake.example": "MILL", "coach1@dnhc.example": "DAWN"}
# What `ready` sets is not compared.
IGNORED = {"analyses": "- 'state'", "files": "- 'removed_at'"}
FEWEST_TAKEN = 12
# Everybody marks for themselves what they have seen.
OWN_MARKS = ("/o/<organisation>/news/seen",)
FINE = (302, 303, 400, 403, 404, 409, 422)
Asked = dict[str, list[str]]
IDS = re.compile(r"<int:(?!step|number)(\w+)>")


@pytest.fixture(scope="module")
def asked(network: Network) -> Asked:
    """Return the names of the fields that each view asks for, by method and rule."""
    found = {}
    for rule, method, person in walk(network):
        client = network.sign_in(person)
        with listening(network.app) as heard:
            _send(client, network.address(rule, "LAKE"), method, {"x": "x"})
            found[f"{method} {rule.rule}"] = sorted(heard - {"x", "csrf_token", "auth_token"})
    return found


@pytest.fixture
def viewer(network: Network) -> Iterator[FlaskClient]:
    """Return the browser of somebody who is a viewer of LAKE for this test."""
    network.admin.execute(
        "INSERT INTO memberships (organisation_id, person_id, role) "
        "SELECT o.id, p.id, 'viewer' FROM organisations o, people p "
        "WHERE o.acronym = 'LAKE' AND p.email = 'stranger@nowhere.example'"
    )
    yield network.sign_in("stranger@nowhere.example")
    network.admin.execute("DELETE FROM memberships WHERE role = 'viewer'")


def test_views_ask_for_fields(asked: Asked) -> None:
    assert {"title", "how", "rank"} <= set(
        asked["POST /o/<organisation>/analyses/<int:analysis>/rows/<kind>"]
    )


def test_a_form_without_its_token_changes_nothing(network: Network) -> None:
    before, told = _digests(network, ""), []
    network.app.config["WTF_CSRF_ENABLED"] = True
    try:
        for rule, person in _posts(network):
            status = _send(network.sign_in(person), network.address(rule, "LAKE"), "POST", {})
            told += [f"{rule.rule}: {status}"] if status not in (400, 404, 409) else []
    finally:
        network.app.config["WTF_CSRF_ENABLED"] = False
    assert told == []
    assert _digests(network, "") == before


def test_ids_of_others_in_whole_forms_change_nothing(network: Network, asked: Asked) -> None:
    told = []
    for rule, person in _posts(network):
        if not IDS.search(rule.rule) or person not in FOREIGN:
            continue
        client, other = network.sign_in(person), FOREIGN[person]
        before = _rows_of(network, other)
        for path in _with_ids_of(network, rule, other):
            ready(network, person)
            status = _send(client, path, "POST", sound(rule, asked[f"POST {rule.rule}"]))
            told += [f"{path}: {status}"] if status not in FINE else []
        told += [rule.rule] if _rows_of(network, other) != before else []
    assert told == []


def test_a_viewer_changes_nothing(network: Network, asked: Asked, viewer: FlaskClient) -> None:
    before, told = _rows_of(network, "LAKE"), []
    for rule, _person in _posts(network):
        if rule.rule.startswith("/o/"):
            body = sound(rule, asked[f"POST {rule.rule}"])
            status = _send(viewer, network.address(rule, "LAKE"), "POST", body)
            may = rule.rule in OWN_MARKS and status == 303
            told += [f"{rule.rule}: {status}"] if status != 403 and not may else []
    assert told == []
    after = _rows_of(network, "LAKE")
    # Words that were refused are kept for whoever wrote them.
    assert after.pop("drafts") != before.pop("drafts")
    assert after == before


def test_many_whole_forms_are_taken(network: Network, asked: Asked) -> None:
    taken = 0
    for rule, person in _posts(network):
        ready(network, person)
        body = sound(rule, asked[f"POST {rule.rule}"])
        taken += _send(network.sign_in(person), network.address(rule, "LAKE"), "POST", body) == 303
    assert taken >= FEWEST_TAKEN, taken


def _posts(network: Network) -> Iterator[tuple[Rule, str]]:
    yield from ((rule, person) for rule, method, person in walk(network) if method == "POST")


def _send(client: FlaskClient, path: str, method: str, body: dict[str, str]) -> int:
    sent: dict[str, Any] = {"query_string": body} if method == "GET" else {"data": body}
    try:
        return client.open(path, method=method, **sent).status_code
    except Exception as fault:  # noqa: BLE001  whatever it is, nobody would get an answer
        print(repr(fault)[:300])  # noqa: T201  shown with the failure
        return 500


def _with_ids_of(network: Network, rule: Rule, other: str) -> Iterator[str]:
    """Yield addresses in which one id after the other is one of another organisation."""
    for name in IDS.findall(rule.rule):
        mixed = re.sub(rf"<int:{name}>", "{other}", rule.rule)
        foreign = network.address(_Rule(f"<int:{name}>"), other)  # type: ignore[arg-type]
        yield network.address(_Rule(mixed), "LAKE").replace("{other}", foreign)  # type: ignore[arg-type]


class _Rule:
    def __init__(self, rule: str) -> None:
        self.rule = rule


def _rows_of(network: Network, acronym: str) -> dict[str, str]:
    return _digests(
        network,
        f"WHERE organisation_id = (SELECT id FROM organisations WHERE acronym = '{acronym}')",
    )


def _digests(network: Network, where: str) -> dict[str, str]:
    return {table: _digest(network, table, where) for table in OWNED}


def _digest(network: Network, table: str, where: str) -> str:
    row = network.admin.execute(
        "SELECT md5(coalesce(string_agg(one, '' ORDER BY one), '')) FROM "
        f"(SELECT (to_jsonb(t) {IGNORED.get(table, '')})::text AS one FROM {table} t {where}) s"
    ).fetchone()
    assert row is not None
    return str(row[0])
