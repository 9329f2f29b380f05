"""Rows, comments and answers that are written without a line reach the portal, each once."""

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal
from tests.journeys.offline.phone import (
    count,
    first_row,
    holding,
    reopen,
    settle,
    wait_for,
    write,
)

WRITER = "writer@dawn.example"
WORDS = "ក្រុមដែលចាំយូរ & two hours"


def test_a_row_written_without_a_line_is_sent_once_there_is_one(
    browser: Browser, portal: Portal
) -> None:
    analysis = portal.demo["organisations"]["DAWN"]["analysis"]
    step = f"/o/dawn/analyses/{analysis}/steps/2"
    with holding(browser, portal) as phone:
        phone.sign_in(WRITER)
        page = phone.open(f"{step}?new=1")
        settle(page)
        wait_for(page, "pages", 4)
        phone.context.set_offline(True)
        write(page, "title", WORDS)
        expect(first_row(page).locator("[data-save-state=waiting]")).to_contain_text(
            "kept on this phone", timeout=15_000
        )
        wait_for(page, "waiting", 1)
        phone = reopen(phone, step)
        page = phone.page
        expect(page.locator("main")).to_contain_text("You are offline")
        expect(page.locator("[data-notice=waiting]")).to_contain_text("1 row waits on this phone")
        phone.context.set_offline(False)
        expect(page.locator("[data-notice=sent]")).to_be_visible(timeout=15_000)
        assert count(page, "waiting") == 0
    found = portal.admin.execute(
        "SELECT count(*) FROM factors WHERE title = %s", [WORDS]
    ).fetchone()
    assert found == (1,)
