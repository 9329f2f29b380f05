"""What is sent: a form with some of its fields spoiled, or anything to any address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from werkzeug.routing import Rule

from tests.forms.pages import Form

# A page in which this stands as it was sent has opened a tag, or given one an attribute.
MARKUP = "\"'><fuzz onfuzz=1>{{7*7}}"
SPOILT = (
    *(MARKUP, f"</textarea>{MARKUP}", f"</script>{MARKUP}", "javascript:fuzz()", "&lt;fuzz&gt;"),
    *("", " ", "\u200b", "\u00a0", "\x00", "a\x00b", "\r\nFuzz: 1", "\n", "\t", "%", "%s", "\\"),
    *("0", "-1", "1", "99999999999", "9" * 400, "-" + "9" * 400, "1e999", "NaN", "Infinity"),
    *("0x10", "1.5", "1,5", "٣", "３", "²", "①", "᠐", "1_000", "+1", " 1 ", "true", "null", "[]"),
    *("2026-13-45", "0001-01-01", "9999-12-31", "2026-02-30", "-2026-01-01", "２０２６-01-01"),
    *("\u202e\u0301\u200b", "\ud7ff", "\ufffe", "\U0010ffff", "e\u0301" * 50, "ក\u17d2"),
    *("ខ្មែរ\u200bខ្មែរ", "a" * 300, "ក" * 5_000, "x" * 20_000, "../../etc/passwd", "/\\elsewhere"),
    *("//elsewhere.example", "'; DROP TABLE people; --", "a@b", "a@b.example", "\u200b@x.example"),
    *("ＡＢＣ＠ｂ.example", "divider", "context", "test", "option", "y", "on", "now"),
)  # fmt: skip
BODIES = (
    b"", b"[1]", b"{}", b'{"a": [1]}', b'"x"', b"null", b"true", b"1e999", b"{", b"\xff\xfe\x00",
    b"a=%FF%FE&b=%00", b"%", b"a&b&=c&&", b"<xml/>", b"--edge\r\n\r\n", b"[" * 2_000, b"a=" * 5_000,
)  # fmt: skip
TYPES = (
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data",
    "multipart/form-data; boundary=edge", "text/plain", "text/html; charset=utf-16", "", "\u00e9/x",
)  # fmt: skip
HEADERS = {
    "Accept": ("application/json", "text/html", "*/*;q=x", "", MARKUP),
    "Accept-Language": ("km", "en;q=x", "xx-" + "y" * 300, MARKUP, "*"),
    "X-Autosave": ("1", "0", MARKUP),
    "X-Requested-With": ("XMLHttpRequest",),
    "X-Forwarded-For": ("1.2.3.4", MARKUP, ", ,"),
    "Range": ("bytes=0-1", "bytes=9-1", "x"),
    "If-None-Match": ('"x"', "*", MARKUP),
    "If-Modified-Since": ("x", "Sat, 01 Jan 0000 00:00:00 GMT"),
    "Referer": (MARKUP, "http://elsewhere.example/"),
    "Origin": ("null", "http://elsewhere.example"),
    "Cookie": ("session=x", "session=..", "=;=;", MARKUP),
    "Authorization": ("Basic x", "Bearer x", "Basic \u00ff"),
    "Authentication-Token": ("x",),
}
METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "OPTIONS",
    "PUT",
    "DELETE",
    "PATCH",
    "FUZZ",
)
ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
Pairs = list[tuple[str, str]]


@dataclass
class Input:
    """One request; `form` is the form that it was made from, `spoilt` its fields that were."""

    person: str
    method: str
    path: str
    query: Pairs = field(default_factory=list)
    data: Pairs = field(default_factory=list)
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    form: Form | None = None
    spoilt: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Known:
    """What inputs are made from: people, their forms, routes, names of fields, ids by name."""

    people: Sequence[str]
    forms: Sequence[tuple[str, str, Form]]
    rules: Sequence[Rule]
    names: Sequence[str]
    values: dict[str, Sequence[str]]


def inputs(known: Known) -> SearchStrategy[Input]:
    """Return a strategy for everything that may be sent."""
    return st.one_of(_spoilt_forms(known), _spoilt_forms(known), _anything(known))


def _value() -> SearchStrategy[str]:
    # Letters that no UTF-8 can carry never come in as such; `BODIES` holds bytes that are none.
    words = st.text(st.characters(codec="utf-8"), max_size=12)
    return st.one_of(st.sampled_from(SPOILT), st.sampled_from(SPOILT), words)


def _headers() -> SearchStrategy[dict[str, str]]:
    pairs = st.sampled_from([(name, one) for name, many in HEADERS.items() for one in many])
    return st.one_of(st.just({}), st.lists(pairs, max_size=3).map(dict))


@st.composite
def _spoilt_forms(draw: DrawFn, known: Known) -> Input:
    person, path, form = draw(st.sampled_from(known.forms))
    names = [one.name for one in form.controls if one.name != "csrf_token"]
    spoilt = set(draw(st.lists(st.sampled_from(names), max_size=3))) if names else set()
    data = [(name, draw(_value())) for name in sorted(spoilt)]
    data += draw(st.lists(st.tuples(st.sampled_from(known.names), _value()), max_size=1))
    headers = draw(_headers())
    return Input(
        person, form.method.upper(), path, data=data, headers=headers, form=form, spoilt=spoilt
    )


@st.composite
def _anything(draw: DrawFn, known: Known) -> Input:
    rule = draw(st.sampled_from(known.rules))
    wanted: dict[str, str] = {}
    for converter, name in ARGUMENT.findall(rule.rule):
        right = st.sampled_from(known.values.get(name, ["1"]))
        odd = st.sampled_from(("0", "9" * 18, "9" * 40)) if converter == "int" else _value()
        wanted[name] = draw(st.one_of(right, right, right, odd))
    path = ARGUMENT.sub(lambda found: quote(wanted[found[2]], safe="/"), rule.rule)
    pairs = st.lists(st.tuples(st.sampled_from(known.names), _value()), max_size=4)
    sent = Input(draw(st.sampled_from(known.people)), draw(st.sampled_from(METHODS)), path)
    sent.query, sent.headers = draw(pairs), draw(_headers())
    if draw(st.booleans()):
        sent.body = draw(st.sampled_from(BODIES))
        sent.headers["Content-Type"] = draw(st.sampled_from(TYPES))
    else:
        sent.data = draw(pairs)
    return sent


def told(sent: Input) -> dict[str, Any]:
    """Return an input in short, to be read by people."""
    short = [(name, one[:40]) for name, one in (*sent.query, *sent.data)]
    return {"who": sent.person, "to": f"{sent.method} {sent.path}"[:120], "sent": short,
            "body": (sent.body or b"")[:40], "headers": sent.headers}  # fmt: skip
