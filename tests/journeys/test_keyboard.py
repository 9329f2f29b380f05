"""A coach reads and judges the largest analysis of the demo without touching a mouse."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PASSWORD, Portal, Visit, visiting

LARGEST = """
SELECT a.id, o.slug, c.email FROM analyses a
JOIN organisations o ON o.id = a.organisation_id
JOIN revisions r ON r.analysis_id = a.id AND r.number = a.revisions
JOIN coach_assignments s ON s.project_id = a.project_id AND s.ended_at IS NULL
JOIN people c ON c.id = s.coach_id
WHERE a.state IN ('submitted', 'in_review') AND cardinality(a.declared_steps) = 7
  AND (SELECT count(*) FROM coach_assignments t WHERE t.project_id = a.project_id
       AND t.ended_at IS NULL) = 1
ORDER BY length(r.snapshot::text) DESC LIMIT 1
"""
MOST_TABS = 80


def find_largest(portal: Portal) -> tuple[int, str, str]:
    """Return the largest analysis that waits for one coach: id, organisation, coach."""
    row = portal.admin.execute(LARGEST).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def test_the_whole_review_and_the_queue_have_their_keys(browser: Browser, portal: Portal) -> None:
    analysis, slug, address = find_largest(portal)
    with visiting(browser, portal) as visit:
        sign_in(visit, address)
        page = visit.page
        for path in ("/coach/", f"/o/{slug}/analyses/{analysis}/review"):
            visit.open(path)
            page.keyboard.press("?")
            expect(page.get_by_role("dialog")).to_contain_text("Show keyboard shortcuts")
            page.keyboard.press("Escape")
            if path.endswith("/review"):
                page.keyboard.press("h")
                expect(page.locator("[data-hand-in]")).to_be_focused()
            page.keyboard.press("/")
            expect(page.locator("[data-search]")).to_be_focused()


def test_seven_steps_with_the_keyboard_alone(browser: Browser, portal: Portal) -> None:
    analysis, slug, address = find_largest(portal)
    with visiting(browser, portal) as visit:
        sign_in(visit, address)
        page = visit.page
        tab_to(page, f"a[href='/o/{slug}/analyses/{analysis}/review']")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/review$"))
        tab_to(page, f"a[href$='/analyses/{analysis}/review/1']")
        page.keyboard.press("Enter")
        for step in range(1, 8):
            expect(page).to_have_url(re.compile(rf"/review/{step}$"))
            read_rows(page)
            rate(page)
            if step == 2:
                see_help(page)
                comment(page)
            page.keyboard.press("n")
        expect(page).to_have_url(re.compile(r"/review$"))
        give_verdict(page)
        expect(page).to_have_url(re.compile(r"/coach/$"))
    state = portal.admin.execute("SELECT state FROM analyses WHERE id = %s", [analysis])
    assert state.fetchone() == ("changes_requested",)
    said = portal.admin.execute(
        "SELECT body, row_kind, sent_at IS NOT NULL FROM comments WHERE analysis_id = %s "
        "ORDER BY id DESC LIMIT 1",
        [analysis],
    )
    assert said.fetchone() == ("How do you know? jknpv?", "divider", True)


def test_the_switch_is_reached_and_remembered(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in("coach1@dnhc.example")
        lake = portal.demo["organisations"]["LAKE"]
        page = visit.open(f"/o/{lake['slug']}/analyses/{lake['analysis']}/review/2")
        page.keyboard.press("j")
        expect(page.locator(".row > summary").first).to_be_focused()
        tab_to(page, "#keys > summary")
        page.keyboard.press("Enter")
        tab_to(page, "#keys form button")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Keyboard shortcuts are off.")
        page.keyboard.press("j")
        expect(page.locator(".row > summary").first).not_to_be_focused()
        page.keyboard.press("n")
        expect(page).to_have_url(re.compile(r"/review/2"))
        portal.admin.execute("UPDATE people SET shortcuts = true")


def test_one_row_takes_two_comments_without_a_new_page(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in("coach1@dnhc.example")
        lake = portal.demo["organisations"]["LAKE"]
        page = visit.open(f"/o/{lake['slug']}/analyses/{lake['analysis']}/review/2")
        row = page.locator(".row").first
        link, fields = row.locator("a[data-comment-on]"), row.locator("textarea[id^=comment-]")
        before = fields.count()
        for count, words in enumerate(("How often?", "Who says so?"), start=1):
            page.keyboard.press("j" if count == 1 else "Escape")
            page.keyboard.press("c")
            expect(fields).to_have_count(before + count)
            expect(link).to_be_hidden()
            page.keyboard.press("Escape")
            page.keyboard.press("c")
            expect(fields).to_have_count(before + count)
            expect(fields.last).to_be_focused()
            page.keyboard.type(words)
            expect(link).to_be_visible()
            expect(row.locator("[data-save-state=saved]")).to_have_count(count, timeout=15_000)
        page.reload()
        expect(row.locator(".comment--draft")).to_have_count(2)
        for draft in ("How often?", "Who says so?"):
            row.locator(".comment--draft", has=page.get_by_text(draft, exact=True)).get_by_role(
                "button", name="Remove"
            ).click()


def test_an_answer_is_written_where_it_is_asked_for(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in("coach1@dnhc.example")
        lake = portal.demo["organisations"]["LAKE"]
        page = visit.open(f"/o/{lake['slug']}/analyses/{lake['analysis']}/review/2")
        link = page.locator("a[data-reply-to^=answers]").first
        address = link.get_attribute("href") or ""
        link.click()
        form = page.locator(f"form[action='{address}']")
        expect(form.locator("textarea")).to_be_focused()
        page.keyboard.type("Ask the women of the market too.")
        form.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("Ask the women of the market too.")).to_be_visible()


def test_on_a_khmer_keyboard_the_place_of_the_key_counts(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in("coach1@dnhc.example")
        lake = portal.demo["organisations"]["LAKE"]
        page = visit.open(f"/o/{lake['slug']}/analyses/{lake['analysis']}/review/2")
        page.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: 'ញ', code: 'KeyJ', bubbles: true}))"
        )
        expect(page.locator(".row > summary").first).to_be_focused()


def sign_in(visit: Visit, address: str) -> None:
    page = visit.open("/sign-in")
    tab_to(page, "input[name=email]")
    page.keyboard.type(address)
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector):
            assert has_visible_focus(page), selector
            return
    raise AssertionError(f"{selector} is not reached with the tabulator")


def has_visible_focus(page: Page) -> bool:
    return bool(
        page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
        )
    )


def read_rows(page: Page) -> None:
    rows = page.locator(".row > summary")
    count = rows.count()
    for place in range(count):
        page.keyboard.press("j")
        expect(rows.nth(place)).to_be_focused()
        expect(rows.nth(place)).to_be_in_viewport()
        assert has_visible_focus(page)
    if count > 1:
        page.keyboard.press("k")
        expect(rows.nth(count - 2)).to_be_focused()


def rate(page: Page) -> None:
    if page.locator("[data-rating] button[name=level]").count():
        tab_to(page, "[data-rating] button[value=solid]")
        page.keyboard.press("Enter")
        expect(page.locator("[data-rating] button[value=solid]")).to_have_attribute(
            "aria-pressed", "true"
        )


def see_help(page: Page) -> None:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Next row, row before")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def comment(page: Page) -> None:
    rows = page.locator(".row")
    for _ in range(rows.count()):
        page.keyboard.press("k")
    expect(rows.first.locator("> summary")).to_be_focused()
    page.keyboard.press("c")
    # Letters that are keys elsewhere are letters here.
    page.keyboard.type("How do you know? jknpv?")
    page.keyboard.press("Escape")
    expect(rows.first.locator("> summary")).to_be_focused()
    saved = rows.first.locator("[data-save-state=saved]").first
    expect(saved).to_be_visible(timeout=15_000)


def give_verdict(page: Page) -> None:
    for name in ("strength", "next_step", "text"):
        if page.locator(f"main form textarea[name={name}]").count():
            tab_to(page, f"main form textarea[name={name}]")
            page.keyboard.type("Clear and honest. Say how you know.")
    tab_to(page, "button[formaction$='/change-request']")
    page.keyboard.press("Enter")


def test_enter_sends_the_form_and_does_not_change_the_language(
    browser: Browser, portal: Portal
) -> None:
    with visiting(browser, portal) as visit:
        page = visit.open("/reset")
        page.fill("input[name=email]", "writer@mill.example")
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page).not_to_have_url(re.compile("/language"))
        portal.wait_for_mail("writer@mill.example", "/reset/")


def test_the_slash_leads_to_the_search_and_is_a_letter_where_one_writes(
    browser: Browser, portal: Portal
) -> None:
    road = portal.demo["organisations"]["ROAD"]
    with visiting(browser, portal) as visit:
        page = visit.sign_in("coach1@dnhc.example")
        visit.open(f"/o/road/analyses/{road['analysis']}/review/2")
        page.locator("h1").click()
        page.keyboard.press("/")
        box = page.locator(".top__search input[type=search]")
        expect(box).to_be_focused()
        page.keyboard.type("a/b")
        expect(box).to_have_value("a/b")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=a%2Fb*")
