"""From the mail of an invitation to the first picture, on a phone, in Khmer: counted."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, visiting

NEW = "sok@well.example"
MOST_LOADS, MOST_FIELDS = 4, 6
PHONE = {"width": 360, "height": 740}
TO_WRITE = "main input:not([type=hidden]):not([type=submit]), main textarea, main select"
ANSWERS = {
    "title": "ទឹកស្អាតសម្រាប់ភូមិពីរ",
    "place": "ពោធិ៍សាត់",
    "divides": "ប្រជាជនដណ្តើមទឹកពីអណ្តូងម្នាក់ៗនៅរដូវប្រាំង",
    "connects": "ពួកគាត់ជួសជុលផ្លូវរួមគ្នា",
}


def test_from_the_mail_to_the_picture(browser: Browser, portal: Portal) -> None:
    link = invite(browser, portal)
    with visiting(browser, portal, width=360) as visit:
        page, loads = visit.page, list[str]()
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.on("domcontentloaded", lambda shown: loads.append(shown.url))
        visit.open(link)
        fields = fill(page, {"name": "សុខ", "password": "seven quiet rivers meet"})
        press(page)
        expect(page).to_have_url(re.compile(r"/projects/start$"))
        assert visit.find_violations() == []
        fields += fill(page, ANSWERS)
        press(page)
        expect(page).to_have_url(re.compile(r"/picture$"))
        assert page.locator("html").get_attribute("lang") == "km"
        bands = page.locator(".band__box")
        expect(bands).to_have_count(3)
        assert bands.nth(0).is_visible()
        assert ANSWERS["divides"] in bands.nth(0).inner_text()
        assert is_on_screen(page)
        assert is_on_screen(page, "main a[href$='/rows/connector?new=1']")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert visit.find_violations() == []
        assert len(loads) <= MOST_LOADS, loads
        assert fields <= MOST_FIELDS
        visit.shoot("ten-minutes-360-km")


def invite(browser: Browser, portal: Portal) -> str:
    """Add an organisation as a coordinator who reads English; returns the path in the mail."""
    with visiting(browser, portal) as visit:
        page = visit.sign_in("coordinator@ccc.example")
        visit.open("/network/organisations/new")
        page.fill("[name=acronym]", "WELL")
        page.fill("[name=name]", "Two Wells Association")
        page.fill("[name=email]", NEW)
        page.check("main [name=locale][value=km]")
        page.click("main button.button--primary")
        page.wait_for_url(lambda url: "/new" not in url)
    words = portal.wait_for_mail(NEW, "/invitations/")
    assert "Programme coordinator (example)" in words
    assert "Two Wells Association" in words
    found = re.search(r"/invitations/[\w-]+", words)
    assert found
    return found[0]


def fill(page: Page, answers: dict[str, str]) -> int:
    """Write into every field of a page; returns how many there are."""
    assert page.locator(TO_WRITE).count() == len(answers)
    for name, words in answers.items():
        page.fill(f"main [name={name}]", words)
    return len(answers)


def press(page: Page) -> None:
    """Press the one primary button, which is seen without scrolling."""
    assert is_on_screen(page)
    page.locator("main .button--primary").click()


def is_on_screen(page: Page, button: str = "main .button--primary") -> bool:
    """Tell whether a button, the primary one, is whole on the screen as the page was opened."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(button).bounding_box()
    assert box is not None
    return box["y"] + box["height"] <= PHONE["height"]
