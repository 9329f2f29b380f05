"""Every field, query and body of every route, with what nobody should send: refused in words."""

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.analyses.kinds import KINDS
from portal.extensions import limiter
from tests.isolation.asking import listening
from tests.isolation.conftest import Network
from tests.isolation.whole_forms import MANAGER, ready, sound, walk
from tests.walk.extent import sample

ODD: dict[str, bytes] = {
    "nothing but space": b" ",
    "space of an office": "\u00a0".encode(),
    "signs that nobody sees": "\u202e\u0301\u200b".encode(),
    "a byte of nothing": b"a\x00b",
    "bytes that are no text": b"\xff\xfe",
    "half a letter": b"\xed\xa0\x80",
    "a number of 400 digits": b"9" * 400,
    "a number of 5,000 digits": b"9" * 5000,
    "a number below all": b"-" + b"9" * 400,
    "a number too large for a column": b"3000000000",
    "no number": b"sNaN",
    "beyond all numbers": b"1E+999999999",
    "a digit that is none": "²".encode(),
    "no date": b"9999-99-99",
    "the last date": b"9999-12-31",
    "the first date": b"0001-01-01",
    "lines and a header": b"a\r\nb\r\nSet-Cookie: a=b",
    "a pattern": b"%s%(a)s{0}{a}",
    "a list": b"[1]",
    "too many letters": "ក".encode() * 12_000,
}
# The rest is sent to single fields: each page costs its time.
TO_ALL_FIELDS = (
    *("nothing but space", "a byte of nothing", "half a letter", "a number of 400 digits"),
    *("a number too large for a column", "beyond all numbers", "the last date", "a pattern"),
)
ONE_IN = 8
FORM = "application/x-www-form-urlencoded"
OF_STRANGERS = ("/sign-in", "/reset", "/reset/guess", "/invitations/guess", "/language")
NAMED = re.compile(r'name="([\w-]+)"|[?&;](\w+)=')
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
Pairs = Iterable[tuple[str, bytes]]


class Way(NamedTuple):
    """A route as one person takes it: its address and the fields that it asks for."""

    rule: Rule
    method: str
    person: str
    path: str
    names: list[str]


@pytest.fixture(scope="module")
def ways(network: Network) -> list[Way]:
    """Return every route that asks for a field, those of rows once for each kind of row."""
    limiter.enabled = False  # or most would stop there
    return [
        Way(rule, method, person, path, names)
        for rule, method, person in walk(network)
        for path in paths_of(network, rule)
        if (names := names_at(network, method, person, path))
    ]


def paths_of(network: Network, rule: Rule) -> Iterator[str]:
    """Yield the addresses of a rule."""
    path = network.address(rule, "LAKE")
    yield path
    if "<kind>" in rule.rule:
        yield from (path.replace("/divider", f"/{kind}") for kind in KINDS if kind != "divider")


def names_at(network: Network, method: str, person: str, path: str) -> list[str]:
    """Return the names that a view asks for, and those in the forms and links of a page."""
    client = network.sign_in(person)
    with listening(network.app) as heard:
        answer = send(client, method, path, [("x", b"x")])
        found = {*heard}
    if answer.mimetype == "text/html":
        found |= {one or other for one, other in NAMED.findall(answer.text)}
    return sorted(found - {"x", "csrf_token", "auth_token", "viewport"})


def send(client: FlaskClient, method: str, path: str, body: Pairs) -> TestResponse:
    """Send a form, or ask with a query."""
    encoded = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in body)
    if method == "GET":
        return client.get(f"{path}?{encoded}")
    return client.open(path, method=method, data=encoded, content_type=FORM)


def faults(network: Network, way: Way, body: Pairs) -> list[str]:
    """Return the fault that a form meets, if any."""
    ready(network, way.person)
    try:
        answer = send(network.sign_in(way.person), way.method, way.path, body)
    except Exception as fault:  # noqa: BLE001  whatever it is, nobody would get an answer
        return [f"{way.method} {way.path}: {fault!r}"[:300]]
    is_fault = answer.status_code >= 500 and answer.status_code != 503
    is_planted = answer.headers.get("Set-Cookie", "").startswith("a=b")
    is_wrong = is_fault or is_planted or not says_first_that_it_failed(answer)
    return [f"{way.method} {way.path}: {answer.status_code}"] if is_wrong else []


def says_first_that_it_failed(answer: TestResponse) -> bool:
    """Tell whether a page that comes back with errors begins its title so."""
    if answer.status_code != HTTPStatus.UNPROCESSABLE_ENTITY or answer.mimetype != "text/html":
        return True
    title = answer.text.partition("<title>")[2]
    first = "កំហុស៖ " if '<html lang="km">' in answer.text else "Error: "
    return not title or title.startswith(first)


@pytest.mark.parametrize("odd", TO_ALL_FIELDS)
def test_every_field_at_once(network: Network, ways: list[Way], odd: str) -> None:
    # Every other kind in Khmer, so that both languages are met without twice the time.
    read_in(network, ("km", "en")[TO_ALL_FIELDS.index(odd) % 2])
    told = [
        fault
        for way in sample(ways, ONE_IN, odd)
        for fault in faults(network, way, [(name, ODD[odd]) for name in way.names])
    ]
    read_in(network, "en")
    assert told == []


def read_in(network: Network, locale: str) -> None:
    """Have everybody read in one language."""
    network.admin.execute("UPDATE people SET locale = %s", [locale])


def test_each_field_of_a_form_that_is_sound_otherwise(network: Network, ways: list[Way]) -> None:
    odd, told, sent = list(ODD), list[str](), 0
    for way in ways:
        fields = {name: value.encode() for name, value in sound(way.rule, way.names).items()}
        for name in way.names:
            sent += 1
            key = odd[sent % len(odd)]
            found = faults(network, way, (fields | {name: ODD[key]}).items())
            told += [f"{name} is {key}: {fault}" for fault in found]
    assert told == []
    assert sent > 300


def test_fields_twice_and_fields_that_nobody_asked_for(network: Network, ways: list[Way]) -> None:
    told = []
    for way in ways:
        fields = sound(way.rule, way.names)
        twice = [(name, value) for name in way.names for value in (fields[name].encode(), b" ")]
        numbered = [(f"{name}-{'9' * 30}", b"1") for name in (*way.names, "actions", "cell")]
        told += faults(network, way, [*twice, *numbered, ("", b""), ("\x00", b"\x00")])
    assert told == []


def test_no_route_reads_a_body_that_is_no_form(network: Network) -> None:
    told = []
    for name in (MANAGER, ""):
        client = network.sign_in(name)
        for rule in network.app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) & UNSAFE):
                answer = client.open(network.address(rule, "LAKE"), method=method, json=[1])
                if answer.status_code != 415 or "<h1>" not in answer.text:
                    told.append(f"{method} {rule.rule}: {answer.status_code}")
    assert told == []


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", OF_STRANGERS)
def test_forms_of_strangers(network: Network, path: str, odd: str) -> None:
    client = network.app.test_client()
    names = ("email", "password", "password_confirm", "name", "locale", "next", "back")
    answer = send(client, "POST", path, [(name, ODD[odd]) for name in names])
    assert answer.status_code in (200, 302, 303, 404, 422)
    assert says_first_that_it_failed(answer)
    assert send(client, "GET", path, [("next", ODD[odd])]).status_code in (200, 302, 404, 405)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "km;q=x, \u00e9, *;q=-1," + "a" * 5000},
        {"Cookie": "session=.eJw; session=\u00e9\u00e8; ;;=;" + "a" * 5000},
        {"Accept": "application/json;q=9, */*;q=x"},
        {"X-Autosave": "1", "Accept": "\u00e9"},
        {"Content-Type": "multipart/form-data"},
        {"Content-Type": "multipart/form-data; boundary=\u00e9"},
        {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
        {"X-Forwarded-For": "a, ,\u00e9", "Host": "\u00e9:x", "Referer": "\\\\"},
        {"If-None-Match": 'W/"', "If-Modified-Since": "x", "Range": "bytes=9-1,-"},
        {"Authorization": "Basic \u00e9", "Authentication-Token": "\u00e9"},
    ],
    ids=lambda headers: "-".join(headers),
)
def test_odd_headers(network: Network, headers: dict[str, str]) -> None:
    told = []
    for name in (MANAGER, ""):
        for path in ("/", "/sign-in", "/o/lake/", "/static/app.css", "/readyz"):
            for method in ("GET", "POST"):
                client = network.sign_in(name)
                answer = client.open(path, method=method, headers=headers, data=b"--a\r\n\xff")
                told += [f"{method} {path}: {answer.status_code}"] * (answer.status_code >= 500)
                answer.close()
    assert told == []
