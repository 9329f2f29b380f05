"""Every page as those who use it, at both widths, in both languages: whole, light, accessible."""

import gzip
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.looking import find_faults, find_misfits
from tests.journeys.reviewing import rate, write_words
from tests.journeys.screens import PAGES

HEAVIEST_FIRST_VIEW = 45 * 1024
HEAVIEST_NEXT_VIEW = 8 * 1024
MISSING = ("/no-such-page", "/invitations/gone", "/account/address/gone")
# What the list of the demo has not: the first object of each kind, by organisation.
MORE_IDS = {
    "owed": "SELECT id FROM milestones WHERE organisation_id = %s AND met_at IS NULL AND waived_at "
    "IS NULL AND key IN ('commitment', 'experience_shared') ORDER BY id",
    "action": "SELECT id FROM milestones WHERE organisation_id = %s AND met_at IS NULL "
    "AND key = 'agreed_action' ORDER BY id",
    "session": "SELECT id FROM coaching_sessions WHERE organisation_id = %s ORDER BY id DESC",
    "comment": "SELECT id FROM comments WHERE organisation_id = %s AND sent_at IS NOT NULL "
    "AND parent_id IS NULL ORDER BY id",
    "discussed": "SELECT analysis_id FROM comments WHERE organisation_id = %s AND sent_at IS NOT "
    "NULL AND parent_id IS NULL ORDER BY id",
    "report": "SELECT id FROM reports WHERE organisation_id = %s AND state = 'done'",
    "registration": "SELECT id FROM registrations WHERE organisation_id = %s ORDER BY id",
    "member": "SELECT person_id FROM memberships WHERE organisation_id = %s ORDER BY role DESC",
}
OF_THE_NETWORK = {
    "needs": "SELECT project_id FROM project_needs ORDER BY project_id",
    "coach": "SELECT id FROM people WHERE email = 'coach1@dnhc.example'",
    "event": "SELECT min(id) FROM events",
    "coming": "SELECT max(id) FROM events",
    "day": "SELECT min(id) FROM event_days",
    "item": "SELECT min(id) FROM agenda_items",
    "assignment": "SELECT id FROM coach_assignments WHERE ended_at IS NULL ORDER BY id",
}
# axe takes most of the time: it looks where width and language differ most, the rest is for all.
# With AXE=1 it looks everywhere, for everybody who may open a page, which takes half an hour.
MOST_UNLIKE = ((360, "km"), (1280, "en"))
LOOKS_EVERYWHERE = bool(os.environ.get("AXE"))
Ids = dict[str, dict[str, str]]
Cookies = Callable[[str], Any]


@pytest.fixture(scope="session")
def ids(browser: Browser, portal: Portal) -> Ids:
    """Return the ids that addresses need by organisation, and those of the network below ""."""
    with visiting(browser, portal) as visit:
        known = {"": send_links(visit) | find(portal, OF_THE_NETWORK)}
        ask_for_report(visit)
        join_reviews(visit, portal.demo["organisations"]["MILL"])
    for acronym, own in portal.demo["organisations"].items():
        one = {"its": "SELECT id FROM organisations WHERE acronym = %s"}
        place = find(portal, one, acronym)["its"]
        known[acronym] = {name: str(value) for name, value in own.items()}
        known[acronym] |= find(portal, MORE_IDS, place) | {
            name: known[""][name] for name in ("event", "coming")
        }
    return known


@pytest.fixture(scope="module")
def cookies(browser: Browser, portal: Portal) -> Cookies:
    """Return what gives a person's cookies; everybody signs in once."""

    @cache
    def of(person: str) -> Any:
        with visiting(browser, portal) as visit:
            if person:
                visit.sign_in(person)
            return visit.context.storage_state()

    return of


@pytest.mark.parametrize("locale", ["en", "km"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("person", PAGES)
def test_pages_are_whole_light_and_accessible(
    browser: Browser,
    portal: Portal,
    ids: Ids,
    cookies: Cookies,
    person: str,
    width: int,
    locale: str,
) -> None:
    faults = []
    with walking(browser, portal, cookies(person), width, locale) as visit:
        for path in PAGES[person]:
            address = fill(ids, path)
            answer = visit.page.goto(portal.url + address)
            visit.shoot(f"{person.split('@')[0]}{name_of(path)}-{width}-{locale}")
            is_looked_at = LOOKS_EVERYWHERE or (width, locale) in MOST_UNLIKE
            look = find_faults if is_looked_at else find_misfits
            found = [*find_misses(answer, address), *look(visit, locale)]
            faults += [f"{address}: {fault}" for fault in found]
    assert faults == []


@pytest.mark.skipif(not LOOKS_EVERYWHERE, reason="every page for every role: AXE=1")
@pytest.mark.parametrize("locale", ["en", "km"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("person", list(filter(None, PAGES)))
def test_pages_are_accessible_for_everybody_who_may_open_them(
    browser: Browser,
    portal: Portal,
    ids: Ids,
    cookies: Cookies,
    person: str,
    width: int,
    locale: str,
) -> None:
    faults, looked = [], 0
    of_others = [path for other, paths in PAGES.items() if other != person for path in paths]
    with walking(browser, portal, cookies(person), width, locale) as visit:
        for address in (fill(ids, path) for path in of_others):
            if visit.page.request.get(portal.url + address, max_redirects=0).status == 200:
                visit.page.goto(portal.url + address)
                looked += 1
                faults += [f"{address}: {fault}" for fault in find_faults(visit, locale)]
    assert looked
    assert faults == []


@contextmanager
def walking(
    browser: Browser, portal: Portal, state: Any, width: int, locale: str
) -> Iterator[Visit]:
    """Yield the visit of somebody who is signed in, in a portal that speaks one language to all."""
    portal.admin.execute("UPDATE people SET locale = %s", [locale])
    portal.admin.execute("UPDATE invitations SET locale = %s", [locale])
    with visiting(browser, portal, width=width, locale=locale, storage_state=state) as visit:
        yield visit


def test_the_first_view_is_light(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        page = visit.open("/sign-in")
        found = page.evaluate(
            "[...document.querySelectorAll('link[rel=stylesheet]')].map(e => e.href)"
            ".concat([...document.scripts].map(e => e.src))"
        )
        assets = sum(weigh(page.request.get(address).body()) for address in found)
    assert assets + HEAVIEST_NEXT_VIEW <= HEAVIEST_FIRST_VIEW


def find_misses(answer: Response | None, address: str) -> list[str]:
    """Return what is wrong with an answer: another page, or too heavy a one."""
    assert answer is not None
    wanted = 404 if address in MISSING else 200
    weight = weigh(answer.body())
    faults = [f"answers {answer.status}"] if answer.status != wanted else []
    faults += [f"leads to {answer.url}"] if not answer.url.endswith(address) else []
    return faults + ([f"weighs {weight}"] if weight > HEAVIEST_NEXT_VIEW else [])


def weigh(body: bytes) -> int:
    """Return how many bytes travel."""
    return len(gzip.compress(body))


def fill(ids: Ids, path: str) -> str:
    """Return a path with the ids of the organisation that it names, else of the network."""
    named = re.search(r"\{([A-Z]+)\}", path)
    acronym = named[1] if named else ""
    slug = {acronym: ids[acronym]["slug"]} if acronym else {}
    return path.format(**slug, **ids[acronym])


def name_of(path: str) -> str:
    """Return a path as a part of a file's name."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", path).rstrip("_")


def find(portal: Portal, asked: dict[str, str], *about: str) -> dict[str, str]:
    """Return the first value that each statement finds, without those that find none."""
    found = {}
    for name, text in asked.items():
        if row := portal.admin.execute(text, about or None).fetchone():
            found[name] = str(row[0])
    return found


def join_reviews(visit: Visit, mill: dict[str, Any]) -> None:
    """Let the second coach of a project hand in a review and begin the joint feedback."""
    sign_in_anew(visit, "coach2@dnhc.example")
    page = visit.open(f"/o/mill/analyses/{mill['analysis']}/review")
    for group in page.locator("form[data-rating]").all():
        rate(group, "solid")
    write_words(page, "You asked the members.", "Ask the key people.", "")
    page.locator("button[formaction$='/review/hand-in']").click()
    page.locator("form[action$='/review/joint'] button").click()
    page.wait_for_url("**/review/joint")


def sign_in_anew(visit: Visit, address: str) -> None:
    """Let somebody else sit down at the same browser."""
    visit.context.clear_cookies()
    visit.sign_in(address)


def send_links(visit: Visit) -> dict[str, str]:
    """Return what stands in the links of two mails: for a new password, and for a newcomer."""
    page = visit.open("/reset")
    page.fill("input[name=email]", "writer@kcd.example")
    page.click("main form button")
    visit.sign_in("manager@kcd.example")
    page = visit.open("/o/kcd/people/")
    page.fill("[name=email]", "newcomer@kcd.example")
    page.check("main [name=locale][value=en]")
    page.locator("main form:has([name=email]) button").click()
    return {
        "reset": token_in(visit.portal, "writer@kcd.example", "reset"),
        "invitation": token_in(visit.portal, "newcomer@kcd.example", "invitations"),
    }


def token_in(portal: Portal, address: str, kind: str) -> str:
    """Return the token of the link in the newest mail to somebody."""
    mail = portal.wait_for_mail(address, f"/{kind}/")
    found = re.search(rf"/{kind}/([\w.~-]+)", mail)
    assert found is not None
    return found[1]


def ask_for_report(visit: Visit) -> None:
    """Let a manager have a report."""
    sign_in_anew(visit, "manager@road.example")
    page = visit.open("/o/road/reports/")
    page.locator("form[action$='/reports/'] button").click()
    page.locator("a[href*='/files/pdf-']").first.wait_for(timeout=60_000)
