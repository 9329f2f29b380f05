"""The main job from end to end, as people do it: browser, web, worker, database, queue, mail."""

import io
import re
import time

import openpyxl
import pypdf
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Portal, Visit, visiting
from tests.journeys.reviewing import write_words
from tests.journeys.writing import add_row, change_row, write_analysis

MANAGER, WRITER = "manager@road.example", "writer@road.example"
COACH, LEADERSHIP = "coach2@dnhc.example", "leadership@ccc.example"
TITLE = "Zebrafinch youth forum"
WORDS = "zebrafinch"


def test_from_a_project_to_a_report(browser: Browser, portal: Portal) -> None:
    with (
        visiting(browser, portal) as manager,
        visiting(browser, portal) as writer,
        visiting(browser, portal, width=360, shows_all=True) as coach,
        visiting(browser, portal) as leadership,
    ):
        for visit, address in (
            (manager, MANAGER),
            (writer, WRITER),
            (coach, COACH),
            (leadership, LEADERSHIP),
        ):
            visit.sign_in(address)
        project = start_project(manager)
        reference = reference_of(portal, project)
        assign_coach(browser, portal, project)
        portal.wait_for_mail(COACH, reference)
        analysis = write_and_send(writer, project)
        portal.wait_for_mail(COACH, reference, 60)
        ask_for_changes(coach)
        portal.wait_for_mail(WRITER, reference)
        answer_and_send_again(writer, analysis)
        accept(coach)
        record_change(writer, analysis)
        download_report(manager, reference)
        see_progress_only(leadership)
        be_reminded(portal)
    assert_no_words_left_the_house(portal)


def start_project(manager: Visit) -> str:
    page = manager.open("/o/road/projects/new")
    page.fill("[name=title]", TITLE)
    page.fill("[name=place]", "A commune in Kampot")
    page.fill("[name=starts_on]", "2026-01-05")
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/o/road/projects/\d+$"))
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    return page.url


def reference_of(portal: Portal, project: str) -> str:
    """Return the reference of the project at an address; others are started before it."""
    number = int(project.rpartition("/")[2])
    row = portal.admin.execute("SELECT reference FROM projects WHERE id = %s", [number]).fetchone()
    assert row is not None
    return str(row[0])


def assign_coach(browser: Browser, portal: Portal, project: str) -> None:
    number = project.rsplit("/", 1)[1]
    with visiting(browser, portal) as coordinator:
        coordinator.sign_in("coordinator@ccc.example")
        page = coordinator.open("/network/assignments")
        assert WORDS not in page.content().lower()
        page.locator(f"a[href='/network/projects/{number}/coaches']").click()
        assert WORDS not in page.content().lower()
        page.get_by_role("button", name="Assign Coach 2 (example)").click()
        expect(page.get_by_role("status")).to_contain_text("told by email")


def write_and_send(writer: Visit, project: str) -> str:
    page = writer.page
    page.goto(f"{project}/analyses/new")
    page.fill("[name=title]", f"Stamps {WORDS}")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/analyses/\d+$"))
    address = page.url
    write_analysis(page, address)
    page.goto(address)
    page.get_by_role("link", name="Check and send").click()
    page.locator("form[action$='/submission'] button").click()
    expect(page.locator("main")).to_contain_text("With the coach")
    return address


def ask_for_changes(coach: Visit) -> None:
    page = coach.open("/coach/")
    page.get_by_role("link", name=f"Stamps {WORDS}").first.click()
    review = page.url
    page.goto(f"{review}/2")
    page.get_by_text("Add a comment").first.click()
    form = page.locator("form[data-autosave]").first
    form.locator("[name=text]").fill("How do you know that it is about the stamp?")
    form.locator("[name=is_required]").check(force=True)
    form.locator("[name=text]").blur()
    expect(form.locator("[data-save-state=saved]")).to_be_visible(timeout=15_000)
    page.goto(review)
    judge(page, "Clear and honest.", "One question, then send it again.")
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.locator("main")).to_contain_text("Changes requested")


def answer_and_send_again(writer: Visit, address: str) -> None:
    page = writer.page
    page.goto(f"{address}/submission")
    expect(page.locator("main")).to_contain_text("asks for an answer")
    page.goto(f"{address}/steps/2")
    change_row(page, {"evidence": "Notes of two officers"})
    form = page.locator("form[action$='/answers']").first
    form.locator("[name=text]").fill("Two officers wrote it down.")
    form.get_by_role("button").click()
    page.goto(f"{address}/submission")
    page.locator("form[action$='/submission'] button").click()
    expect(page.locator("main")).to_contain_text("With the coach")


def accept(coach: Visit) -> None:
    page = coach.open("/coach/")
    page.get_by_role("link", name=f"Stamps {WORDS}").first.click()
    expect(page.locator("h1")).to_have_text("New in this revision")
    expect(page.locator("section:has(> #ratings)")).to_contain_text("as last time")
    write_words(page, "A small detail, clearly linked.", "Ask two more families.", "")
    page.get_by_role("button", name="Accept the analysis").click()
    expect(page.locator("main")).to_contain_text("Accepted")


def judge(page: Page, strength: str, note: str) -> None:
    """Choose a word for each step and write what goes with the verdict, until all is saved."""
    for group in page.locator("form[data-rating]").all():
        group.get_by_role("button", name="Solid").click()
        expect(group.get_by_role("button", name="Solid")).to_have_attribute("aria-pressed", "true")
    write_words(page, strength, "Ask two more families.", note)


def record_change(writer: Visit, address: str) -> None:
    page = writer.page
    page.goto(f"{address}/changes")
    change = {
        "kind": "plan",
        "before": "Two dollars in the budget",
        "after": "No such line",
        "evidence": "The budget of the next year",
    }
    add_row(page, "change", change)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("1 change recorded")


def download_report(manager: Visit, reference: str) -> None:
    page = manager.open("/o/road/reports/")
    page.get_by_role("button", name="Make the report").click()
    link = page.locator("a[href*='/files/pdf-en']").first
    expect(link).to_be_visible(timeout=60_000)
    manager.shoot("story-report-1280-en")
    pdf, book_file = (_download(page, kind) for kind in ("pdf-en", "xlsx-en"))
    text = "".join(
        sheet_page.extract_text() for sheet_page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    )
    assert reference in text
    book = openpyxl.load_workbook(io.BytesIO(book_file))
    cells = {str(cell.value) for one in book for row in one.iter_rows() for cell in row}
    assert any(reference in cell for cell in cells)


def _download(page: Page, kind: str) -> bytes:
    address = page.locator(f"a[href*='/files/{kind}']").first.get_attribute("href")
    answer = page.request.get(page.url.split("/o/")[0] + (address or ""))
    assert answer.ok
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.body()


def see_progress_only(leadership: Visit) -> None:
    for path in ("/network/", "/network/organisations/road"):
        page = leadership.open(path)
        assert WORDS not in page.content().lower()
    expect(page.locator("main")).to_contain_text("ROAD-2")
    assert leadership.page.goto(f"{leadership.portal.url}/o/road/").status == 404  # type: ignore[union-attr]


def be_reminded(portal: Portal) -> None:
    # The schedule looks every five minutes; the worker is asked to look now.
    portal.ask_worker("workers.reminders.write_digests")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        portal.admin.execute("UPDATE outbox SET next_try_at = now() WHERE kind = 'digest'")
        if any("ROAD-1" in mail for mail in portal.mails(MANAGER)):
            return
        time.sleep(2)
    raise AssertionError("nobody was reminded")


def assert_no_words_left_the_house(portal: Portal) -> None:
    log = (portal.folder / "run.log").read_text(errors="replace")
    assert not [text for text in [*portal.mails(), log] if WORDS in text.lower()]
