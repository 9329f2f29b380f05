"""What stands below something keeps a gap to it, and what is of one kind has one width."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Portal, visiting
from tests.journeys.test_pictures import fill

# The least gap, in pixels, between the foot of the first and the head of the second.
LEAST_GAP = 12
GAP = """([above, below]) => {
  const first = [...document.querySelectorAll(above)];
  const second = [...document.querySelectorAll(below)];
  return second.map((one, place) => Math.round(
    one.getBoundingClientRect().top - first[place].getBoundingClientRect().bottom));
}"""
LAKE_STORY = "/o/{LAKE}/analyses/{analysis}/story/en"
PLACES = (
    (
        "coordinator@ccc.example",
        "/network/due-times",
        ".card form:has(+ form)",
        ".card form + form",
    ),
    ("writer@lake.example", LAKE_STORY, ".buttons--row .button--primary", ".paper__foot"),
)
WIDTHS = "all => all.map(one => Math.round(one.getBoundingClientRect().width))"


@pytest.mark.parametrize(("person", "path", "above", "below"), PLACES)
def test_what_follows_a_button_keeps_its_distance(
    browser: Browser, portal: Portal, person: str, path: str, above: str, below: str
) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in(person)
        page = visit.open(fill(portal, path))
        gaps = page.evaluate(GAP, [above, below])
    assert gaps
    assert min(gaps) >= LEAST_GAP


@pytest.mark.parametrize("locale", ["en", "km"])
@pytest.mark.parametrize("path", ["/network/", "/network/due-times", "/network/organisations/new"])
def test_the_header_of_a_coordinator_is_one_line(
    browser: Browser, portal: Portal, path: str, locale: str
) -> None:
    with visiting(browser, portal, locale=locale) as visit:
        page = visit.sign_in("coordinator@ccc.example")
        visit.open(path)
        heads = page.locator(".top__row > *").evaluate_all(
            "all => all.map(one => { const it = one.getBoundingClientRect();"
            " return it.top + it.height / 2 })"
        )
    assert max(heads) - min(heads) < LEAST_GAP


def test_a_state_on_a_phone_is_as_wide_as_its_words(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360) as visit:
        page = visit.sign_in("coach1@dnhc.example")
        visit.open("/coach/")
        states = page.locator(
            ".data--cards td > .tag--submitted, .data--cards td > .tag--in_review"
        )
        widths = states.evaluate_all(WIDTHS)
        rows = states.evaluate_all(WIDTHS.replace("one.getB", "one.closest('tr').getB"))
    assert widths
    assert all(2 * own < whole for own, whole in zip(widths, rows, strict=True))


def test_buttons_that_add_a_detail_are_equally_wide(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal, width=360) as visit:
        page = visit.sign_in("writer@dawn.example")
        visit.open(fill(portal, "/o/{DAWN}/analyses/{analysis}/steps/4"))
        widths = page.locator(".place__head button").evaluate_all(WIDTHS)
    assert len(widths) > 1
    assert len(set(widths)) == 1
