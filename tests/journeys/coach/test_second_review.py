"""A coach reads a revision that came back, and hands in the second review, by keys alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, running_portal, visiting
from tests.journeys.test_keyboard import sign_in, tab_to

ANSWERED = """
INSERT INTO comments (organisation_id, project_id, analysis_id, token, revision, step, row_kind,
 row_id, field, parent_id, by_coach, body, author_id, sent_at)
SELECT c.organisation_id, c.project_id, c.analysis_id, 'again' || c.id, c.revision, c.step,
 c.row_kind, c.row_id, c.field, c.id, false, 'Two families at the pump told us.',
 r.submitted_by, now()
FROM comments c JOIN revisions r ON r.analysis_id = c.analysis_id AND r.number = c.revision
WHERE c.analysis_id = %(id)s AND c.parent_id IS NULL AND c.by_coach AND c.sent_at IS NOT NULL
"""
SENT_AGAIN = """
INSERT INTO revisions (organisation_id, project_id, analysis_id, number, snapshot, sha256,
 submitted_by, submitted_at)
SELECT organisation_id, project_id, analysis_id, number + 1,
 jsonb_set(snapshot, '{rows,divider,0,how}', '"By lot since May, read aloud at the pump."'), sha256,
 submitted_by, now() FROM revisions WHERE analysis_id = %(id)s ORDER BY number DESC LIMIT 1
"""
MOVED = """
UPDATE analyses SET state = 'submitted', state_since = now(), revisions = revisions + 1
WHERE id = %(id)s
"""


@pytest.fixture(scope="module")
def apart() -> Iterator[Portal]:
    """Return a portal of its own, in which an analysis comes back to its coach."""
    with running_portal() as running:
        yield running


def come_back(portal: Portal) -> tuple[int, str]:
    """Bring an analysis back to its coach as if its writers had answered: its id and address."""
    found = portal.admin.execute(
        "SELECT id FROM analyses WHERE state = 'changes_requested' AND organisation_id ="
        " (SELECT id FROM organisations WHERE acronym = 'LAKE') ORDER BY id LIMIT 1"
    ).fetchone()
    assert found is not None
    for statement in (ANSWERED, SENT_AGAIN, MOVED):
        portal.admin.execute(statement, {"id": found[0]})
    return found[0], f"/o/{portal.demo['organisations']['LAKE']['slug']}/analyses/{found[0]}/review"


def test_the_second_review_by_keys_alone(browser: Browser, apart: Portal) -> None:
    analysis, address = come_back(apart)
    with visiting(browser, apart, locale="en") as visit:
        sign_in(visit, "coach1@dnhc.example")
        page = visit.page
        tab_to(page, f"a[href='{address}']")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/review$"))
        talks = page.locator(".row--talk")
        count = talks.count()
        assert count
        assert page.locator("textarea:visible").count() == 3
        for place in range(count):
            settle(page, place)
        page.keyboard.press("j")
        changed = page.locator(".row--divider > summary").first
        expect(changed).to_be_focused()
        write_comment(page)
        page.keyboard.press("h")
        expect(page.locator("button[formaction$='/change-request']")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/coach/$"))
    state = apart.admin.execute("SELECT state FROM analyses WHERE id = %s", [analysis])
    assert state.fetchone() == ("changes_requested",)
    carried = apart.admin.execute(
        "SELECT count(*) > 0, bool_and(is_carried) FROM step_ratings"
        " JOIN reviews r ON r.id = review_id WHERE r.analysis_id = %s AND r.revision = 2",
        [analysis],
    )
    assert carried.fetchone() == (True, True)


def settle(page: Page, place: int) -> None:
    """Go to the next comment and mark it as settled; the page comes back to it."""
    page.keyboard.press("j")
    talk = page.locator(".row--talk > summary").nth(place)
    expect(talk).to_be_focused()
    # The letter of a Khmer keyboard: the place of the key counts.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'ស', code: 'KeyS', bubbles: true}))"
    )
    expect(talk).to_contain_text(re.compile("Resolved|បានដោះស្រាយ"))


def write_comment(page: Page) -> None:
    """Write a comment on the row at hand that must be answered, and wait until it is kept."""
    page.keyboard.press("c")
    page.keyboard.type("Who draws the lots? jshkc")
    tab_to(page, "form[action$='/comments'] [name=is_required]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    saved = page.locator("form[action$='/comments'] [data-save-state=saved]").first
    expect(saved).to_be_visible(timeout=15_000)
