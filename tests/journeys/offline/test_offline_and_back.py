"""Rows, comments and answers that are written without a line reach the portal, each once."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit
from tests.journeys.offline.phone import (
    Phone,
    address_of,
    first_row,
    holding,
    reopen,
    settle,
    wait_for,
    write,
)
from tests.journeys.writing import say_more

TITLE, HOW = "ក្រុមដែលចាំយូរ & two hours", "Those who wait are told to come back."
ANSWER = "The elders decide, and they were asked."
ASKED = (
    "SELECT c.id, c.analysis_id, o.slug, c.step FROM comments c"
    " JOIN analyses a ON a.id = c.analysis_id JOIN organisations o ON o.id = a.organisation_id"
    " WHERE a.state = 'changes_requested' AND c.sent_at IS NOT NULL AND c.parent_id IS NULL"
    " AND c.resolved_at IS NULL AND c.row_kind = 'divider' ORDER BY c.id LIMIT 1"
)


def ask(portal: Portal, query: str, *values: Any) -> Any:
    """Return the first value that a query finds."""
    found = portal.admin.execute(query, values).fetchone()
    return found[0] if found else None


def test_everything_is_sent_once_after_a_closed_browser_and_an_ended_session(
    browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    comment, analysis, slug, number = portal.admin.execute(ASKED).fetchone() or (0, 0, "", 0)
    step, writer = f"/o/{slug}/analyses/{analysis}/steps/{number}", f"writer@{slug}.example"
    phone = Phone(browser, portal, tmp_path)
    with phone.open() as visit:
        visit.sign_in(writer)
        page = visit.open(step)
        settle(page)
        wait_for(page, "pages", 4)
        visit.context.set_offline(True)
        changed = change_open_row(page)
        begin_row(reopen(visit, f"{step}?new=1").page)
        answer(reopen(visit, step).page, comment)
    with phone.open(is_offline=True) as visit:
        see_what_waits(visit, step)
        come_back(visit, writer)
    assert ask(portal, "SELECT count(*) FROM factors WHERE title = %s", TITLE) == 1
    assert ask(portal, "SELECT how FROM factors WHERE id = %s", changed) == HOW
    assert ask(portal, "SELECT count(*) FROM comments WHERE body = %s", ANSWER) == 1


def see_what_waits(visit: Visit, step: str) -> None:
    """Open the step without a line: its words are in it, the others are counted."""
    page = visit.page
    page.goto(visit.portal.url + step)
    expect(page.locator("main")).to_contain_text("You are offline")
    expect(page.locator("[data-notice=waiting]")).to_contain_text("2 rows wait on this phone")
    expect(first_row(page).locator("[name=how]")).to_have_value(HOW)


def come_back(visit: Visit, writer: str) -> None:
    """Have a line again once the session has ended, and sign in."""
    page = visit.page
    visit.portal.admin.execute("DELETE FROM user_sessions")
    visit.context.set_offline(False)
    expect(first_row(page).locator("[data-save-state=waiting]")).to_contain_text("signed out")
    visit.sign_in(writer)
    settle(page)
    wait_for(page, "waiting", 0)
    visit.open("/account/kept")
    expect(page.locator("[data-waiting-list]")).to_contain_text("Nothing waits")


def change_open_row(page: Page) -> int:
    """Write in the row that is open; returns its id."""
    say_more(first_row(page))
    write(page, "how", HOW)
    wait_for(page, "waiting", 1)
    action = first_row(page).get_attribute("action") or ""
    return int(action.rpartition("/")[2])


def begin_row(page: Page) -> None:
    """Begin a row on a kept page."""
    write(page, "title", TITLE)
    wait_for(page, "waiting", 2)


def answer(page: Page, comment: int) -> None:
    """Answer a comment on a kept page."""
    form = page.locator(f"form[action$='/comments/{comment}/answers']")
    form.locator("textarea").fill(ANSWER)
    form.locator("button").click()
    expect(form).to_contain_text("kept on this phone")
    wait_for(page, "waiting", 3)


def test_a_row_that_was_removed_meanwhile_keeps_its_words(browser: Browser, portal: Portal) -> None:
    analysis = portal.demo["organisations"]["DAWN"]["analysis"]
    step = f"/o/dawn/analyses/{analysis}/steps/3"
    with holding(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(step)
        settle(page)
        row = change_open_row_offline(visit, page)
        portal.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [row])
        portal.admin.execute("UPDATE factors SET version = version + 1 WHERE id = %s", [row])
        visit = reopen(visit, "/offline")
        visit.context.set_offline(False)
        page = visit.open("/account/kept")
        card = page.locator("[data-entry]")
        expect(card).to_contain_text("This row was removed meanwhile", timeout=15_000)
        expect(card).to_contain_text(HOW)
        card.get_by_role("button", name="Add as a new row").click()
        expect(card).to_have_count(0, timeout=15_000)
    assert (
        ask(
            portal,
            "SELECT count(*) FROM factors WHERE how = %s AND removed_at IS NULL"
            " AND analysis_id = %s",
            HOW,
            analysis,
        )
        == 1
    )
    assert ask(portal, "SELECT how FROM factors WHERE id = %s", row) != HOW


def change_open_row_offline(visit: Visit, page: Page) -> int:
    """Lose the line, then write in the open row; returns its id."""
    visit.context.set_offline(True)
    return change_open_row(page)


def test_two_people_in_one_field_choose_where_the_row_stands(
    browser: Browser, portal: Portal
) -> None:
    analysis = portal.demo["organisations"]["DAWN"]["analysis"]
    with holding(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(f"/o/dawn/analyses/{analysis}/steps/2")
        settle(page)
        row = change_open_row_offline(visit, page)
        address = address_of(page.url)
        portal.admin.execute(
            "UPDATE factors SET how = 'Theirs', version = version + 1 WHERE id = %s", [row]
        )
        visit = reopen(visit, "/offline")
        visit.context.set_offline(False)
        page = visit.open("/account/kept")
        card = page.locator("[data-entry]")
        expect(card).to_contain_text("Someone else changed this meanwhile", timeout=15_000)
        card.get_by_role("link", name="Open the page").click()
        page.wait_for_url(re.compile(re.escape(address)))
        both = page.locator("[data-conflict]")
        expect(both).to_contain_text("Theirs", timeout=15_000)
        expect(both).to_contain_text(HOW)
        both.locator("button").click()
        page.wait_for_url(re.compile("row="))
        settle(page)
        wait_for(page, "waiting", 0)
    assert ask(portal, "SELECT how FROM factors WHERE id = %s", row) == HOW
