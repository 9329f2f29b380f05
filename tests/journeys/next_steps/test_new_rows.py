"""A row just begun: the button below it leads to its next question, without a new page."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal, visiting
from tests.journeys.next_steps.test_four_questions import draw


def test_the_button_leads_into_a_row_just_begun(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360) as visit:
        page = draw(visit)
        page.goto(page.url.removesuffix("/picture") + "/steps/1")
        form = page.locator("form[data-autosave]").first
        first = form.locator("textarea:visible").first
        first.fill("Two villages above the lake")
        first.blur()
        expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=15_000)
        page.locator("[data-part=way-on] .button--primary").click()
        page.wait_for_url(re.compile(r"#row-\d+-\w+$"))
        named = page.locator(f"#{page.url.partition('#')[2]}")
        expect(named).to_be_focused()
        row, _, field = page.url.partition("#")[2].rpartition("-")
        assert named.evaluate("one => one.closest('.row').id") == row
        expect(page.locator(f"label[for={row}-{field}]")).to_have_count(1)
        expect(page.locator("[id^=row-new], [for^=row-new]")).to_have_count(0)
