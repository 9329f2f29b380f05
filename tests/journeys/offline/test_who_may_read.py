"""What a phone keeps is read by its writer alone, and goes with a sign-out and after seven days."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit
from tests.journeys.offline.phone import count, holding, reopen, settle, wait_for, write

WRITER, MANAGER = "writer@dawn.example", "manager@dawn.example"
WORDS = "Written on a phone that others hold later"


def begin(visit: Visit, portal: Portal) -> Page:
    """Write a row without a line and leave its page; the line is back then."""
    analysis = portal.demo["organisations"]["DAWN"]["analysis"]
    visit.sign_in(WRITER)
    page = visit.open(f"/o/dawn/analyses/{analysis}/steps/2?new=1")
    settle(page)
    wait_for(page, "pages", 4)
    visit.context.set_offline(True)
    write(page, "title", WORDS)
    wait_for(page, "waiting", 1)
    return reopen(visit, "/offline").page


def test_whoever_signs_in_next_sees_nothing_and_the_writer_finds_it_again(
    browser: Browser, portal: Portal
) -> None:
    with holding(browser, portal) as visit:
        page = begin(visit, portal)
        portal.admin.execute("DELETE FROM user_sessions")
        visit = Visit(portal, page, visit.context)
        visit.context.set_offline(False)
        visit.open("/sign-in")
        wait_for(page, "device", 0)
        assert (count(page, "waiting"), count(page, "pages")) == (1, 0)
        visit.sign_in(MANAGER)
        settle(page)
        visit.open("/account/kept")
        expect(page.locator("[data-waiting-list]")).to_contain_text("Nothing waits")
        assert WORDS not in page.content()
        assert count(page, "waiting") == 1
        portal.admin.execute("DELETE FROM user_sessions")
        visit.sign_in(WRITER)
        settle(page)
        wait_for(page, "waiting", 0)
    assert portal.admin.execute(
        "SELECT p.email FROM factors f JOIN people p ON p.id = f.updated_by WHERE f.title = %s",
        [WORDS],
    ).fetchall() == [(WRITER,)]
    portal.admin.execute("DELETE FROM factors WHERE title = %s", [WORDS])


def test_a_sign_out_asks_about_what_waits_and_then_wipes_it(
    browser: Browser, portal: Portal
) -> None:
    with holding(browser, portal) as visit:
        page = begin(visit, portal)
        visit = Visit(portal, page, visit.context)
        # The portal is away, so that the row still waits.
        page.route("**/rows/divider", lambda route: route.fulfill(status=503))
        visit.context.set_offline(False)
        visit.open("/account/kept")
        settle(page)
        visit.sign_out()
        dialog = page.locator("dialog")
        expect(dialog).to_contain_text("Rows that are not sent yet: 1", timeout=15_000)
        dialog.get_by_role("button", name="Stay signed in").click()
        assert count(page, "waiting") == 1
        visit.sign_out()
        dialog.get_by_role("button", name="Sign out and delete").click()
        page.wait_for_url(lambda url: "/sign-in" in url)
        assert {count(page, store) for store in ("device", "waiting", "pages")} == {0}


def test_after_seven_days_nothing_is_left(browser: Browser, portal: Portal) -> None:
    with holding(browser, portal) as visit:
        page = begin(visit, portal)
        wait_for(page, "waiting", 1)
        later = visit.context.new_page()
        later.clock.install(time=datetime.now(UTC) + timedelta(days=6))
        later.goto(f"{portal.url}/offline")
        later.wait_for_timeout(1_500)
        assert count(later, "waiting") == 1
        later.clock.set_system_time(datetime.now(UTC) + timedelta(days=7, minutes=5))
        later.reload()
        wait_for(later, "waiting", 0)
        assert (count(later, "pages"), count(later, "device")) == (0, 0)


def test_a_phone_that_keeps_nothing_says_so(browser: Browser, portal: Portal) -> None:
    analysis = portal.demo["organisations"]["DAWN"]["analysis"]
    with holding(browser, portal) as visit:
        visit.context.add_init_script("Object.defineProperty(window, 'indexedDB', {get() {}});")
        visit.sign_in(WRITER)
        page = visit.open(f"/o/dawn/analyses/{analysis}/steps/2?new=1")
        page.wait_for_load_state("networkidle")
        visit.context.set_offline(True)
        write(page, "title", WORDS)
        state = page.locator("form[data-autosave] [data-save-state]").first
        expect(state).to_contain_text("keeps nothing while you are offline", timeout=15_000)
        visit.context.set_offline(False)
        expect(page.locator("[data-save-state=saved]").first).to_be_visible(timeout=15_000)
    portal.admin.execute("DELETE FROM factors WHERE title = %s", [WORDS])


def test_what_is_kept_is_sealed(browser: Browser, portal: Portal) -> None:
    with holding(browser, portal) as visit:
        page = begin(visit, portal)
        found = page.evaluate(DUMP)
        assert WORDS not in found
        assert "dividers" not in found
        assert page.evaluate(EXPORTED) == "InvalidAccessError"


OPEN = """const database = await new Promise((resolve) => {
  const request = indexedDB.open("portal");
  request.onsuccess = () => resolve(request.result);
});
const all = (store) => new Promise((resolve) => {
  const request = database.transaction(store).objectStore(store).getAll();
  request.onsuccess = () => resolve(request.result);
});"""
DUMP = f"""async () => {{
  {OPEN}
  const rows = [...await all("waiting"), ...await all("pages")];
  return rows.map((row) => Object.values(row).map((value) => value instanceof ArrayBuffer
    ? new TextDecoder().decode(value) : String(value)).join(" ")).join("\\n");
}}"""
EXPORTED = f"""async () => {{
  {OPEN}
  const [{{ key }}] = await all("device");
  return crypto.subtle.exportKey("raw", key).catch((error) => error.name);
}}"""
