"""What a coach does with an analysis that was sent: find it, read it, say something, judge it."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.looking import Walker

PATIENCE = 15_000


def open_review(coach: Walker, title: str) -> Page:
    """Open an analysis from the queue."""
    page = coach.go("/coach/")
    coach.look()
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url("**/review")
    coach.look()
    return page


def read_steps(coach: Walker, level: str) -> None:
    """Read step after step and give each a word, up to the place of the verdict."""
    page = coach.page
    page.locator("main a[href$='/review/1']:visible").first.click()
    for _ in range(7):
        page.wait_for_url("**/review/*")
        rate(page.locator("form[data-rating]"), level)
        coach.look()
        page.locator("a[rel=next]").click()
    page.wait_for_url("**/review")


def rate(group: Locator, level: str) -> None:
    """Choose a word for one step and wait until it is kept."""
    word = group.locator(f"button[value={level}]")
    word.click()
    expect(word).to_have_attribute("aria-pressed", "true")


def comment_on_row(page: Page, text: str) -> None:
    """Write a comment on the first row of the step at hand that must be answered."""
    row = page.locator(".row").first
    row.locator("a.talk__add").click()
    form = row.locator("form[data-autosave]").first
    form.locator("[name=text]").fill(text)
    form.locator("[name=is_required]").check(force=True)
    form.locator("[name=text]").blur()
    expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=PATIENCE)


def write_words(page: Page, strength: str, next_step: str, note: str) -> None:
    """Write the words on the whole and wait until they are kept."""
    form = page.locator("form#words")
    form.locator("[name=strength]").fill(strength)
    form.locator("[name=next_step]").fill(next_step)
    form.locator("[name=text]").fill(note)
    form.locator("[name=text]").blur()
    expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=PATIENCE)


def give_verdict(page: Page, verdict: str) -> None:
    """Send the verdict, `change-request` or `acceptance`, and come back to the queue."""
    page.locator(f"button[formaction$='/{verdict}']").click()
    page.wait_for_url("**/coach/")
