"""How long pages are on a phone, in Khmer: in screens of 740 pixels."""

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from tests.journeys.conftest import Portal, Visit, visiting

SCREEN = 740
LONGEST_PAGE, LONGEST_ROW = 4 * SCREEN, 1.5 * SCREEN
ROWS = "[...document.querySelectorAll('details.row[open] .row__form')].map(row => row.offsetHeight)"
WRITER, MANAGER = "writer@dawn.example", "manager@lake.example"
WRITTEN = [name for name, kind in KINDS.items() if not kind.is_matrix]


# What was longer before lists, tables and chapters began with their first lines.
LONG = {
    "coach1@dnhc.example": (
        "/coach/", "/coach/record", "/coach/search?q=net", "/help", "/help/ngo", "/help/method",
        "/o/road/analyses/{ROAD}/review", "/o/lake/analyses/{LAKE}/review/2",
    ),
    "writer@lake.example": tuple(
        f"/o/lake/analyses/{{LAKE}}{part}"
        for part in (
            "", "/whole", "/steps/6", "/steps/7", "/options", "/check-ins", "/check-ins/new",
            "/feedback/1",
        )
    ),
    "writer@dawn.example": ("/o/dawn/analyses/{DAWN}",),
    "manager@lake.example": (
        "/o/lake/", "/o/lake/changes", "/o/lake/search?q=net", "/o/lake/events/1",
    ),
    "leadership@ccc.example": (
        "/network/", "/network/organisations", "/network/organisations/lake",
    ),
    "coordinator@ccc.example": (
        "/network/due-times", "/network/assignments", "/network/events/1", "/network/events/new",
    ),
}  # fmt: skip


def on_a_phone(visit: Visit, who: str) -> Page:
    """Sign somebody in on a phone, in Khmer whatever they chose before."""
    visit.page.set_viewport_size({"width": 360, "height": SCREEN})
    page = visit.sign_in(who)
    if page.evaluate("document.documentElement.lang") != "km":
        visit.open_menu()
        page.click("button[name=locale][value=km]")
        page.wait_for_load_state()
    return page


def test_a_project_its_monitoring_and_its_story_are_four_screens(
    browser: Browser, portal: Portal
) -> None:
    lake = portal.demo["organisations"]["LAKE"]
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, MANAGER)
        for path in (
            f"/o/lake/projects/{lake['project']}",
            f"/o/lake/analyses/{lake['analysis']}/monitoring",
            f"/o/lake/analyses/{lake['analysis']}/story/km",
        ):
            visit.open(path)
            height = page.evaluate("document.documentElement.scrollHeight")
            assert height <= LONGEST_PAGE, path


@pytest.mark.parametrize("who", LONG)
def test_long_pages_begin_with_four_screens(browser: Browser, portal: Portal, who: str) -> None:
    analyses = {key: one["analysis"] for key, one in portal.demo["organisations"].items()}
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, who)
        for path in (one.format(**analyses) for one in LONG[who]):
            visit.open(path)
            assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST_PAGE, path


@pytest.mark.parametrize("scripts", [True, False])
def test_an_address_opens_a_chapter(browser: Browser, portal: Portal, *, scripts: bool) -> None:
    with visiting(browser, portal, width=360, locale="km") as visit:
        on_a_phone(visit, MANAGER)
        state = visit.context.storage_state()
    with visiting(
        browser, portal, width=360, storage_state=state, java_script_enabled=scripts
    ) as visit:
        for path in ("/help/ngo#section-4", "/help/method#lesson-3"):
            page = visit.open(path)
            expect(page.locator(":target li, li:target").first).to_be_in_viewport()
        page = visit.open("/help/ngo")
        words = page.locator("#section-2 .few__inside")
        expect(words).to_be_hidden()
        page.locator("#section-2 summary").click()
        expect(words).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("#section-3 .few__inside")).to_be_visible()


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_new_row_is_a_screen_and_a_half(browser: Browser, portal: Portal, kind: str) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, WRITER)
        home = f"/o/dawn/analyses/{dawn['analysis']}"
        visit.open(f"{home}/{FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].page_of(kind)}?new=1")
        heights = page.evaluate(ROWS)
        assert heights
        assert max(heights) <= LONGEST_ROW


def test_all_patterns_are_on_one_screen(browser: Browser, portal: Portal) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, WRITER)
        visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/5?new=1")
        page.locator("summary", has=page.locator("[data-part=more]")).click()
        heights = page.locator(".patterns").evaluate_all("all => all.map(one => one.offsetHeight)")
        assert sum(heights) <= SCREEN


def test_written_rows_are_a_screen_and_a_half(browser: Browser, portal: Portal) -> None:
    rows = portal.admin.execute(OPEN_ROWS).fetchall()
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = on_a_phone(visit, MANAGER)
        for analysis, step in rows:
            visit.open(f"/o/lake/analyses/{analysis}/steps/{step}")
            assert max(page.evaluate(ROWS), default=0) <= LONGEST_ROW, step


def test_a_long_comment_begins_with_a_few_lines(browser: Browser, portal: Portal) -> None:
    lake = portal.demo["organisations"]["LAKE"]
    found = portal.admin.execute(LAST_COMMENT, [lake["project"]]).fetchone()
    assert found is not None
    comment, analysis, body = found
    change = "UPDATE comments SET body = %s WHERE id = %s"
    portal.admin.execute(change, ["តើអ្នកណាជាអ្នកសម្រេចចិត្ត? " * 60, comment])
    try:
        with visiting(browser, portal, width=360, locale="km") as visit:
            page = on_a_phone(visit, MANAGER)
            visit.open(f"/o/lake/analyses/{analysis}/feedback")
            words = page.locator(".fold__text")
            short = words.evaluate("one => one.offsetHeight")
            assert short <= SCREEN / 3
            page.locator(".fold > .fold__all summary").click()
            assert words.evaluate("one => one.offsetHeight") > 2 * short
    finally:
        portal.admin.execute(change, [body, comment])


LAST_COMMENT = """
SELECT c.id, c.analysis_id, c.body FROM comments c JOIN analyses a ON a.id = c.analysis_id
WHERE a.organisation_id = (SELECT organisation_id FROM projects WHERE id = %s)
 AND a.state = 'changes_requested' AND c.sent_at IS NOT NULL AND c.parent_id IS NULL
ORDER BY c.id DESC LIMIT 1
"""
OPEN_ROWS = """
SELECT a.id, step FROM analyses a JOIN organisations o ON o.id = a.organisation_id,
 generate_series(1, 7) step WHERE o.acronym = 'LAKE' AND a.state = 'changes_requested'
"""
