"""A phone in somebody's hand: its line goes and comes, its browser is closed and opened again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.journeys.conftest import CHROMIUM, Portal, Visit, visiting

PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
PATIENCE = 5
ROW = "form[data-autosave]"
COUNT = """async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("portal");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const counts = {};
  for (const store of database.objectStoreNames) {
    counts[store] = await new Promise((resolve) => {
      const request = database.transaction(store).objectStore(store).getAllKeys();
      request.onsuccess = () => resolve(
        request.result.filter((id) => !id.startsWith("saved")).length
      );
    });
  }
  database.close();
  return counts;
}"""

HAS_WORKER = """async () =>
  !navigator.serviceWorker
  || (Boolean((await navigator.serviceWorker.getRegistration())?.active?.state === "activated")
    && Boolean(await caches.match("/offline")))"""


@contextmanager
def holding(browser: Browser, portal: Portal, **more: Any) -> Iterator[Visit]:
    """Open the browser of a phone."""
    with visiting(browser, portal, width=360, user_agent=PHONE, has_touch=True, **more) as visit:
        yield visit


@dataclass(frozen=True)
class Phone:
    """A phone whose browser is closed and opened again, with what it keeps in a folder."""

    browser: Browser
    portal: Portal
    folder: Path

    @contextmanager
    def open(self, *, is_offline: bool = False) -> Iterator[Visit]:
        """Start the browser; what it kept is there."""
        context = self.browser.browser_type.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking"],
            viewport={"width": 360, "height": 780},
            user_agent=PHONE,
            has_touch=True,
            locale="en",
            offline=is_offline,
        )
        try:
            yield Visit(self.portal, context.pages[0], context)
        finally:
            context.close()


def settle(page: Page) -> None:
    """Wait until the page keeps what is written, and its worker answers without a line."""
    expect(page.locator("html[data-keeps=on]")).to_be_attached(timeout=15_000)
    page.wait_for_function(HAS_WORKER, timeout=15_000)


def count(page: Page, store: str) -> int:
    """Count what this browser keeps of one kind."""
    found: dict[str, int] = page.evaluate(COUNT)
    return found.get(store, 0)


def wait_for(page: Page, store: str, number: int) -> None:
    """Wait until so many of one kind are kept, or more where pages are meant."""
    for _ in range(150):
        found = count(page, store)
        if found == number or (store == "pages" and found >= number):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{store}: {count(page, store)}, not {number}")


def first_row(page: Page) -> Locator:
    """Return the form of the row that is open."""
    return page.locator(ROW).first


def write(page: Page, name: str, words: str) -> None:
    """Type into a field of the open row."""
    first_row(page).locator(f"[name={name}]").fill(words)


def reopen(visit: Visit, path: str) -> Visit:
    """Close every page of this browser, and open one at `path`."""
    page = visit.context.new_page()
    for other in visit.context.pages:
        if other is not page:
            other.close()
    for _ in range(PATIENCE):
        try:
            page.goto(visit.portal.url + path)
            break
        except Error:  # a busy machine: the browser gave up on its worker before that had begun
            page.wait_for_timeout(1000)
    return Visit(visit.portal, page, visit.context)


def address_of(url: str) -> str:
    """Return the address of a page without the portal's own."""
    return re.sub(r"^https?://[^/]+", "", url).partition("#")[0]
