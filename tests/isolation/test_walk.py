"""Every route as every person: nobody receives a word that is not theirs to read."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.isolation.canaries import (
    PERSON,
    canary,
    content_columns,
    personal_columns,
    registered,
)
from tests.isolation.conftest import WATCHED, Network

ORGANISATIONS = (
    *("LAKE", "HILL", "ROAD", "MILL", "DAWN"),
    *("CHEC", "APLE", "TPO", "ACT", "STT", "YRDP", "KCD"),
)
PARTICIPANTS = tuple(registered(acronym) for acronym in ORGANISATIONS)
EVERYBODY = (*ORGANISATIONS, *PARTICIPANTS, PERSON)
# Whose words each person may read.
READERS: dict[str, tuple[str, ...]] = {
    "manager@lake.example": ("LAKE", registered("LAKE")),
    "writer@mill.example": ("MILL", registered("MILL")),
    "coach1@dnhc.example": ("LAKE", "ROAD", "MILL"),
    "coach2@dnhc.example": ("HILL", "MILL", "DAWN"),
    "coordinator@ccc.example": (PERSON, *PARTICIPANTS),
    "leadership@ccc.example": (),
    "admin@ccc.example": (PERSON, *PARTICIPANTS),
    "stranger@nowhere.example": (),
    "": (),
}
LIBRARY = ("security.", "static")
SIGN_IN = 302


def test_the_word_is_planted_in_every_content_column(network: Network) -> None:
    empty = [
        f"{column.table.name}.{column.name}"
        for column in [*content_columns(), *personal_columns()]
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
    for rule, method, acronym in _walk(network, client):
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
    for rule, method, acronym in _walk(network, client):
        if not rule.rule.startswith("/o/") or acronym in READERS[person]:
            continue
        answer = client.open(network.address(rule, acronym), method=method)
        seen += [f"{method} {rule.rule} {acronym}"] if answer.status_code != 404 else []
    assert seen == []


def test_a_stranger_is_sent_to_sign_in_and_cannot_tell_what_exists(network: Network) -> None:
    client = network.sign_in("")
    for rule, method, acronym in _walk(network, client):
        if rule.rule.startswith(("/o/", "/coach/", "/network/")):
            answer = client.open(network.address(rule, acronym), method=method)
            unknown = client.open(network.address(rule, acronym, "no-such-place"), method=method)
            assert (rule.rule, answer.status_code) == (rule.rule, SIGN_IN)
            assert unknown.status_code == SIGN_IN


@pytest.mark.parametrize(
    ("person", "own"), [("manager@lake.example", "lake"), ("writer@mill.example", "mill")]
)
def test_ids_of_others_are_not_there_under_ones_own_name(
    network: Network, person: str, own: str
) -> None:
    client, seen = network.sign_in(person), []
    for rule, method, acronym in _walk(network, client):
        has_id = re.search(r"<int:(project|analysis|report|workshop|registration)>", rule.rule)
        if not has_id or acronym in READERS[person]:
            continue
        data = {"token": "t", "version": "1", "reason": "r", "text": "t", "note": "n"}
        answer = client.open(network.address(rule, acronym, own), method=method, data=data)
        is_there = answer.status_code not in (403, 404)
        seen += [f"{method} {rule.rule}: {answer.status_code}"] if is_there else []
    assert seen == []


def _walk(network: Network, client: FlaskClient) -> Iterator[tuple[Rule, str, str]]:
    """Yield each rule, method and organisation, with the session as it began: else it grows."""
    session = client.get_cookie("session")
    for rule in network.app.url_map.iter_rules():
        if rule.endpoint.startswith(LIBRARY):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for acronym in WATCHED:
                client.delete_cookie("session")
                if session:
                    client.set_cookie("session", session.value)
                yield rule, method, acronym


def _leaks(answer: TestResponse, readable: tuple[str, ...]) -> list[str]:
    received = answer.get_data() + str(answer.headers).encode()
    words = [canary(one) for one in EVERYBODY if one not in readable]
    return [word for word in words if word.encode() in received]
