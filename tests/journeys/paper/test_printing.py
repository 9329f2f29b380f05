"""On paper every row is open, and each sheet of a story says for whom it is; the files come."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal, Visit, visiting


def printed(visit: Visit, path: str) -> list[str]:
    """Return the text of each sheet that a browser would print of a page."""
    page = visit.open(path)
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return [" ".join(sheet.extract_text().split()) for sheet in sheets]


@pytest.mark.parametrize("scripts", [True, False])
def test_every_row_is_open_on_paper(browser: Browser, portal: Portal, *, scripts: bool) -> None:
    analysis = portal.demo["organisations"]["LAKE"]["analysis"]
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@lake.example")
        state = visit.context.storage_state()
    with visiting(browser, portal, storage_state=state, java_script_enabled=scripts) as visit:
        for path in (f"/o/lake/analyses/{analysis}/{part}" for part in ("revisions/1", "whole")):
            said = " ".join(printed(visit, path))
            assert "Talks with thirty families" in said
            assert "Print (A4)" not in said


def test_a_story_is_made_printed_and_downloaded(browser: Browser, portal: Portal) -> None:
    analysis = portal.demo["organisations"]["LAKE"]["analysis"]
    home = f"/o/lake/analyses/{analysis}/story/en"
    with visiting(browser, portal) as visit:
        visit.sign_in("writer@lake.example")
        page = visit.open(f"{home}/cover")
        page.get_by_label("Partners and donors").check()
        page.get_by_role("button", name="Save changes").click()
        page.get_by_text("Edit the sentences").first.click()
        first = page.get_by_label("Sentence 1")
        first.fill(first.input_value() + " Nobody fishes at night.")
        page.get_by_role("button", name="Save sentences").click()
        expect(page.get_by_text("Nobody fishes at night.")).to_be_visible()
        sheets = printed(visit, home)
        assert len(sheets) > 1
        assert all("For partners and donors." in sheet for sheet in sheets)
        page.get_by_role("button", name="Make PDF and Word").click()
        page.wait_for_url(re.compile(r"/reports/\d+$"))
        expect(page.get_by_text("Your story is ready")).to_be_visible(timeout=60_000)
        with page.expect_download() as download:
            page.get_by_role("link", name="Word in English").click()
        assert download.value.suggested_filename.endswith("-en.docx")
