"""What a row says of itself while one writes in it."""

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.writing import add_row, change_row

DIVIDER = {
    "how": "Those who can pay are served first.",
    "groups": "Families",
    "category": "experiences",
    "indicator": "Letters in a month",
}


def test_the_head_of_a_row_follows_its_words(browser: Browser, portal: Portal) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/2")
        add_row(page, "divider", DIVIDER)
        head = page.locator("details.row[open] > summary")
        expect(head.locator("[data-missing]")).to_be_visible()
        change_row(page, {"title": "Paying for what is free"})
        expect(head).to_contain_text("Paying for what is free")
        expect(head.locator("[data-missing]")).to_be_hidden()
        change_row(page, {"how": ""})
        expect(head.locator("[data-missing]")).to_be_visible()
        form = page.locator("form[data-autosave]").first
        form.locator("[name=title]").press_sequentially(" here")
        expect(form.locator("[data-save-state=older]")).to_be_visible()
        expect(form.locator("[data-save-state=saved]")).to_be_visible()


def test_words_wait_for_a_new_session_and_are_kept_then(browser: Browser, portal: Portal) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        address = f"/o/dawn/analyses/{dawn['analysis']}/steps/2"
        page = visit.open(address)
        other = Visit(portal, visit.context.new_page(), visit.context)
        other.open(address).click("form[action='/sign-out'] button")
        how = page.locator("form[data-autosave] [name=how]").first
        state = page.locator("form[data-autosave] [data-save-state]").first
        how.fill("Written while nobody was signed in.")
        expect(state).to_have_attribute("data-save-state", "waiting", timeout=15_000)
        other.sign_in("writer@dawn.example")
        expect(state).to_have_attribute("data-save-state", "saved", timeout=30_000)
        page.reload()
        expect(how).to_have_value("Written while nobody was signed in.")
