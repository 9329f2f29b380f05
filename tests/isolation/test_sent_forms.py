"""Every form with a whole body: foreign ids, no token, viewers, what no form should hold."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.gate import label_of
from portal.permissions import GRANTS, Role
from tests.isolation.asking import listening
from tests.isolation.conftest import Network
from tests.walk.wall import OWNED

MANAGER, COACH, ADMINISTRATOR = "manager@lake.example", "coach1@dnhc.example", "admin@ccc.example"
FOREIGN = {"manager@lake.example": "MILL", "coach1@dnhc.example": "DAWN"}
# What would be taken, by the name of the field; other fields are words.
SOUND: dict[str, str] = {
    **dict.fromkeys(("days", "hours", "women", "number", "rank", "capacity"), "1"),
    **dict.fromkeys(("men", "undisclosed", "version", "seen", "row_id"), "0"),
    **dict.fromkeys(("starts_on", "held_on", "observed_on", "changed_on"), "2026-01-05"),
    **dict.fromkeys(("ends_on", "next_on", "due_on", "row_kind", "field", "token"), ""),
    "role": "writer",
    "scope": "project",
    "stage": "introductory",
    "state": "shortlisted",
    "email": "new@nowhere.example",
    "locale": "en",
    "visibility": "coach",
    "step": "2",
    "mode": "visit",
    "level": "solid",
    "category": "systems_institutions",
    "effect": "1",
    "back": "/",
    "shortcuts": "on",
    "format": "pdf",
    "sector": "",
    "answer": "very",
}
# They would take away what the others need.
LAST = ("security.", "static", "projects.ending", "projects.pause", "organisations.remove")
WORST = {
    "signs": "a\x00b\u202e\u0301\u200b",
    "a huge number": "9" * 30,
    "a number too large for a column": "3000000000",
}
# What `_ready` sets is not compared.
IGNORED = {"analyses": "- 'state'", "files": "- 'removed_at'"}
FEWEST_TAKEN = 12
FINE = (302, 303, 400, 403, 404, 409, 422)
Asked = dict[str, list[str]]
IDS = re.compile(r"<int:(?!step|number)(\w+)>")


@pytest.fixture(scope="module")
def asked(network: Network) -> Asked:
    """Return the names of the fields that each view asks for, by method and rule."""
    found = {}
    for rule, method, person in _walk(network):
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
            _ready(network, person)
            status = _send(client, path, "POST", _sound(rule, asked[f"POST {rule.rule}"]))
            told += [f"{path}: {status}"] if status not in FINE else []
        told += [rule.rule] if _rows_of(network, other) != before else []
    assert told == []


def test_a_viewer_changes_nothing(network: Network, asked: Asked, viewer: FlaskClient) -> None:
    before, told = _rows_of(network, "LAKE"), []
    for rule, _person in _posts(network):
        if rule.rule.startswith("/o/"):
            body = _sound(rule, asked[f"POST {rule.rule}"])
            status = _send(viewer, network.address(rule, "LAKE"), "POST", body)
            told += [f"{rule.rule}: {status}"] if status != 403 else []
    assert told == []
    assert _rows_of(network, "LAKE") == before


@pytest.mark.parametrize("worst", WORST)
def test_the_worst_input_is_answered(network: Network, asked: Asked, worst: str) -> None:
    told = []
    for rule, method, person in _walk(network):
        names = asked[f"{method} {rule.rule}"]
        client, path = network.sign_in(person), network.address(rule, "LAKE")
        for body in _bodies(rule, names, WORST[worst]):
            _ready(network, person)
            status = _send(client, path, method, body)
            told += [f"{method} {path}: {status}"] if status >= 500 and status != 503 else []
    assert told == []


def test_many_whole_forms_are_taken(network: Network, asked: Asked) -> None:
    taken = 0
    for rule, person in _posts(network):
        _ready(network, person)
        body = _sound(rule, asked[f"POST {rule.rule}"])
        taken += _send(network.sign_in(person), network.address(rule, "LAKE"), "POST", body) == 303
    assert taken >= FEWEST_TAKEN, taken


def _walk(network: Network) -> Iterator[tuple[Rule, str, str]]:
    with network.app.app_context():
        labels = {
            rule.endpoint: label_of(rule.endpoint) for rule in network.app.url_map.iter_rules()
        }
    for rule in network.app.url_map.iter_rules():
        if rule.endpoint.startswith(LAST):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method, _who(rule.rule, labels[rule.endpoint] or "")


def _posts(network: Network) -> Iterator[tuple[Rule, str]]:
    yield from ((rule, person) for rule, method, person in _walk(network) if method == "POST")


def _who(rule: str, label: str) -> str:
    if rule.startswith("/network/"):
        return ADMINISTRATOR
    is_coach = rule.startswith("/coach/") or label in GRANTS[Role.COACH] - GRANTS[Role.MANAGER]
    return COACH if is_coach else MANAGER


def _send(client: FlaskClient, path: str, method: str, body: dict[str, str]) -> int:
    sent: dict[str, Any] = {"query_string": body} if method == "GET" else {"data": body}
    try:
        return client.open(path, method=method, **sent).status_code
    except Exception as fault:  # noqa: BLE001  whatever it is, nobody would get an answer
        print(repr(fault)[:300])  # noqa: T201  shown with the failure
        return 500


def _ready(network: Network, person: str) -> None:
    state = "in_review" if person == COACH else "draft"
    network.admin.execute("UPDATE analyses SET state = %s WHERE state <> %s", [state, state])
    network.admin.execute("UPDATE files SET removed_at = NULL")


def _sound(rule: Rule, names: list[str]) -> dict[str, str]:
    body = {name: SOUND.get(re.sub(r"-\w+$", "", name), "Words") for name in names}
    if "workshops" in rule.rule:
        body |= {"kind": "introductory", "project": ""}
    if "coach-requests" in rule.rule:
        body |= {"category": "language"}
    return body


def _bodies(rule: Rule, names: list[str], worst: str) -> Iterator[dict[str, str]]:
    if not names:
        return
    yield dict.fromkeys(names, worst)
    sound = _sound(rule, names)
    words = [name for name in names if sound[name] in ("Words", "", "0")]
    if words:
        yield sound | dict.fromkeys(words, worst)


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
