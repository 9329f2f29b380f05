"""Two people write in one row at once: the words of each are kept, and reach the other form."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.writing import say_more

ROW = (
    "SELECT f.id, f.analysis_id, o.slug FROM factors f JOIN analyses a ON a.id = f.analysis_id"
    " JOIN organisations o ON o.id = f.organisation_id WHERE f.kind = 'divider'"
    " AND a.state = 'changes_requested' AND f.removed_at IS NULL ORDER BY f.id LIMIT 1"
)


def write(page: Page, name: str, words: str) -> None:
    say_more(page.locator("form[data-autosave]").first)
    box = page.locator(f"form[data-autosave] [name={name}]").first
    box.fill(words)
    box.blur()
    expect(page.locator("[data-save-state=saved]").first).to_be_visible(timeout=20_000)


def opened(visit: Visit, who: str, portal: Portal) -> Page:
    row, analysis, slug = portal.admin.execute(ROW).fetchone() or (0, 0, "")
    visit.sign_in(f"{who}@{slug}.example")
    return visit.open(f"/o/{slug}/analyses/{analysis}/steps/2?row={row}")


def test_words_in_different_fields_are_both_kept(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as one, visiting(browser, portal, width=360) as other:
        pages = [opened(one, "writer", portal), opened(other, "manager", portal)]
        write(pages[0], "evidence", "Attendance books of four schools")
        write(pages[1], "indicator", "Half days missed each week")
        expect(pages[1].locator("[data-conflict]")).to_have_count(0)
        expect(pages[1].locator("form[data-autosave] [name=evidence]").first).to_have_value(
            "Attendance books of four schools"
        )
        write(pages[1], "indicator", "Half days missed each term")
        pages[0].reload()
        for name, words in (
            ("evidence", "Attendance books of four schools"),
            ("indicator", "Half days missed each term"),
        ):
            box = pages[0].locator(f"form[data-autosave] [name={name}]").first
            expect(box).to_have_value(words)
