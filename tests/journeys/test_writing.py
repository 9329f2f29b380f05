"""What a row says of itself while one writes in it."""

from playwright.sync_api import Browser, Locator, expect

from embedded.state import LocalState
from tests.form_tokens import sign_earlier
from tests.journeys.conftest import ROOT, Portal, Visit, visiting
from tests.journeys.writing import add_row, change_row

PICTURE = ROOT / "portal" / "demo" / "files" / "attendance.jpg"
DIVIDER = {
    "how": "Those who can pay are served first.",
    "groups": "Families",
    "category": "experiences",
    "indicator": "Letters in a month",
}


def test_the_head_of_a_row_follows_its_words(browser: Browser, portal: Portal) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/2")
        add_row(page, "divider", DIVIDER)
        head = page.locator("details.row[open] > summary")
        expect(head.locator("[data-missing]")).to_be_visible()
        change_row(page, {"title": "Paying for what is free"})
        expect(head).to_contain_text("Paying for what is free")
        expect(head.locator("[data-missing]")).to_be_hidden()
        change_row(page, {"how": ""})
        expect(head.locator("[data-missing]")).to_be_visible()
        form = page.locator("form[data-autosave]").first
        form.locator("[name=title]").press_sequentially(" here")
        expect(form.locator("[data-save-state=older]")).to_be_visible()
        expect(form.locator("[data-save-state=saved]")).to_be_visible()


def test_words_wait_for_a_new_session_and_are_kept_then(browser: Browser, portal: Portal) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        address = f"/o/dawn/analyses/{dawn['analysis']}/steps/2"
        page = visit.open(address)
        other = Visit(portal, visit.context.new_page(), visit.context)
        other.open(address)
        other.sign_out()
        how = page.locator("form[data-autosave] [name=how]").first
        state = page.locator("form[data-autosave] [data-save-state]").first
        how.fill("Written while nobody was signed in.")
        expect(state).to_have_attribute("data-save-state", "waiting", timeout=15_000)
        other.sign_in("writer@dawn.example")
        expect(state).to_have_attribute("data-save-state", "saved", timeout=30_000)
        page.reload()
        expect(how).to_have_value("Written while nobody was signed in.")


def test_words_on_a_page_of_weeks_ago_are_saved_for_its_reader_alone(
    browser: Browser, portal: Portal
) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    words = "Written on a page that was open for weeks."
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/2")
        form = page.locator("form[data-autosave]").first
        form.locator("[name=csrf_token]").evaluate(
            "(field, old) => (field.value = old)", old_token(portal, "writer@dawn.example")
        )
        other = Visit(portal, visit.context.new_page(), visit.context)
        other.open("/help")
        other.sign_out()
        other.sign_in("manager@dawn.example")
        state = form.locator("[data-save-state]")
        form.locator("[name=how]").fill(words)
        expect(state).to_have_attribute("data-save-state", "waiting", timeout=15_000)
        saved = "SELECT count(*) FROM factors WHERE how = %s"
        assert portal.admin.execute(saved, [words]).fetchone() == (0,)
        other.open("/help")
        other.sign_out()
        other.sign_in("writer@dawn.example")
        expect(state).to_have_attribute("data-save-state", "saved", timeout=45_000)
        assert portal.admin.execute(saved, [words]).fetchone() == (1,)


def test_a_file_is_sent_from_a_page_of_weeks_ago_by_its_reader_alone(
    browser: Browser, portal: Portal
) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/2")
        page.locator(".files summary").first.click()
        form = page.locator("form[data-upload]").first
        form.locator("[name=csrf_token]").evaluate(
            "(field, old) => (field.value = old)", old_token(portal, "writer@dawn.example")
        )
        form.locator("input[type=file]").set_input_files(PICTURE)
        other = Visit(portal, visit.context.new_page(), visit.context)
        other.open("/help")
        other.sign_out()
        form.locator("button").click()
        state = form.locator("[data-save-state=refused]")
        expect(state).to_have_text(words_in(form.locator("[data-upload-state]"), "signed-out"))
        other.sign_in("writer@dawn.example")
        form.locator("button").click()
        expect(page.locator(".files__name").first).to_be_visible(timeout=30_000)


def test_nobody_is_told_to_sign_in_where_the_portal_is_away_for_a_moment(
    browser: Browser, portal: Portal
) -> None:
    dawn = portal.demo["organisations"]["DAWN"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@dawn.example")
        page = visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/2")
        page.route("**/form-token", lambda route: route.fulfill(status=503))
        upload = page.locator("form[data-upload]").first
        page.locator(".files summary").first.click()
        upload.locator("input[type=file]").set_input_files(PICTURE)
        upload.locator("button").click()
        state = upload.locator("[data-save-state=waiting]")
        expect(state).to_have_text(words_in(upload.locator("[data-upload-state]"), "broken"))
        form = page.locator("form[data-autosave]").first
        form.locator("[name=csrf_token]").evaluate(
            "(field, old) => (field.value = old)", old_token(portal, "writer@dawn.example")
        )
        form.locator("[name=how]").fill("Written while the portal was away.")
        state = form.locator("[data-save-state=waiting]")
        expect(state).to_have_text(words_in(page.locator("body"), "waiting"))
        page.unroute("**/form-token")
        expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=30_000)


def words_in(place: Locator, name: str) -> str:
    """Return what a script may say, in the language of the page."""
    words = place.get_attribute(f"data-{name}")
    assert words
    return words


def old_token(portal: Portal, email: str) -> str:
    """Return the token of a page that somebody was shown too long ago for its forms."""
    found = portal.admin.execute("SELECT id FROM people WHERE email = %s", [email]).fetchone()
    assert found
    return sign_earlier(LocalState(portal.folder).secret("secret_key"), found[0])
