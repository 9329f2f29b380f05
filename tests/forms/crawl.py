"""Goes from link to link as one person of the cast, and keeps every page that it meets."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.forms.pages import Form, Page, read_page

FOUND, MOVED = 200, range(300, 400)
MOST_REDIRECTS = 5


@dataclass
class Followed:
    """What one address answered: the status at the end of its redirects, and where that was."""

    status: int
    address: str
    html: str = ""

    @cached_property
    def page(self) -> Page:
        """Return what the page holds, read when somebody asks."""
        return read_page(self.html, self.address)


@dataclass
class Browser:
    """A person's browser that follows redirects within the portal."""

    client: FlaskClient

    def get(self, address: str) -> Followed:
        """Return what stands at an address."""
        return self.follow(self.client.get(address), address)

    def follow(self, answer: TestResponse, address: str) -> Followed:
        """Return what an answer leads to."""
        for _ in range(MOST_REDIRECTS):
            if answer.status_code not in MOVED:
                break
            address = within(urljoin(address, answer.headers["Location"]))
            answer = self.client.get(address)
        html = answer.text if answer.mimetype == "text/html" else ""
        return Followed(answer.status_code, address, html)


@dataclass
class Crawl:
    """Every page that a person can come to by links, by address; and who links where.

    With `most`, only so many pages of each kind are opened.
    """

    app: Flask
    browser: Browser
    most: int = 0
    pages: dict[str, Followed] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    links: int = 0
    opened: Counter[str] = field(default_factory=Counter)

    def go(self, starts: Iterable[str]) -> None:
        """Follow all links from `starts` on."""
        waiting = deque(starts)
        while waiting:
            address = waiting.popleft()
            if address in self.pages or not self._is_wanted(address):
                continue
            found = self.pages[address] = self.browser.get(address)
            for link in found.page.links:
                self.links += 1
                target = within(urljoin(found.address, link))
                if target and target not in self.origins:
                    self.origins[target] = address
                    waiting.append(target)

    def leave_out(self, is_other: Callable[[Form], bool]) -> None:
        """Forget forms that are others than those that are asked for."""
        for found in self.pages.values():
            found.page.forms = [form for form in found.page.forms if not is_other(form)]

    def _is_wanted(self, address: str) -> bool:
        endpoint, _ = route_of(self.app, address, "GET")
        self.opened[endpoint] += 1
        return not self.most or self.opened[endpoint] <= self.most

    def forms(self) -> Iterable[Form]:
        """Return every form of every page."""
        for found in self.pages.values():
            yield from found.page.forms


def within(link: str) -> str:
    """Return the path and query of an address of the portal; nothing for one outside."""
    parts = urlsplit(link)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "localhost"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


@lru_cache(maxsize=100_000)
def route_of(app: Flask, address: str, method: str) -> tuple[str, Mapping[str, str]]:
    """Return the endpoint behind an address and the words, not ids, that its address carries."""
    try:
        endpoint, values = app.url_map.bind("").match(urlsplit(address).path, method=method)
    except (HTTPException, RequestRedirect):
        return "", {}
    words = {name: one for name, one in values.items() if isinstance(one, str)}
    return endpoint, {name: one for name, one in words.items() if not re.search(r"\d", one)}
