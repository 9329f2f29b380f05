"""From four questions to sending, on a phone: the picture, then the button of each step."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.next_steps.test_fields_in_view import FIRST_FIELD
from tests.journeys.steps.test_heights import SCREEN
from tests.journeys.test_story import MANAGER
from tests.journeys.writing import ANALYSIS, add_row, change_row, write_cell

ANSWERS = {
    "title": "Wells for two villages",
    "place": "Pursat",
    "divides": "Who may use the well in the dry season",
    "connects": "They repair the road together",
}
VALUES = {step: (kind, values) for step, kind, values in ANALYSIS}
IN_ORDER = (2, 3, 4, 5, 6, 7, 1)
FIELD_TOP = "id => document.getElementById(id).closest('[data-field]').getBoundingClientRect().top"


def draw(visit: Visit) -> Page:
    """Answer the four questions and see the picture."""
    page = visit.sign_in(MANAGER)
    visit.open("/o/road/projects/start")
    for name, words in ANSWERS.items():
        page.fill(f"main [name={name}]", words)
    page.locator("main .button--primary").click()
    page.wait_for_url(re.compile(r"/picture$"))
    return page


def test_each_step_is_passed_once(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360) as visit:
        page = draw(visit)
        page.locator("main .button--primary").click()
        page.wait_for_url(re.compile(r"#row-\d+-how$"))
        named = page.url.partition("#")[2]
        expect(page.locator(f"#{named}")).to_be_focused()
        assert page.evaluate(FIELD_TOP, named) >= 0
        for step in IN_ORDER:
            page.wait_for_url(re.compile(rf"/steps/{step}\b"))
            write_step(page, step)
            button = page.locator("[data-part=way-on] .button")
            if step == IN_ORDER[-1]:
                expect(button).to_have_text("Check and send")
            button.click()
        page.wait_for_url(re.compile(r"/submission$"))
        expect(page.locator("form[action$='/submission'] button")).to_be_visible()


def test_each_step_of_a_new_draft_shows_its_first_field(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360) as visit:
        page = draw(visit)
        home = page.url.removesuffix("/picture")
        for step in range(1, 7):
            page.goto(f"{home}/steps/{step}")
            assert page.evaluate(FIRST_FIELD) < SCREEN, step


def test_going_back_changes_the_picture(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360) as visit:
        page = draw(visit)
        picture = page.url
        page.go_back()
        page.fill("main [name=title]", "Wells for three villages")
        visit.shoot("four-questions-back-360")
        # A browser that kept the page as it was sends it first, and is asked then.
        kept, change = (page.get_by_role("button", name=one) for one in ("Draw", "Change the"))
        if kept.count():
            kept.click()
        change.click()
        page.wait_for_url(picture)
        expect(page.locator("h1")).to_have_text("Wells for three villages")


def write_step(page: Page, step: int) -> None:
    """Write what a step asks, in the row that is there or in a new one."""
    if step == len(IN_ORDER):
        for place, note in enumerate(("All may drink", "As before", "Nothing changes")):
            write_cell(page, place, "2", note)
        return
    kind, values = VALUES[step]
    if page.locator("form[data-autosave]").count():
        change_row(page, values)
    else:
        add_row(page, kind, values)
