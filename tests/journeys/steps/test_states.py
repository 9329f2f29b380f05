"""States that one can see: where the first field of a step is, and what changes with a save."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.writing import add_row, change_row

PHONE = {"width": 360, "height": 740}
FIRST_FIELD = """() => {
  const fields = [...document.querySelectorAll("main :is(input, textarea, select)")];
  const first = fields.find((field) => field.type !== 'hidden' && field.checkVisibility());
  return first ? first.getBoundingClientRect().bottom + scrollY : null;
}"""

SENT_BACK = """
SELECT a.id FROM analyses a JOIN organisations o ON o.id = a.organisation_id
WHERE o.acronym = 'LAKE' AND a.state = 'changes_requested'
"""

OPTIONAL = """
SELECT c.analysis_id, c.step FROM comments c JOIN analyses a ON a.id = c.analysis_id
JOIN organisations o ON o.id = a.organisation_id
WHERE o.acronym = 'LAKE' AND a.state = 'changes_requested' AND c.parent_id IS NULL
AND c.sent_at IS NOT NULL AND c.resolved_at IS NULL AND c.step IN (1, 2, 3)
AND NOT EXISTS (SELECT FROM comments r WHERE r.parent_id = c.id)
ORDER BY c.id
"""


@pytest.mark.parametrize("locale", ["en", "km"])
def test_the_first_field_of_a_step_is_on_the_first_screen(
    browser: Browser, portal: Portal, locale: str
) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal, width=360) as visit:
        page = visit.sign_in("writer@dawn.example")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        read_in(visit, locale)
        for step in (1, 2, 3, 4, 5):
            visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/{step}")
            assert page.evaluate(FIRST_FIELD) <= PHONE["height"], step
            row = page.locator(".step-row ol").bounding_box()
            assert row is not None
            assert row["height"] <= 48, "seven steps are one row"
            for mark in page.locator(".step-row a").all():
                box = mark.bounding_box()
                assert box is not None
                assert min(box["width"], box["height"]) >= 44
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_words_of_the_coach_push_no_question_off_the_screen(
    browser: Browser, portal: Portal
) -> None:
    found = portal.admin.execute(SENT_BACK).fetchone()
    assert found is not None
    with visiting(browser, portal, width=360) as visit:
        page = visit.sign_in("manager@lake.example")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        read_in(visit, "km")
        for step in (1, 2, 3, 5):
            visit.open(f"/o/lake/analyses/{found[0]}/steps/{step}")
            expect(page.locator("main summary .tag").first).to_be_visible()
            label = page.locator(".row__form .govuk-label").first.bounding_box()
            assert label is not None
            assert label["y"] + label["height"] <= PHONE["height"], step


def test_steps_and_counts_change_with_the_save(browser: Browser, portal: Portal) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        read_in(visit, "en")
        address = f"/o/dawn/analyses/{dawn['analysis']}/steps/3"
        page = visit.open(address)
        here, left = page.locator(".step-row [aria-current]"), page.locator("[data-part=progress]")
        expect(here).to_contain_text("complete")
        state = page.locator(".row__form [data-save-state]").first
        expect(state).to_have_text("Saved as you type")
        add_row(page, "connector", {"title": "Meals at the pagoda", "groups": "Both villages"})
        expect(here).to_contain_text("questions")
        change_row(page, {"how": "They cook together.", "category": "experiences"})
        change_row(page, {"indicator": "How many come"})
        expect(here).to_contain_text("2 rows, complete")
        expect(left).to_contain_text("Step 3: 10 of 10 questions.")
        shown = left.inner_text()
        page.reload()
        expect(left).to_have_text(shown)


def test_a_coach_sees_which_steps_are_rated(browser: Browser, portal: Portal) -> None:
    road = portal.demo["organisations"]["ROAD"]
    with visiting(browser, portal) as visit:
        visit.sign_in("coach1@dnhc.example")
        page = visit.open(f"/o/road/analyses/{road['analysis']}/review/2")
        here, left = page.locator(".step-row [aria-current]"), page.locator("[data-part=progress]")
        expect(left).to_contain_text("0 of 7 steps rated")
        page.locator(".rating__level").nth(2).click()
        expect(left).to_contain_text("1 of 7 steps rated")
        expect(here).to_contain_text(page.locator(".rating__level").nth(2).inner_text())
        page.locator(".step-row a").nth(2).click()
        expect(page.locator(".step-row [aria-current]")).to_contain_text("Step 3")


def read_in(visit: Visit, locale: str) -> None:
    """Change the language where it is another one."""
    if visit.page.locator("html").get_attribute("lang") != locale:
        visit.open_menu()
        visit.page.click(f"[name=locale][value={locale}]")
        expect(visit.page.locator("html")).to_have_attribute("lang", locale)


def test_a_save_brings_no_second_primary_button(browser: Browser, portal: Portal) -> None:
    found = portal.admin.execute(OPTIONAL).fetchone()
    assert found is not None
    analysis, step = found
    with asking_nothing(portal, analysis), visiting(browser, portal) as visit:
        page = visit.sign_in("manager@lake.example")
        visit.open(f"/o/lake/analyses/{analysis}/steps/{step}")
        primary = page.locator("main .button--primary:visible")
        expect(primary).to_have_count(1)
        area = page.locator("form[data-autosave] textarea:visible").first
        area.fill(area.input_value() + " Said again.")
        expect(page.locator("form[data-autosave] [data-save-state=saved]").first).to_be_visible()
        expect(primary).to_have_count(1)


@contextmanager
def asking_nothing(portal: Portal, analysis: int) -> Iterator[None]:
    """Let the coach ask for no answer meanwhile."""
    change = "UPDATE comments SET is_required = %s WHERE analysis_id = %s AND is_required = %s"
    asked = portal.admin.execute(f"{change} RETURNING id", [False, analysis, True]).fetchall()
    try:
        yield
    finally:
        ids = [comment for (comment,) in asked]
        portal.admin.execute("UPDATE comments SET is_required = true WHERE id = ANY(%s)", [ids])
