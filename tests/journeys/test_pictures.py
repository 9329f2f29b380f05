"""The pictures of the documents: `make pictures` writes them, every run proves that it could."""

import io
import os
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import ROOT, SCREENS, Portal, Visit, visiting

COLOURS = 160
MARGIN = 24
CLASSES = "Classes on market mornings"
SCREEN, PHONE = (1280, 780), (360, 720)


@dataclass(frozen=True)
class Picture:
    """What is on a picture: whose page, how large, from which element down, what opened before."""

    name: str
    person: str
    path: str
    size: tuple[int, int] = SCREEN
    locale: str = "en"
    top: str = ""
    pressed: tuple[str, ...] = ()


MANAGER, WRITER, COACH = "manager@lake.example", "writer@lake.example", "coach1@dnhc.example"
BEGINNER, COORDINATOR = "writer@dawn.example", "coordinator@ccc.example"
PICTURES = (
    Picture("project", MANAGER, "/o/{LAKE}/projects/{project}"),
    Picture("analysis", MANAGER, "/o/{LAKE}/analyses/{analysis}", (1280, 520),
            top="h2:has-text('The picture so far')"),
    Picture("change-en", MANAGER, "/o/{LAKE}/analyses/{analysis}/changes", (1280, 1000),
            top="main details.row"),
    Picture("check-ins-en", MANAGER, "/o/{LAKE}/analyses/{analysis}/check-ins"),
    Picture("look-km", MANAGER, "/o/{LAKE}/analyses/{analysis}/check-ins/new", PHONE, "km",
            top="main fieldset"),
    Picture("dividers-en", WRITER, "/o/{LAKE}/analyses/{classes}/steps/2", PHONE),
    Picture("send-en", WRITER, "/o/{LAKE}/analyses/{classes}/submission", PHONE),
    Picture("matrix-en", WRITER, "/o/{LAKE}/analyses/{classes}/steps/7", (1280, 1000)),
    Picture("matrix-km", WRITER, "/o/{LAKE}/analyses/{classes}/steps/7", PHONE, "km",
            top="main table"),
    Picture("dividers-km", BEGINNER, "/o/{DAWN}/analyses/{analysis}/steps/2", PHONE, "km"),
    Picture("send-km", BEGINNER, "/o/{DAWN}/analyses/{analysis}/submission", PHONE, "km"),
    Picture("queue-en", COACH, "/coach/"),
    Picture("queue-km", COACH, "/coach/", PHONE, "km"),
    Picture("review-en", COACH, "/o/{ROAD}/analyses/{analysis}/review/2", (1280, 1000),
            pressed=("#aids summary", "a:has-text('Add a comment')")),
    Picture("review-km", COACH, "/o/{ROAD}/analyses/{analysis}/review/2", PHONE, "km", top="#aids"),
    Picture("verdict-en", COACH, "/o/{ROAD}/analyses/{analysis}/review", (1280, 1000),
            top="h2:has-text('How strong is each step?')"),
    Picture("compare-en", COACH, "/o/{LAKE}/analyses/{analysis}/comparison?from=1&to=2",
            (1280, 420), top="main h2:has-text('Step 2')"),
    Picture("programme-en", COORDINATOR, "/network/"),
    Picture("choose-en", COORDINATOR, "/network/projects/{needs}/coaches", (1280, 620)),
)  # fmt: skip


@pytest.mark.parametrize("person", sorted({picture.person for picture in PICTURES}))
def test_pictures_can_be_taken(browser: Browser, portal: Portal, person: str) -> None:
    with visiting(browser, portal) as visit:
        page = visit.sign_in(person)
        spoken = page.locator("html").get_attribute("lang") or "en"
        for picture in (one for one in PICTURES if one.person == person):
            page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
            speak(visit, picture.locale)
            visit.open(fill(portal, picture.path))
            for pressed in picture.pressed:
                page.locator(pressed).first.click()
            keep(take(page, picture.top, picture.size), picture.name)
        speak(visit, spoken)


def speak(visit: Visit, locale: str) -> None:
    """Read in a language."""
    if visit.page.locator("html").get_attribute("lang") != locale:
        visit.open_menu()
        visit.page.locator(f"button[name=locale][value={locale}]").first.click()
        expect(visit.page.locator("html")).to_have_attribute("lang", locale)


def fill(portal: Portal, path: str) -> str:
    """Put the demo's own names and ids into an address."""
    row = portal.admin.execute("SELECT id FROM analyses WHERE title = %s", [CLASSES]).fetchone()
    assert row is not None
    organisations = portal.demo["organisations"]
    known = {"classes": row[0], "needs": organisations["LAKE"]["project"]}
    for acronym, ids in organisations.items():
        known[acronym] = ids["slug"]
        if f"{{{acronym}}}" in path:
            known |= {name: ids.get(name) for name in ("project", "analysis")}
    return path.format(**known)


def take(page: Page, top: str, size: tuple[int, int]) -> Image.Image:
    """Photograph the page from the element `top` down, or from its beginning."""
    page.evaluate("document.fonts.ready")
    box = page.locator(top).first.bounding_box() if top else None
    above = max(int(box["y"]) - MARGIN, 0) if box else 0
    shot = page.screenshot(full_page=True, animations="disabled", caret="hide")
    whole = Image.open(io.BytesIO(shot)).convert("RGB")
    return whole.crop((0, above, size[0], min(above + size[1], whole.height)))


def keep(image: Image.Image, name: str) -> None:
    """Write the picture, light, to the folder that `make pictures` names, else to the screens."""
    folder = ROOT / "docs" / "pictures" if os.environ.get("PICTURES") else SCREENS / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    flat = image.quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(folder / f"{name}.png", optimize=True)
