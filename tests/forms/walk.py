"""Sends every form that the cast can come to, and looks for each value where people look."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin

from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from tests.forms.crawl import Browser, Crawl, Followed, route_of, within
from tests.forms.exceptions import SHOWN_AS
from tests.forms.filling import Filled, Filler, turns_of
from tests.forms.finding import is_in_rows, is_on_page
from tests.forms.kept import Kept, Row
from tests.forms.pages import WORDS, Control, Form
from tests.walk.extent import SAMPLED
from tests.world import World

TAKEN, BROKEN = range(200, 400), 500
INSTANCES, PLACES, UNDOINGS = 4, 60, 3
# How often a form is sent, and on how many pages one that corrects it is looked for.
MOST_TURNS, CORRECTED_ON = (2, 8) if SAMPLED else (1_000, PLACES)
FRAMED = re.compile(r"/analyses/(\d+)/(rows/\w+(/\d+)?|options/\d+/tests)$")
ON_EVERY_PAGE = frozenset({"accounts.language", "accounts.shortcuts", "security.logout"})
Key = tuple[str, ...]


@dataclass
class Told:
    """What the walk has to tell: counts, what went wrong, and what was not found again where."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    not_kept: dict[str, str] = field(default_factory=dict)
    not_shown: dict[str, str] = field(default_factory=dict)
    corrected: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)


@dataclass
class Person:
    """One of the cast: their browser, and what they can come to in it."""

    name: str
    browser: Browser
    crawl: Crawl

    def __post_init__(self) -> None:
        if self.browser.client.get_cookie("session"):
            with self.browser.client.session_transaction() as session:
                session["fs_paa"] = time.time()  # when the password was given
        cookie = self.browser.client.get_cookie("session")
        self._cookie = cookie.value if cookie else ""
        tokens = (one for form in self.crawl.forms() for one in form.controls)
        self.token = next((one.value for one in tokens if one.name == "csrf_token"), "")

    def begin(self) -> FlaskClient:
        """Return the browser as it was when its owner had just signed in."""
        if self._cookie:
            self.browser.client.set_cookie("session", self._cookie)
        return self.browser.client


@dataclass
class Sent:
    """A form that was taken: what was filled in, where it led, which rows are others now."""

    person: Person
    form: Form
    endpoint: str
    filled: Filled
    landing: Followed
    rows: list[tuple[str, Row]]
    seen: list[Followed] = field(default_factory=list)


@dataclass
class Walk:
    """Everybody's forms, each sent until all its choices were taken, in a sample the first few."""

    world: World
    kept: Kept
    people: list[Person]
    filler: Filler = field(default_factory=Filler)
    told: Told = field(default_factory=Told)
    done: set[Key] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)

    def go(self) -> Told:
        """Send all forms of all people, those that are alike by whoever comes to them first."""
        for person in self.people:
            alike: dict[Key, list[Form]] = {}
            for form in person.crawl.forms():
                alike.setdefault(self._key(form), []).append(form)
            for key, forms in alike.items():
                if key not in self.done and key[0] and not _is_language_of(forms[0], key[0]):
                    self._send_all(person, key, forms)
        self.kept.restore()
        return self.told

    def _key(self, form: Form) -> Key:
        address = within(form.address)
        endpoint, words = route_of(self.world.app, address, form.method.upper())
        told = [one for name, one in words.items() if name != "organisation"]
        names = ",".join(sorted({one.stem for one in form.controls}))
        return (endpoint, form.method, *told, names, self._framework(address))

    def _framework(self, address: str) -> str:
        found = FRAMED.search(address)
        asked = "SELECT framework_version FROM analyses WHERE id = %s"
        return self.world.one(asked, found[1]) if found else ""

    def _send_all(self, person: Person, key: Key, forms: list[Form]) -> None:
        is_new = not any(known[:-1] == key[:-1] for known in self.done)
        self.done.add(key)
        if is_new:
            self.told.counts["forms"] += 1
            self.told.counts["fields"] += len({one.stem for one in forms[0].written})
        few = forms[:INSTANCES]
        # What a form takes is the same in each framework; whether it takes it is asked in each.
        for turn in range(min(max(map(turns_of, few)), MOST_TURNS) if is_new else 1):
            sent = self._send_one(person, key[0], few, turn)
            if sent and is_new and turn < 2:
                self._correct(sent)
                self._undo(sent, turn)

    def _send_one(self, person: Person, endpoint: str, forms: list[Form], turn: int) -> Sent | None:
        refusals = []
        for form in forms:
            self.kept.restore()
            person.begin()
            sent = self._send(person, form, endpoint, turn)
            if isinstance(sent, Sent):
                self._look_for_all(sent)
                return sent
            refusals.append(sent)
        self.told.faults.append(f"{person.name} at {forms[0].action}, turn {turn}: {refusals}")
        return None

    def _send(self, person: Person, form: Form, endpoint: str, turn: int) -> Sent | str:
        filled = self.filler.fill(form, endpoint, turn)
        client, address = person.browser.client, within(form.address)
        if form.method == "get":
            answer = client.get(address, query_string=filled.data)
        else:
            answer = client.post(address, data=filled.data)
        if answer.status_code >= BROKEN:
            self.told.faults.append(f"{endpoint}: {answer.status_code}, {filled.data}")
        if answer.status_code not in TAKEN:
            return f"{answer.status_code} {said_wrong(answer)}"
        self.told.sent.add(endpoint)
        landing = person.browser.follow(answer, answer.request.full_path.rstrip("?"))
        if landing.status not in TAKEN:
            self.told.faults.append(f"{endpoint} leads to {landing.address}: {landing.status}")
        return Sent(person, form, endpoint, filled, landing, self.kept.changed(), [landing])

    def _look_for_all(self, sent: Sent) -> None:
        for control, value in sent.filled.asked:
            name, count = f"{sent.endpoint} {control.stem}", self.told.counts
            count["choices" if control.choices else "values"] += 1
            if sent.form.method == "post":
                # What was chosen before need not make a row another.
                was_there = value in control.chosen and control.kind != "checkbox"
                is_kept = was_there or is_in_rows(control, value, sent.rows)
                count["found in the database"] += is_kept
                if not is_kept:
                    self.told.not_kept.setdefault(name, f"{value!r} of {sent.form.action}")
            if name in self.told.not_shown:
                continue
            where = self._look(sent, control, value)
            count[f"found in {where or 'no page'}"] += 1
            if not where:
                self.told.not_shown.setdefault(name, f"{value!r} of {sent.form.action}")

    def _look(self, sent: Sent, control: Control, value: str) -> str:
        name = f"{sent.endpoint} {control.stem}"
        for person, address in self._where(sent, self.places.get(name, "")):
            found = self._open(sent, person, address)
            before = person.crawl.pages.get(address)
            where = is_on_page(control, value, found, before)
            if where or SHOWN_AS.get(f"{name} {value}", "\n") in found.page.words:
                self.places[name] = self._place(person, address)
                return where or "words"
        return ""

    def _open(self, sent: Sent, person: Person, address: str) -> Followed:
        known = [one for one in sent.seen if one.address == address]
        if known and person is sent.person:
            return known[0]
        found = person.browser.get(address)
        sent.seen += [found] if person is sent.person else []
        return found

    def _where(self, sent: Sent, known: str) -> Iterator[tuple[Person, str]]:
        yield sent.person, sent.landing.address
        near = [sent.form.page]
        near += [within(urljoin(sent.landing.address, one)) for one in sent.landing.page.links]
        found = [(sent.person, one) for one in near if one]
        about = tuple(_homes(sent))
        found += [
            (person, address)
            for person in (sent.person, *self.people)
            for address in person.crawl.pages
            if address.startswith(about)
        ]
        unique = {(person.name, address): (person, address) for person, address in found}
        yield from self._likely(list(unique.values()), known)[:PLACES]

    def _likely(self, found: list[tuple[Person, str]], known: str) -> list[tuple[Person, str]]:
        """Return where it stood last time, then one page of each kind, then another of each."""
        ranks: Counter[str] = Counter()
        ranked = []
        for one in found:
            place = self._place(*one)
            ranked.append((place != known, ranks[place], one))
            ranks[place] += 1
        return [one for _, _, one in sorted(ranked, key=lambda rank: rank[:2])]

    def _place(self, person: Person, address: str) -> str:
        return f"{person.name} {route_of(self.world.app, address, 'GET')[0]}"

    def _correct(self, sent: Sent) -> None:
        """Write other words over those that were sent, wherever a form shows them again."""
        words = [value for control, value in sent.filled.asked if control.kind in WORDS]
        form = next(self._showing(sent, words), None) if words else None
        if form is None:
            return
        corrected = self._send(sent.person, form, self._key(form)[0], len(words))
        if isinstance(corrected, Sent):
            self._look_for_all(corrected)
            self.told.corrected.add(sent.endpoint)
            sent.landing = corrected.landing
        else:
            self.told.faults.append(f"{sent.endpoint} not corrected: {corrected}")

    def _showing(self, sent: Sent, words: list[str]) -> Iterator[Form]:
        written = [str(escape(word)) for word in words]
        for person, address in islice(self._where(sent, ""), CORRECTED_ON):
            if person is not sent.person:
                continue
            found = self._open(sent, person, address)
            if not any(word in found.html for word in written):
                continue
            for form in found.page.forms:
                if form.method == "post" and any(one.value in words for one in form.written):
                    yield form

    def _undo(self, sent: Sent, turn: int) -> None:
        """Press a button that has come with it, then one that has come with that."""
        known = {one.action for one in sent.person.crawl.forms()}
        pages = [sent.landing, *sent.seen]
        for _ in range(UNDOINGS):
            forms = [one for page in pages for one in self._buttons(page, sent, known)]
            if not forms:
                return
            form = forms[-turn]  # the first one, in the second turn the last one
            known.add(form.action)
            undone = self._send(sent.person, form, self._key(form)[0], 0)
            if isinstance(undone, Sent):
                self.told.undone.add(sent.endpoint)
                pages = [undone.landing]

    def _buttons(self, page: Followed, sent: Sent, known: set[str]) -> Iterator[Form]:
        for form in page.page.forms:
            is_new = form.action not in known or form.action.startswith(f"{sent.form.action}/")
            is_button = form.method == "post" and not form.written
            if is_button and is_new and self._key(form)[0] not in ON_EVERY_PAGE:
                yield form


def _address(form: Form) -> str:
    return within(urljoin(form.page, form.action))


def _is_language_of(form: Form, endpoint: str) -> bool:
    """Tell whether it is a form on its way through a change of language: see tests/drafts."""
    return endpoint == "accounts.language" and form.control("back") is None


def _homes(sent: Sent) -> Iterator[str]:
    """Yield the addresses of what the rows that changed belong to."""
    yield sent.form.action
    for table, row in sent.rows:
        for name in ("analysis", "project"):
            plural = {"analysis": "analyses", "project": "projects"}[name]
            if found := row.get("id") if table == plural else row.get(f"{name}_id"):
                yield f"/o/lotus/{plural}/{found}"


def said_wrong(answer: TestResponse) -> str:
    """Return what a refusal says."""
    found = re.findall(r'(?s)error-message"[^>]*>(.*?)</p>|<h1[^>]*>(.*?)</h1>', answer.text)
    return "; ".join(re.sub(r"<[^>]+>|\s+", " ", "".join(one)).strip() for one in found)[:300]
