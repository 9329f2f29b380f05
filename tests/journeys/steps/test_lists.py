"""A list is pasted on a phone, in Khmer, and undone; a row begins with its first letter."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.looking import find_faults
from tests.journeys.writing import NEW

NO_SPACES = "ប្រជាជនដណ្តើមទឹកពីអណ្តូងម្នាក់ៗនៅរដូវប្រាំង" * 20
LIST = f"១. ទឹកអណ្តូង\n- ដីព្រំប្រទល់\n{NO_SPACES}\n"
PHONE = {"width": 360, "height": 740}
PASTE = """([place, text]) => {
  const field = document.querySelector(place);
  field.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const pasted = {clipboardData, bubbles: true, cancelable: true};
  field.dispatchEvent(new ClipboardEvent("paste", pasted));
}"""
ROWS = "main .row:not(:has([data-begins]))"


def open_dividers(visit: Visit) -> Page:
    """Open the dividers of a new analysis as a writer, on a phone and in Khmer."""
    dawn = visit.portal.demo["organisations"]["DAWN"]
    visit.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visit.sign_in("writer@dawn.example")
    visit.open(f"/o/dawn/projects/{dawn['project']}/analyses/new")
    visit.page.fill("main [name=title]", "បញ្ជី")
    visit.page.locator("main .button--primary").click()
    visit.page.wait_for_url(lambda url: not url.endswith("/new"))
    return visit.open(visit.page.url.removeprefix(visit.portal.url).split("?")[0] + "/steps/2")


def test_a_list_that_is_pasted_becomes_rows_and_is_undone(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = open_dividers(visit)
        assert find_faults(visit, "km") == []
        page.evaluate(PASTE, ["form[data-begins] [name=title]", LIST])
        lines = page.locator("[name=lines]")
        expect(lines).to_be_focused()
        expect(lines).to_have_value(LIST)
        expect(page.locator("form[data-begins] [name=title]")).to_have_value("")
        page.locator("form[data-list] button").click()
        expect(page.locator(ROWS)).to_have_count(3)
        expect(page.locator(".row__title").nth(1)).to_have_text("ដីព្រំប្រទល់")
        assert find_faults(visit, "km") == []
        visit.shoot("pasted-360-km")
        page.locator("form[action*='/list/'][action$='/removal'] button").click()
        expect(page.locator(ROWS)).to_have_count(0)
        page.locator("form[action*='/list/'][action$='/restoration'] button").click()
        expect(page.locator(ROWS)).to_have_count(3)


def test_a_row_is_there_from_its_first_letter(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360, locale="km") as visit:
        page = open_dividers(visit)
        form, title = page.locator("form[data-autosave]"), page.locator("[name=title]")
        assert (title.bounding_box() or PHONE | {"y": 999})["y"] < PHONE["height"]
        title.fill("ថ្លៃ")
        title.fill("")
        title.blur()
        page.reload()
        expect(page.locator(ROWS)).to_have_count(0)
        title.press_sequentially("ថ្លៃត្រា", delay=50)
        expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=15_000)
        assert "?row=" in page.url
        expect(page.locator(".row__title")).to_have_text("ថ្លៃត្រា")
        page.locator("[name=how]").fill("អ្នកមានលុយបានមុនគេ")
        page.locator(f"{NEW} button").click()
        page.wait_for_selector("form[data-begins]")
        expect(page.locator("a.row__open")).to_have_count(1)
        page.locator("a.row__open").click()
        expect(page.locator("[name=how]")).to_have_value("អ្នកមានលុយបានមុនគេ")
        page.locator("form[action$='/removal'] button").click()
        expect(page.locator(ROWS)).to_have_count(0)


def test_what_stands_here_works_without_scripts(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360, locale="km", java_script_enabled=False) as visit:
        page = open_dividers(visit)
        page.fill("[name=title]", "ថ្លៃត្រា")
        page.locator("summary:has([data-part=more])").click()
        page.fill("[name=groups]", "គ្រួសារ")
        page.locator("form[data-begins] .row-foot button").click()
        expect(page.locator("[name=title]")).to_have_value("ថ្លៃត្រា")
        expect(page.locator("[name=groups]")).to_have_value("គ្រួសារ")
        page.locator("details:has(> div form[data-list]) > summary").click()
        page.fill("[name=lines]", LIST)
        page.locator("form[data-list] button").click()
        expect(page.locator(ROWS)).to_have_count(4)
        page.locator("form[action*='/list/'][action$='/removal'] button").click()
        expect(page.locator(ROWS)).to_have_count(1)
