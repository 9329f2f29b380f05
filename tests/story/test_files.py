"""The files of a story: made once by the worker, the same bytes each time, read back."""

import io

import docx

from portal.story.document.word import BREAK
from tests.reports.pdf_text import read_aloud
from tests.reports.scenes import body
from tests.story.scenes import (
    make_files,
    make_story,
)
from tests.world import World

KINDS = "SELECT array_agg(format || '-' || locale ORDER BY format, locale) FROM report_files"


def word_of(data: bytes) -> str:
    made = docx.Document(io.BytesIO(data))
    lines = [one.text for one in made.paragraphs]
    lines += [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines).replace(BREAK, "")


def test_the_worker_makes_pdf_and_word_in_each_language(world: World) -> None:
    story = make_story(world)
    report = make_files(world, story)
    assert world.one(KINDS) == ["docx-en", "docx-km", "pdf-en", "pdf-km"]
    assert world.one("SELECT state FROM reports WHERE id = %s", report) == "done"
    for read in (
        read_aloud(body(world, report, "pdf", "en")),
        word_of(body(world, report, "docx", "en")),
    ):
        for said in (
            "Our work is in One district (This year).",
            "there is more tension over “A fee for a stamp”.",
            "We now do it differently: Take it out of the budget.",
            "Before: We paid two dollars a stamp. Now: No money for stamps.",
            "“A fee for a stamp”: better than before (1 check-in, on 24 November 2026).",
        ):
            assert said.replace(" ", "") in read.replace(" ", "").replace("\n", "")
