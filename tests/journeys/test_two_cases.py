"""Two cases with options, from an empty analysis to a change that is recorded, as people do it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import ROOT, SIZES, Portal, visiting
from tests.journeys.looking import Walker
from tests.journeys.options_of import make_anew, move_on, try_on_paper
from tests.journeys.reviewing import (
    comment_on_row,
    give_verdict,
    open_review,
    read_steps,
    write_words,
)
from tests.journeys.writing import add_row, change_row

CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("cases.yaml").read_text()
)
FILE = ROOT / "portal" / "demo" / "files" / "plan-page.pdf"
WRITER, MANAGER, COACH = "writer@lake.example", "manager@lake.example", "coach1@dnhc.example"


@pytest.mark.parametrize(("width", "locale"), SIZES)
def test_from_an_empty_analysis_to_a_recorded_change(
    browser: Browser, portal: Portal, width: int, locale: str
) -> None:
    cases = [told[locale] for told in CASES.values()]
    with walking(browser, portal, width, locale) as (writer, coach, manager):
        before = count_changes(manager)
        homes = [start(writer, portal, case) for case in cases]
        for case, home in zip(cases, homes, strict=True):
            write(writer, case, home)
            send(writer, home, revision=1)
            ask_for_changes(coach, case)
        for case, home in zip(cases, homes, strict=True):
            answer(writer, case, home)
            send(writer, home, revision=2)
            accept(coach, case)
        for case, home in zip(cases, homes, strict=True):
            move_on(writer, home, case["ends"])
            record_change(writer, case, home)
            check_in(writer, case, home)
        assert count_changes(manager) == before + len(cases)
        assert writer.faults + coach.faults + manager.faults == []


@contextmanager
def walking(
    browser: Browser, portal: Portal, width: int, locale: str
) -> Iterator[tuple[Walker, Walker, Walker]]:
    """Let a writer, a coach and a manager sign in who all read `locale`."""
    portal.admin.execute("UPDATE people SET locale = %s", [locale])
    with (
        visiting(browser, portal, width=width, locale=locale, shows_all=True) as writer,
        visiting(browser, portal, width=width, locale=locale, shows_all=True) as coach,
        visiting(browser, portal, width=width, locale=locale, shows_all=True) as manager,
    ):
        for visit, address in ((writer, WRITER), (coach, COACH), (manager, MANAGER)):
            visit.sign_in(address)
        yield (
            Walker(writer, locale, "cases-writer"),
            Walker(coach, locale, "cases-coach"),
            Walker(manager, locale, "cases-manager"),
        )


def start(writer: Walker, portal: Portal, case: dict[str, Any]) -> str:
    """Start an analysis and return its address; it is empty."""
    project = portal.demo["organisations"]["LAKE"]["project"]
    page = writer.go(f"/o/lake/projects/{project}")
    page.locator("a[href$='/analyses/new']").first.click()
    writer.look()
    page.locator("a[href='?framework=lcp-6']").click()
    page.locator("a[href='?framework=handbook-2004']").click()
    page.fill("[name=title]", case["title"])
    page.locator("[name=scope][value=activity]").check(force=True)
    page.locator("main form.card button").click()
    page.wait_for_url(re.compile(r"/analyses/\d+$"))
    writer.look(" empty")
    expect(page.locator(".tag--met")).to_have_count(0)
    return page.url


def write(writer: Walker, case: dict[str, Any], home: str) -> None:
    """Write all rows, test the option, and make a new one where it harms somebody."""
    for step, kind, values in case["rows"]:
        page = writer.go(f"{home}/steps/{step}")
        writer.look(" empty")
        add_row(page, kind, values)
        writer.look()
    try_on_paper(writer, home, 0, case["tests"])
    if "failed" in case:
        make_anew(writer, home, case["failed"], case["successor"])
        try_on_paper(writer, home, 1, case["retests"])
        page = writer.go(f"{home}/options")
        expect(page.locator(".lineage li")).to_have_count(2)
        writer.look()
    writer.go(f"{home}/picture")
    writer.look()


def send(writer: Walker, home: str, revision: int) -> None:
    """Look once more at the whole, send it, and see that it is with the coach."""
    page = writer.go(home)
    writer.look(f" before {revision}")
    page.locator(f"a[href='{path_of(home)}/submission']").first.click()
    writer.look(f" {revision}")
    if revision > 1:
        page.locator("a[href*='/comparison']").click()
        expect(page.locator("main ins").first).to_be_visible()
        writer.look()
        page.go_back()
    page.locator("form[action$='/submission'] button").click()
    expect(page.locator(".page-head .tag--submitted")).to_be_visible()
    writer.look(" sent")


def ask_for_changes(coach: Walker, case: dict[str, Any]) -> None:
    """Read it step by step, ask one question that must be answered, ask for changes."""
    page = open_review(coach, case["title"])
    read_steps(coach, "solid")
    review = page.url
    page.locator("main a[href$='/review/2']").first.click()
    comment_on_row(page, case["asked"])
    coach.look(" with a comment")
    coach.go(review)
    write_words(page, case["strength"], case["next_step"], case["note"])
    coach.look(" judged")
    give_verdict(page, "change-request")


def answer(writer: Walker, case: dict[str, Any], home: str) -> None:
    """Read the feedback, answer the question, write better what was asked about."""
    page = writer.go("/o/lake/")
    writer.look()
    page = writer.go(f"{home}/feedback")
    expect(page.locator("main")).to_contain_text(case["strength"])
    writer.look()
    page.locator(".next a.button").click()
    expect(page.locator(".comment").first).to_contain_text(case["asked"])
    change_row(page, {"evidence": case["changed"]})
    form = page.locator("form[action$='/answers']").first
    form.locator("[name=text]").fill(case["answer"])
    form.get_by_role("button").click()
    expect(page.locator(".comment__answer").first).to_contain_text(case["answer"])
    writer.look(" answered")
    page = writer.go(f"{home}/steps/6")
    if page.locator("a.row__open").count():
        page.locator("a.row__open").last.click()
    change_row(page, {"description": case["option"]})


def accept(coach: Walker, case: dict[str, Any]) -> None:
    """See what changed since, read the answer, and accept."""
    page = open_review(coach, case["title"])
    review = page.url
    page.locator("main a[href*='/comparison?from=']").last.click()
    expect(page.locator("main ins").first).to_be_visible()
    coach.look()
    coach.go(review)
    coach.go(f"{review}/2")
    expect(page.locator(".row .since").first).to_be_visible()
    expect(page.locator(".comment__answer").first).to_contain_text(case["answer"])
    coach.look(" since")
    coach.go(review)
    read_steps(coach, "exemplary")
    write_words(page, case["strength"], case["next_step"], "")
    give_verdict(page, "acceptance")


def record_change(writer: Walker, case: dict[str, Any], home: str) -> None:
    """Record what is done in another way now, with a file that shows it."""
    page = writer.go(home)
    writer.look(" accepted")
    page.locator(".next a.button").click()
    add_row(page, "change", case["change"])
    page.locator(".files summary").first.click()
    page.locator("input[type=file]").set_input_files(FILE)
    page.locator("form[data-upload] button").click()
    expect(page.locator(".files__name").first).to_be_visible(timeout=30_000)
    writer.look(" with a file")
    writer.go("/o/lake/changes")
    expect(page.locator("main")).to_contain_text(case["change"]["after"])
    writer.look()


def check_in(writer: Walker, case: dict[str, Any], home: str) -> None:
    """Say how the divider and the connector are now."""
    page = writer.go(f"{home}/check-ins/new")
    for factor, trend in enumerate(("better", "same")):
        page.locator("fieldset.look").nth(factor).locator(f"[value={trend}]").check(force=True)
    page.locator("fieldset.look summary").first.click()
    page.locator("fieldset.look textarea").first.fill(case["seen"])
    writer.look(" filled")
    page.locator("main form button").last.click()
    page.wait_for_url("**/check-ins")
    writer.look()


def count_changes(manager: Walker) -> int:
    """Ask for a report and return how many changes it counts."""
    page = manager.go("/o/lake/reports/")
    rows = page.locator("tbody tr")
    made = rows.count()
    page.locator("form[action$='/reports/'] button").click()
    page.wait_for_load_state()
    for _ in range(60):
        page = manager.go("/o/lake/reports/")
        if rows.count() > made and rows.first.locator("a[href*='/files/pdf-']").count():
            break
        page.wait_for_timeout(1000)
    manager.look()
    rows.first.locator("th a").click()
    manager.look()
    return int(page.locator("main .card dl dd").nth(3).inner_text())


def path_of(home: str) -> str:
    """Return the path of an address."""
    return re.sub(r"^https?://[^/]+", "", home)
