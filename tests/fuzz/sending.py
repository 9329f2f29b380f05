"""Sends one input and says what is wrong with the answer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.forms.crawl import route_of, within
from tests.forms.filling import Filler
from tests.forms.pages import Control, Page, read_page
from tests.forms.walk import Person, Walk
from tests.fuzz.inputs import Input, Known

REFUSED = (409, 422)
UNKEPT = ("file", "password", "hidden", "button")


@dataclass
class Sender:
    """Everybody's browsers, and a count of what they were answered."""

    walk: Walk
    known: Known
    filler: Filler
    answers: Counter[str] = field(default_factory=Counter)

    def send(self, sent: Input) -> Iterator[str]:
        """Yield what is wrong with the answer to an input."""
        person = next(one for one in self.walk.people if one.name == sent.person)
        endpoint, _ = route_of(self.walk.world.app, sent.path, sent.method)
        values = self._values(sent, person, endpoint)
        answer = self._open(person, sent, values)
        if answer is None:
            yield "nothing was answered"
            return
        self.answers[f"{answer.status_code // 100}xx"] += 1
        yield from self._wrong(answer)
        if answer.status_code in REFUSED and sent.form and "html" in answer.mimetype:
            yield from _lost(sent, values, read_page(answer.text, sent.path))
        if answer.status_code in range(300, 400):
            landing = person.browser.client.get(within(answer.headers["Location"]))
            yield from (f"{wrong} behind the redirect" for wrong in self._wrong(landing))
        if sent.method not in ("GET", "HEAD", "OPTIONS") and answer.status_code < 400:
            self.walk.kept.restore()

    def _values(self, sent: Input, person: Person, endpoint: str) -> MultiDict[str, Any]:
        if sent.form is None:
            token = [("csrf_token", person.token)] if sent.body is None else []
            return MultiDict([*sent.data, *token])
        filled = self.filler.fill(sent.form, endpoint, self.filler.count)
        sound = {name: one for name, one in filled.data.items() if name not in sent.spoilt}
        return MultiDict([*MultiDict(sound).items(multi=True), *sent.data])

    def _open(
        self, person: Person, sent: Input, values: MultiDict[str, Any]
    ) -> TestResponse | None:
        client = person.begin()
        headers = {"X-CSRFToken": person.token} | sent.headers
        query: Any = sent.query
        if sent.form and sent.method == "GET":
            query, values = values, MultiDict()
        try:
            return client.open(
                sent.path,
                method=sent.method,
                query_string=MultiDict(query) if query else None,
                data=values if sent.body is None else sent.body,
                headers=headers,
            )
        except Exception as fault:  # noqa: BLE001  whatever it is, nobody would get an answer
            self.answers[repr(fault)[:120]] += 1
            return None

    def _wrong(self, answer: TestResponse) -> Iterator[str]:
        if answer.status_code >= 500:
            yield f"answered {answer.status_code}"
        if "Fuzz" in answer.headers:
            yield "a header was planted"
        if "html" in (answer.mimetype or ""):
            planted = _Planted()
            planted.feed(answer.text)
            yield from (f"planted {one}" for one in planted.found)


class _Planted(HTMLParser):
    """Finds what was written as words and came out as markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag or an attribute that no template has."""
        if tag == "fuzz":
            self.found.add("a tag")
        for name, value in attrs:
            if name == "onfuzz":
                self.found.add("an attribute")
            if name in ("href", "src", "action") and (value or "").startswith("javascript:"):
                self.found.add("a link that runs")


def _lost(sent: Input, values: MultiDict[str, Any], page: Page) -> Iterator[str]:
    assert sent.form is not None
    for control in sent.form.written:
        if control.kind in UNKEPT:
            continue
        for value in values.getlist(control.name):
            # What is spoilt may be refused for good; a second value of a field that takes one is.
            if (control.name, value) in sent.data:
                continue
            # A page that asks which of two texts holds does not ask where both are the same.
            if not (_stands(page, control, str(value)) or control.says(str(value))):
                yield f"{control.stem} is not kept"


def _stands(page: Page, control: Control, value: str) -> bool:
    fields = [one for form in page.forms for one in form.controls if one.name == control.name]
    return value in page.words or any(one.says(value) for one in fields)
