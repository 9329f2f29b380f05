"""The page of a report from the moment it is asked for until its files are there."""

import re

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal, visiting

HELD = "UPDATE reports SET state = 'running', progress = 40, lease_until = now() + '1 hour' "
DONE = "UPDATE reports SET state = 'done', progress = 100, lease_until = NULL, done_at = now() "


def test_the_page_says_what_is_once_the_report_is_ready(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in("manager@road.example")
        page = visit.open("/o/road/reports/")
        page.get_by_role("button", name="Make the report").click()
        page.wait_for_url(re.compile(r"/reports/\d+$"))
        report = int(page.url.rsplit("/", 1)[1])
        expect(page.get_by_text("Your report is ready")).to_be_visible(timeout=60_000)
        portal.admin.execute(f"{HELD} WHERE id = %s", [report])
        visit.open(f"/o/road/reports/{report}")
        shown = page.locator("main")
        expect(shown.locator(".tag").first).to_have_text("In preparation")
        expect(shown).to_contain_text("The report is being made")
        portal.admin.execute(f"{DONE} WHERE id = %s", [report])
        expect(page.locator("a[href*='/files/']").first).to_be_visible(timeout=10_000)
        expect(shown.locator(".tag").first).to_have_text("Ready")
        expect(shown).to_contain_text("Your report is ready")
        expect(shown).not_to_contain_text("The report is being made")
        expect(shown.locator("[data-renew]")).to_have_count(0)
