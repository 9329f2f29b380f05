"""A coach's comments: many are one list, and those written without a line are sent once."""

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal, visiting
from tests.journeys.offline.phone import holding, reopen, settle, wait_for

COACH = "coach1@dnhc.example"
FIRST, SECOND = "Who draws the lots, and who watches?", "Who was asked first?"
BOX = "form[action$='/comments'] [name=text]"
WRITTEN = "SELECT count(*), bool_and(sent_at IS NULL) FROM comments WHERE body = %s"


def address_of(portal: Portal) -> str:
    """Return a step of an analysis that waits for its review."""
    return f"/o/road/analyses/{portal.demo['organisations']['ROAD']['analysis']}/review/2"


def forget(portal: Portal, words: str) -> None:
    """Take a comment out that nobody was sent."""
    portal.admin.execute("DELETE FROM comments WHERE body = %s AND sent_at IS NULL", [words])


def test_a_saved_comment_folds_to_its_first_words(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in(COACH)
        page = visit.open(address_of(portal))
        add = page.locator(".row a.talk__add").first
        add.click()
        page.locator(BOX).first.fill(FIRST)
        page.locator(BOX).first.blur()
        saved = page.locator("form[action$='/comments'] [data-save-state=saved]").first
        expect(saved).to_be_visible(timeout=15_000)
        add.click()
        expect(page.locator(f"{BOX}:visible")).to_have_count(1)
        expect(page.locator(f"{BOX}:visible")).to_be_focused()
        folded = page.locator("summary.first-words")
        expect(folded).to_have_text(FIRST)
        folded.click()
        expect(page.locator(BOX).first).to_have_value(FIRST)
    forget(portal, FIRST)


def test_a_comment_written_without_a_line_is_sent_once(browser: Browser, portal: Portal) -> None:
    with holding(browser, portal) as visit:
        visit.sign_in(COACH)
        page = visit.open(address_of(portal))
        settle(page)
        visit.context.set_offline(True)
        page.locator(".row a.talk__add").first.click()
        page.locator(BOX).first.fill(SECOND)
        wait_for(page, "waiting", 1)
        visit = reopen(visit, "/offline")
        visit.context.set_offline(False)
        visit.open("/account/kept")
        wait_for(visit.page, "waiting", 0)
        assert portal.admin.execute(WRITTEN, [SECOND]).fetchone() == (1, True)
        page = visit.open(address_of(portal))
        expect(page.locator(BOX).first).to_have_value(SECOND)
    forget(portal, SECOND)
