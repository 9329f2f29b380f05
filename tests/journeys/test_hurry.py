"""A verdict that is pressed while the words before it are still under way."""

import re
import time

from playwright.sync_api import Browser, Route, expect

from tests.journeys.conftest import Portal, visiting
from tests.journeys.test_keyboard import find_largest

SLOW_SECONDS = 1.5


def test_ones_own_words_are_not_taken_for_another_persons(browser: Browser, portal: Portal) -> None:
    analysis, slug, address = find_largest(portal)
    with visiting(browser, portal) as visit:
        visit.sign_in(address)
        page = visit.open(f"/o/{slug}/analyses/{analysis}/review")
        page.route(re.compile(r"/review/words$"), linger)
        note = page.locator("form#words [name=text]")
        note.fill("Say how you know.")
        note.blur()
        expect(page.locator("form#words [data-save-state=saving]")).to_be_visible()
        note.press_sequentially(" Then send it again.")
        page.locator("button[formaction$='/change-request']").click()
        # Not every step has a word yet: the same page comes back, with all that was written.
        expect(page.locator("[data-error-summary]")).to_be_visible(timeout=20_000)
        expect(page.locator("[data-conflict]")).to_have_count(0)
        expect(page.locator("form#words [name=text]")).to_have_value(
            "Say how you know. Then send it again."
        )


def linger(route: Route) -> None:
    """Let the portal answer, but late."""
    answer = route.fetch()
    time.sleep(SLOW_SECONDS)
    route.fulfill(response=answer)
