"""Every page as those who use it, at both widths, in both languages: whole, light, accessible."""

import gzip

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Portal, Visit, visiting

PAGES: dict[str, tuple[str, ...]] = {
    "manager@chec.example": (
        "/o/{CHEC}/", "/o/{CHEC}/projects/{project}", "/o/{CHEC}/projects/new",
        "/o/{CHEC}/projects/{project}/edit", "/o/{CHEC}/analyses/{analysis}",
        "/o/{CHEC}/analyses/{analysis}/picture", "/o/{CHEC}/analyses/{analysis}/changes",
        "/o/{CHEC}/analyses/{analysis}/history", "/o/{CHEC}/analyses/{analysis}/feedback",
        "/o/{CHEC}/workshops/", "/o/{CHEC}/workshops/new",
        "/o/{CHEC}/reports/", "/o/{CHEC}/people/", "/password",
    ),
    "writer@act.example": (
        "/o/{ACT}/", "/o/{ACT}/projects/{project}", "/o/{ACT}/analyses/{analysis}",
        "/o/{ACT}/analyses/{analysis}/steps/1", "/o/{ACT}/analyses/{analysis}/steps/2",
        "/o/{ACT}/analyses/{analysis}/steps/4", "/o/{ACT}/analyses/{analysis}/steps/5",
        "/o/{ACT}/analyses/{analysis}/submission",
    ),
    "coach1@dnhc.example": (
        "/coach/", "/coach/profile", "/coach/record", "/coach/words",
        "/o/{STT}/projects/{project}",
        "/o/{STT}/projects/{project}/sessions/new", "/o/{STT}/projects/{project}/handover",
        "/o/{STT}/projects/{project}/notes", "/o/{STT}/analyses/{analysis}/review",
        "/o/{STT}/analyses/{analysis}/review/2", "/o/{STT}/analyses/{analysis}/revisions/1",
        "/o/{TPO}/analyses/{analysis}/review",
        "/o/{CHEC}/analyses/{analysis}/comparison?from=1&to=2",
        "/o/{CHEC}/analyses/{analysis}/review/2",
    ),
    "leadership@ccc.example": ("/network/", "/network/organisations/aple"),
    "coordinator@ccc.example": (
        "/network/assignments", "/network/workload", "/network/requests",
        "/network/projects/1/coaches", "/network/assignments/1/handover", "/network/due-times",
        "/network/organisations/new",
    ),
    "admin@ccc.example": ("/network/people",),
    "": ("/sign-in", "/reset", "/no-such-page"),
}  # fmt: skip
HEAVIEST_FIRST_VIEW = 45 * 1024
HEAVIEST_NEXT_VIEW = 8 * 1024


@pytest.mark.parametrize("locale", ["en", "km"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("person", PAGES)
def test_pages_are_whole_and_accessible(
    browser: Browser, portal: Portal, person: str, width: int, locale: str
) -> None:
    faults = []
    with visiting(browser, portal, width=width, locale=locale) as visit:
        if person:
            visit.sign_in(person)
        _speak(visit, locale)
        for path in PAGES[person]:
            address = _fill(portal, path)
            visit.page.goto(portal.url + address)
            visit.shoot(f"{person.split('@')[0]}{address.replace('/', '_')}-{width}-{locale}")
            faults += [f"{address}: {fault}" for fault in _look(visit, locale)]
        if person:
            _speak(visit, "en")
    assert faults == []


def test_the_first_and_the_next_view_are_light(browser: Browser, portal: Portal) -> None:
    sizes: dict[str, list[int]] = {}
    for person in ("manager@chec.example", "coach1@dnhc.example", "leadership@ccc.example"):
        with visiting(browser, portal) as visit:
            visit.sign_in(person)
            for path in PAGES[person]:
                sizes[path] = [_weigh(visit, portal.url + _fill(portal, path))]
            heaviest = max(size for found in sizes.values() for size in found)
    assets = _weigh_assets(browser, portal)
    assert heaviest <= HEAVIEST_NEXT_VIEW
    assert heaviest + assets <= HEAVIEST_FIRST_VIEW


def _fill(portal: Portal, path: str) -> str:
    for acronym, ids in portal.demo["organisations"].items():
        if f"{{{acronym}}}" in path:
            known = {name: str(value) for name, value in ids.items() if name != "slug"}
            return path.format(**{acronym: ids["slug"]}, **known)
    return path


def _speak(visit: Visit, locale: str) -> None:
    button = visit.page.locator(f"button[name=locale][value={locale}]")
    if visit.page.url == "about:blank":
        visit.page.goto(f"{visit.portal.url}/sign-in")
    if button.count():
        button.first.click()
        visit.page.wait_for_load_state()


def _look(visit: Visit, locale: str) -> list[str]:
    page = visit.page
    sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    language = page.evaluate("document.documentElement.lang")
    faults = [f"{sideways} px too wide"] if sideways > 0 else []
    faults += [f"speaks {language}"] if language != locale else []
    return faults + visit.find_violations()


def _weigh(visit: Visit, address: str) -> int:
    answer = visit.page.request.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.ok
    return _gzipped(answer.body())


def _weigh_assets(browser: Browser, portal: Portal) -> int:
    with visiting(browser, portal) as visit:
        page = visit.open("/sign-in")
        found = page.evaluate(
            "[...document.querySelectorAll('link[rel=stylesheet]')].map(e => e.href)"
            ".concat([...document.scripts].map(e => e.src))"
        )
        return sum(_gzipped(page.request.get(address).body()) for address in found)


def _gzipped(body: bytes) -> int:
    return len(gzip.compress(body))
