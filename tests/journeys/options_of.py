"""What writers do with options: test them, move them on, make a new one from one that failed."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.looking import Walker
from tests.journeys.writing import change_row, write_cell

WAY: dict[str, tuple[str, ...]] = {
    "trying": ("tested_on_paper", "approved", "trying"),
    "kept": ("tested_on_paper", "approved", "trying", "kept"),
}


def try_on_paper(writer: Walker, home: str, place: int, cells: list[list[str]]) -> None:
    """Fill the line of one option in the matrix; a cell that gets worse asks for a note."""
    page = writer.go(f"{home}/steps/7")
    if page.locator("tbody th a").count() > 1:
        page.locator("tbody th a").nth(place).click()
        page.wait_for_url(re.compile("option="))
    for cell, (effect, note) in enumerate(cells):
        if effect.startswith("-"):
            ask_for_note(page, cell, effect)
        write_cell(page, cell, effect, note)
    writer.look(f" with {place}")


def ask_for_note(page: Page, place: int, effect: str) -> None:
    """See that a cell that gets worse is kept and asks for a reason."""
    cell = page.locator("[data-cell]").nth(place)
    cell.locator("select").select_option(effect)
    cell.locator("textarea").focus()
    cell.locator("textarea").blur()
    expect(cell.locator(".govuk-error-message")).to_be_visible(timeout=15_000)


def make_anew(writer: Walker, home: str, reason: str, description: str) -> None:
    """Say why the first option failed and write the one that takes its place."""
    page = writer.go(f"{home}/steps/6")
    page.locator("a.row__open").first.click() if page.locator("a.row__open").count() else None
    page.locator("details.more:has(form[action$='/successors']) > summary").click()
    page.locator("textarea[name=reason]").fill(reason)
    page.locator("form[action$='/successors'] button").click()
    page.wait_for_load_state()
    change_row(page, {"description": description})
    expect(page.locator(".lineage").first.locator("li")).to_have_count(2)
    expect(page.locator(".lineage").first).to_contain_text(reason)
    writer.look(" anew")


def move_on(writer: Walker, home: str, state: str) -> None:
    """Move the last option of an analysis on, step by step, to `state`."""
    page = writer.go(f"{home}/steps/6")
    if page.locator("a.row__open").count():
        page.locator("a.row__open").last.click()
    for stop in WAY[state]:
        form = page.locator("form[action$='/state']").last
        form.locator("select").select_option(stop)
        form.locator("button").click()
        page.wait_for_load_state()
        expect(page.locator("form[action$='/state'] select").last).to_have_value(stop)
