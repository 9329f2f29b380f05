"""What nobody wants to see on a page: too wide, in another language, closed to some."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.journeys.conftest import Visit

# What follows buttons, or a form that ends with them, is not glued to them.
ENDS = "main .buttons, main form:has(> .buttons:last-child)"
GLUED = """(ends) => [...document.querySelectorAll(ends)]
  .flatMap((one) => {
    const next = one.nextElementSibling;
    if (!next?.checkVisibility() || !one.checkVisibility()) return [];
    const gap = next.getBoundingClientRect().top - one.getBoundingClientRect().bottom;
    return gap > -1 && gap < 8 ? [`${Math.round(gap)} px above ${next.textContent.trim()}`] : [];
  }).map((fault) => fault.slice(0, 60))"""

HEADS = "[...document.querySelectorAll('header.top')].map(head => head.offsetHeight)"
TALLEST_HEAD = 64


def find_faults(visit: Visit, locale: str) -> list[str]:
    """Return what is wrong with the page at hand, whoever looks at it."""
    return find_misfits(visit, locale) + visit.find_violations()


def find_misfits(visit: Visit, locale: str) -> list[str]:
    """Return what is wrong with the page at hand that takes no time to find.

    It is too wide, in another language, has two buttons of which each says to be the next step, or
    something glued below a button, or a head of two lines.
    """
    page = visit.page
    # A page that is on its way has no root element at first.
    page.wait_for_load_state()
    root = page.locator("html")
    sideways = root.evaluate("root => root.scrollWidth - innerWidth")
    language = root.get_attribute("lang")
    faults = [f"{sideways} px too wide"] if sideways > 0 else []
    primary = page.locator("main .button--primary:visible").count()
    faults += [f"{primary} primary buttons"] if primary > 1 else []
    faults += page.evaluate(GLUED, ENDS)
    faults += [f"a head of {high} px" for high in page.evaluate(HEADS) if high > TALLEST_HEAD]
    return faults + ([f"speaks {language}"] if language != locale else [])


@dataclass
class Walker:
    """Somebody who goes from page to page and looks once at each kind of page that they pass."""

    visit: Visit
    locale: str
    name: str = ""
    faults: list[str] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.visit.page

    def go(self, address: str) -> Page:
        """Open an address of the portal, whole or from its root."""
        self.visit.open(address.removeprefix(self.visit.portal.url))
        return self.page

    def look(self, moment: str = "") -> None:
        """Note what is wrong with this kind of page, unless one like it was looked at before."""
        self.page.wait_for_load_state()
        path = self.page.url.removeprefix(self.visit.portal.url).split("#")[0]
        kind = re.sub(r"(?<=/)(?!steps|review)([^/]+)/\d+", r"\1/n", path)
        kind = re.sub(r"=\d+", "=n", kind) + moment
        if kind in self.looked:
            return
        self.looked.add(kind)
        self.faults += [f"{kind}: {fault}" for fault in find_faults(self.visit, self.locale)]
        if self.name:
            told = re.sub(r"[^a-z0-9]+", "_", kind)
            width = self.page.viewport_size or {"width": 0}
            self.visit.shoot(f"{self.name}-{width['width']}-{self.locale}{told}")
