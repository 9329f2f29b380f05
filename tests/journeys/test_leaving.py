"""Pages that are left while something on them is not saved: every button acts or says why not."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.writing import NEW, say_more

WRITER, COACH = "writer@dawn.example", "coach1@dnhc.example"
WORDS = "Two hours on dividers: “ក្រុមដែលចាំយូរ” & what they said."
ROW = "form[data-autosave]"


def drafts_of(portal: Portal, email: str) -> int:
    """Count what somebody wrote that is in no row; other tests leave drafts of others."""
    found = portal.admin.execute(
        "SELECT count(*) FROM drafts d JOIN people p ON p.id = d.person_id WHERE p.email = %s",
        [email],
    ).fetchone()
    return int(found[0]) if found else 0


def open_step(visit: Visit) -> Page:
    """Open the dividers of an analysis that is being written."""
    dawn = visit.portal.demo["organisations"]["DAWN"]
    page = visit.open(f"/o/dawn/analyses/{dawn['analysis']}/steps/2")
    if page.locator(ROW).count() == 0:
        page.locator("a.row, .row a").first.click()
    return page


def write_what_is_refused(page: Page, how: str) -> None:
    """Write something, and a rank that no row can have."""
    form = page.locator(ROW).first
    say_more(form)
    form.locator("[name=how]").fill(how)
    form.locator("[name=rank]").fill("200")
    form.locator("[name=rank]").blur()
    expect(form.locator("[data-save-state=refused]")).to_be_visible(timeout=15_000)


def test_a_button_that_waits_says_why_and_leads_to_the_field(
    browser: Browser, portal: Portal
) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in(WRITER)
        page = open_step(visit)
        before, rank = page.url, page.locator(f"{ROW} [name=rank]").first
        write_what_is_refused(page, "Written beside a refused rank.")
        page.locator(f"{NEW} button").last.click()
        expect(rank).to_be_focused(timeout=15_000)
        why = page.locator("body").get_attribute("data-first")
        assert why
        expect(page.locator(f"{ROW} [data-save-state]").first).to_have_text(why)
        assert page.url == before
        rank.fill("2")
        page.locator(f"{NEW} button").last.click()
        page.wait_for_url(lambda url: url != before)


def test_removing_a_row_acts_whatever_is_refused_in_it(browser: Browser, portal: Portal) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in(WRITER)
        page = open_step(visit)
        write_what_is_refused(page, "Written in a row that goes.")
        action = page.locator(ROW).first.get_attribute("action")
        page.locator(f"form[action='{action}/removal'] button").click()
        page.wait_for_url(re.compile(r"removed="))
        expect(page.locator(f"form[action='{action}']")).to_have_count(0)
        page.locator(f"form[action='{action}/restoration'] button").click()
        page.wait_for_url(lambda url: "removed=" not in url)


def test_signing_out_acts_and_the_words_come_back_with_the_next_sign_in(
    browser: Browser, portal: Portal
) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in(WRITER)
        page = open_step(visit)
        write_what_is_refused(page, "Written before signing out.")
        visit.sign_out()
        page.wait_for_url(re.compile("/sign-in"))
        visit.sign_in(WRITER)
        expect(page.locator("form[action^='/drafts/'] button")).to_be_visible()
        form = page.locator(ROW).first
        expect(form.locator("[name=how]")).to_have_value("Written before signing out.")
        expect(form.locator("[name=rank]")).to_have_value("200")
        form.locator("[name=rank]").fill("1")
        expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=15_000)
        assert drafts_of(portal, WRITER) == 0


def test_words_in_a_form_of_its_own_outlive_a_sign_out_in_another_window(
    browser: Browser, portal: Portal
) -> None:
    project = portal.demo["organisations"]["ROAD"]["project"]
    with visiting(browser, portal) as visit:
        visit.sign_in(COACH)
        page = visit.open(f"/o/road/projects/{project}/sessions/new")
        fill_session(page)
        other = Visit(portal, visit.context.new_page(), visit.context)
        other.open("/coach/")
        other.sign_out()
        page.click("main form button.button--primary")
        expect(page.locator("main")).to_contain_text("What you wrote is kept")
        page.fill("input[name=email]", COACH)
        page.fill("input[name=password]", "do-no-harm")
        page.click("main form button.button--primary")
        see_session(page)
        page.click("main form[action$='/sessions/'] button.button--primary")
        page.wait_for_url(re.compile("/sessions/$"))
        expect(page.locator("main")).to_contain_text(WORDS)
        assert drafts_of(portal, COACH) == 0


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_a_change_of_language_keeps_what_is_half_written(
    browser: Browser, portal: Portal, scripts: str
) -> None:
    project = portal.demo["organisations"]["ROAD"]["project"]
    with visiting(browser, portal, java_script_enabled=scripts == "on") as visit:
        visit.sign_in(COACH)
        page = visit.open(f"/o/road/projects/{project}/sessions/new")
        fill_session(page)
        visit.open_menu()
        page.click("button[name=locale][value=km]")
        page.wait_for_url(re.compile("draft="))
        expect(page.locator("html")).to_have_attribute("lang", "km")
        see_session(page)
        visit.open_menu()
        page.click("button[name=locale][value=en]")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        see_session(page)
        page.locator("form[action^='/drafts/'] button").click()
        expect(page.locator("[name=summary]")).to_have_value("")


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_a_stranger_keeps_the_address_over_a_change_of_language(
    browser: Browser, portal: Portal, scripts: str
) -> None:
    with visiting(browser, portal, java_script_enabled=scripts == "on") as visit:
        page = visit.open("/sign-in?next=/coach/record")
        page.fill("input[name=email]", COACH)
        page.fill("input[name=password]", "do-no-harm")
        page.click("button[name=locale][value=km]")
        expect(page.locator("html")).to_have_attribute("lang", "km")
        expect(page.locator("input[name=email]")).to_have_value(COACH)
        expect(page.locator("input[name=password]")).to_have_value("")
        page.fill("input[name=password]", "do-no-harm")
        page.click("main form button.button--primary")
        page.wait_for_url(re.compile("/coach/record"))


def test_what_one_wrote_is_never_saved_in_the_name_of_another(
    browser: Browser, portal: Portal
) -> None:
    with visiting(browser, portal) as visit:
        visit.sign_in(WRITER)
        page = open_step(visit)
        other = Visit(portal, visit.context.new_page(), visit.context)
        other.open("/help")
        other.sign_out()
        other.sign_in("manager@dawn.example")
        form = page.locator(ROW).first
        form.locator("[name=how]").fill("Written by the one before.")
        expect(form.locator("[data-save-state=waiting]")).to_be_visible(timeout=15_000)
        found = portal.admin.execute(
            "SELECT count(*) FROM factors WHERE how = 'Written by the one before.'"
        ).fetchone()
        assert found == (0,)


def fill_session(page: Page) -> None:
    """Write a session, but for what comes last."""
    page.fill("[name=held_on]", "2026-01-05")
    page.check("[name=mode][value=visit]", force=True)
    page.fill("[name=hours]", "1.5")
    page.fill("[name=women]", "3")
    page.fill("[name=summary]", WORDS)


def see_session(page: Page) -> None:
    """See that all of it stands in the form."""
    expect(page.locator("[name=held_on]")).to_have_value("2026-01-05")
    expect(page.locator("[name=mode][value=visit]")).to_be_checked()
    expect(page.locator("[name=hours]")).to_have_value("1.5")
    expect(page.locator("[name=women]")).to_have_value("3")
    expect(page.locator("[name=summary]")).to_have_value(WORDS)
