"""From a new project to an accepted analysis, pressing nothing but the button of the card."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, visiting
from tests.journeys.test_story import (
    COACH,
    MANAGER,
    WORDS,
    WRITER,
    accept,
    ask_for_changes,
    assign_coach,
    start_project,
)
from tests.journeys.writing import ANALYSIS, add_row, change_row

VALUES = {kind: values for _, kind, values in ANALYSIS[:3]}
MOST_PRESSES = 20


@pytest.mark.parametrize("who", [MANAGER, WRITER])
def test_the_card_alone_leads_to_an_accepted_analysis(
    browser: Browser, portal: Portal, who: str
) -> None:
    with (
        visiting(browser, portal) as manager,
        visiting(browser, portal, width=360) as member,
        visiting(browser, portal) as coach,
    ):
        for visit, address in ((manager, MANAGER), (member, who), (coach, COACH)):
            visit.sign_in(address)
        project = start_project(manager)
        assign_coach(browser, portal, project)
        assert follow_cards(member.page, project) <= MOST_PRESSES
        ask_for_changes(coach)
        assert follow_cards(member.page, project) <= MOST_PRESSES
        accept(coach)
        member.page.goto(project)
        card = member.page.locator(".next")
        expect(card).to_contain_text("Accepted")
        expect(card).to_contain_text("Your coach accepted this analysis")
        card.locator(".button--go").click()
        expect(member.page.locator("form[action$='/rows/change']").first).to_be_visible()


def follow_cards(page: Page, project: str) -> int:
    """Press the button of the project's card and do what is there, until nothing is to be done."""
    for pressed in range(MOST_PRESSES + 1):
        page.goto(project)
        button = page.locator(".next .button--go")
        if not button.count():
            return pressed
        button.click()
        page.wait_for_load_state()
        do_what_is_there(page)
    return MOST_PRESSES + 1


def do_what_is_there(page: Page) -> None:
    """Do what the address of the page says, as a person would."""
    if page.url.endswith("/analyses/new"):
        start_analysis(page)
    elif page.url.endswith("/submission"):
        page.locator("form[action$='/submission'] button").click()
    elif "#comment-" in page.url:
        answer(page)
    else:
        write_row(page)


def start_analysis(page: Page) -> None:
    page.fill("[name=title]", f"Stamps {WORDS}")
    for number in range(4, 8):
        page.locator(f"[name=steps][value='{number}']").uncheck(force=True)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile(r"/analyses/\d+$"))


def answer(page: Page) -> None:
    form = page.locator("form[action$='/answers']").first
    form.locator("[name=text]").fill("Two officers wrote it down.")
    form.get_by_role("button").click()
    expect(page.locator("article.comment", has_text="Two officers")).to_contain_text(
        "Your answer is sent"
    )


def write_row(page: Page) -> None:
    number = re.search(r"/steps/(\d)", page.url)
    assert number, page.url
    kind = list(VALUES)[int(number[1]) - 1]
    if page.locator("form[data-autosave]").count():
        change_row(page, VALUES[kind])
    else:
        add_row(page, kind, VALUES[kind])
