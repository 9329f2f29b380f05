"""The files: the same numbers in each, words that stay words, the same bytes from the same data."""

import io
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pypdf
import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.reports.document.builder import Imprint, compose
from portal.reports.document.model import Document
from portal.reports.document.pdf import make_legible, render_pdf
from portal.reports.document.workbook import render_workbook
from tests.factories import DETAILS, make_project
from tests.projects.scenes import AT_THE_START
from tests.reports.pdf_text import read_aloud
from tests.reports.scenes import (
    KHMER_TITLE,
    body,
    make_analysis,
    make_record,
    make_report,
    snapshot_in,
)
from tests.world import World

DANGEROUS = (
    '#import "@preview/cetz:0.3.0"',
    '#read("/etc/passwd")',
    "=1+1",
    '=HYPERLINK("http://a.example","x")',
    "+1",
    "-1",
    "@SUM(1)",
    "http://a.example/",
    "<script>alert(1)</script> $x$ _a_ *b* `c` \\n",
)


# Marks above, below, below one another, below deep letters; vowels that stand before their letter.
KHMER = (
    "ផ្លាស់ប្តូរ បញ្ជូន បញ្ជី គ្រួសារ ម្ហូប ក្នុង ស្ត្រី ខ្មែរ ខ្ញុំ ក្រុមជំនុំ ប៉ុន្តែ ស៊ី ស៊ុត ម៉ឺន អញ្ជើញ "
    "សញ្ញា កញ្ញា ឡើង ន្យូ ព្យួរ ឆ្នាំ កុំព្យូទ័រ បណ្ដុះ គ្រូបង្គោល វិច្ឆិកា ធ្នូ សន្តិភាព អ៊ីនធឺណិត ក៏ ៗ "
    "ពាក្យសម្ងាត់ ហ្វូង ទ្រព្យ ឈ្មួញ ឃ្លាំង ភ្ជួរ កម្ពុជា ឱ្យ ត្រឡប់ ហួស\N{ZERO WIDTH SPACE}ពេលកំណត់"
)


def document_of(world: World, report_id: int, locale: str = "en") -> Document:
    row = world.admin.execute(
        "SELECT edition, sha256, code_version FROM reports WHERE id = %s", [report_id]
    ).fetchone()
    assert row is not None
    with world.app.app_context():
        return compose(snapshot_in(world, report_id), Imprint(*row), locale)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def sheets_of(xlsx: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(xlsx))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def rows_on_screen(page: str, caption: str) -> list[tuple[str, str]]:
    table = page.split(f"<caption>{caption}</caption>")[1].split("</table>")[0]
    return re.findall(r'<th scope="row">(.+?)</th>\s*<td class="data__number">(.+?)</td>', table)


@pytest.mark.parametrize("locale", ["en", "km"])
def test_screen_pdf_and_workbook_say_the_same_numbers(world: World, locale: str) -> None:
    [first, _] = make_record(world)
    analysis_id = make_analysis(world, first)
    world.admin.execute(
        "UPDATE analyses SET framework_version = 'lcp-6' WHERE id = %s", [analysis_id]
    )
    report_id = make_report(world)
    document = document_of(world, report_id, locale)
    summary = next(iter(sheets_of(body(world, report_id, "xlsx", locale)).values()))
    pdf = text_of(body(world, report_id, "pdf", "en"))
    client = world.sign_in("lotus_viewer")
    page = client.get(f"/o/lotus/reports/{report_id}").get_data(as_text=True)
    bars = [(chart, bar) for chart in document.charts for bar in chart.bars]
    assert len(bars) == 57 + 3 + 2 * 5  # three frameworks, two of them with five states
    for chart, bar in bars:
        assert (f"{chart.title} ({chart.note})", bar.label, bar.value) in summary
    for figure in document.figures:
        assert (figure.label, None, figure.value) in summary
    english = document_of(world, report_id, "en")
    for figure in english.figures:
        assert re.search(rf"<dt>{re.escape(figure.label)}</dt>\s*<dd>{figure.value}</dd>", page)
    for chart in english.charts:
        said = " ".join(f"{bar.label} {bar.value}" for bar in chart.bars)
        assert f"{chart.title} {chart.note} {said}" in pdf
        assert rows_on_screen(page, f"{chart.title} \N{EN DASH} {chart.note}") == [
            (bar.label, str(bar.value)) for bar in chart.bars
        ]
    assert "14 9 1 0 24" in pdf


def test_the_workbook_has_every_step_and_change_with_real_dates(world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    sheets = sheets_of(body(world, report_id, "xlsx", "en"))
    named = [section.name for section in document_of(world, report_id).sections]
    assert list(sheets) == ["Summary", "Projects", "Milestones", *named]
    assert {"Changes", "Workshops", "Coaching sessions"} <= {*named}
    assert sheets["Milestones"][1] == (
        "LOTUS-1",
        "Introductory",
        "Take part in the introductory workshop",
        "Organisation",
        datetime(2026, 10, 20),  # noqa: DTZ001  a cell has no zone
        datetime(2026, 10, 5),  # noqa: DTZ001
        "Completed",
    )
    assert len(sheets["Milestones"]) == 1 + 2 * len(AT_THE_START)
    assert [row[1:] for row in sheets["Changes"][1:]] == [
        ("LOTUS-1", "In the plan", "In words"),
        ("LOTUS-1", "In monitoring", "In words"),
    ]
    assert sheets["Projects"][2][:2] == ("LOTUS-2", KHMER_TITLE)
    book = load_workbook(io.BytesIO(body(world, report_id, "xlsx", "km")))
    assert {sheet.freeze_panes for sheet in book} == {"A2"}


def test_sections_of_equal_names_have_sheets_of_their_own(world: World) -> None:
    document = document_of(world, make_report(world))
    long = "Changes in what people know and do"
    names = ("summary", "Coaching: how", "Coaching how", "COACHING? HOW", long, f"{long} [again]")
    sections = tuple(replace(document.sections[0], name=name) for name in names)
    sheets = list(sheets_of(render_workbook(replace(document, sections=sections))))
    assert sheets[3:] == [
        *("summary 2", "Coaching how", "Coaching how 2", "COACHING HOW 3"),
        *("Changes in what people know and", "Changes in what people know a 2"),
    ]


def test_the_same_figures_make_the_same_bytes(world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    document = document_of(world, report_id, "km")
    assert render_pdf(document) == render_pdf(document) == body(world, report_id, "pdf", "km")
    assert render_workbook(document) == body(world, report_id, "xlsx", "km")


@pytest.mark.parametrize("title", DANGEROUS)
def test_a_title_that_looks_like_code_stays_text(world: World, title: str) -> None:
    make_project(world, details=DETAILS._replace(title=title))
    report_id = make_report(world)
    cell = load_workbook(io.BytesIO(body(world, report_id, "xlsx", "en")))["Projects"]["B2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", title, None)
    squeezed = "".join(text_of(body(world, report_id, "pdf", "en")).split())
    assert "".join(title.split()) in squeezed


@pytest.mark.parametrize("locale", ["en", "km"])
def test_khmer_words_come_out_of_the_pdf_as_they_went_in(world: World, locale: str) -> None:
    make_project(world, details=DETAILS._replace(title=KHMER))
    report_id = make_report(world)
    said = read_aloud(body(world, report_id, "pdf", locale)).replace("\N{ZERO WIDTH SPACE}", "")
    for word in KHMER.replace("\N{ZERO WIDTH SPACE}", "").split():
        assert word in said
    assert "".join(KHMER.replace("\N{ZERO WIDTH SPACE}", "").split()) in said


def test_the_pdf_says_what_it_is_and_in_which_language(world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    for locale in ("en", "km"):
        reader = pypdf.PdfReader(io.BytesIO(body(world, report_id, "pdf", locale)))
        root: Any = reader.trailer["/Root"]
        assert root["/Lang"] == locale
        assert root["/MarkInfo"]["/Marked"] is not False
        assert "/StructTreeRoot" in root
        assert b"pdfuaid:part" in root["/Metadata"].get_data()
        assert reader.metadata is not None
        assert "LOTUS" in (reader.metadata.title or "")


def test_a_character_that_no_font_has_does_not_stop_a_report(world: World) -> None:
    title = "Peace \N{DOVE OF PEACE} \N{CJK UNIFIED IDEOGRAPH-4E2D} đặc \x01 done"
    make_project(world, details=DETAILS._replace(title=title))
    report_id = make_report(world)
    assert "Peace ◌ ◌ đac done" in text_of(body(world, report_id, "pdf", "en"))
    assert "Peace" in sheets_of(body(world, report_id, "xlsx", "en"))["Projects"][1][1]


def test_what_is_legible_stays_as_it_is() -> None:
    assert make_legible(KHMER_TITLE) == KHMER_TITLE
    spaced = "ខ្ញុំ\N{ZERO WIDTH SPACE}ទៅ “so”…"
    assert make_legible(spaced) == spaced
    assert make_legible("a\tb\nc\N{RIGHT-TO-LEFT OVERRIDE}d\x00") == "a b cd"
    assert make_legible("Cafe\N{COMBINING ACUTE ACCENT}") == "Café"
    assert make_legible("žluťoučký, Łódź") == "žluťoučký, Łódź"


def test_an_organisation_without_anything_gets_a_report_too(world: World) -> None:
    report_id = make_report(world, "river")
    pdf = text_of(body(world, report_id, "pdf", "en"))
    assert "The organisation has no project yet." in pdf
    assert "No change was recorded in this period." in pdf


def test_keys_that_are_no_longer_known_are_shown_as_they_are(app: Flask, world: World) -> None:
    make_record(world)
    report_id = make_report(world)
    old = snapshot_in(world, report_id)
    old["projects"][0]["milestones"][0] |= {"key": "gone_by", "actor": "donor", "round": 2}
    old["workshops"][0]["kind"] = "picnic"
    with app.app_context():
        document = compose(old, Imprint(1, "0" * 64, "x"), "en")
        assert render_pdf(document).startswith(b"%PDF")
    step = document.projects[0].steps[0]
    assert (step.title, step.who) == ("gone_by (2)", "donor")
    assert document.sections[1].rows[0][:2] == (date(2026, 10, 20), "picnic")
