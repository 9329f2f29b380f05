"""The files of a story: made once by the worker, the same bytes each time, read back."""

import io
import json
import zipfile
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from PIL import Image

from portal.language.locales import LOCALES
from portal.language.text import split_letters
from portal.reports.services import try_again
from portal.story.document.builder import compose_story
from portal.story.document.pdf import render_story_pdf
from portal.story.document.word import BREAK_SIGN, render_word
from portal.story.photos import LONGEST_SIDE, make_small
from portal.story.work import STORY_WORK
from tests.analyses.scenes import DETAIL, FACTOR, write
from tests.files import samples
from tests.files.scenes import storage_of
from tests.reports.pdf_text import read_aloud
from tests.reports.scenes import at, body, compile_as_worker, later, snapshot_in
from tests.story.scenes import (
    KHMER,
    StoryScene,
    add_photo,
    edit,
    make_files,
    make_story,
    remove,
    rewrite,
)
from tests.world import World

KINDS = "SELECT array_agg(format || '-' || locale ORDER BY format, locale) FROM report_files"
LONG = "យើងជួបប្រជុំនៅក្រោមដើមឈើធំរាល់ល្ងាចថ្ងៃសៅរ៍ដើម្បីនិយាយអំពីទឹកនិងត្រី" * 40


def word_of(data: bytes) -> str:
    made = docx.Document(io.BytesIO(data))
    lines = [one.text for one in made.paragraphs]
    lines += [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines).replace(BREAK_SIGN, "")


def bare(words: str) -> str:
    return "".join(words.split())


def text_of_page(page: Any) -> str:
    return " ".join(page.extract_text().split())


def set_cover(world: World, story: StoryScene, **values: Any) -> None:
    """Write what a story says beside its sentences, past every page."""
    world.admin.execute(
        "INSERT INTO stories (organisation_id, analysis_id, audience, photos) "
        "VALUES (%s, %s, %s, %s) ON CONFLICT (organisation_id, analysis_id) "
        "DO UPDATE SET audience = excluded.audience, photos = excluded.photos",
        [
            *(story.project.organisation_id, story.analysis),
            *(values.get("audience", "team"), values.get("photos", [])),
        ],
    )


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
            "We work here: One district (This year).",
            "there is more tension over “A fee for a stamp”.",
            "We now do it differently: Take it out of the budget.",
            "Before: We paid two dollars a stamp. Now: No money for stamps.",
            "“A fee for a stamp”: better than before (1 check-in, on 24 November 2026).",
            *("Before our changes", "After our changes", "Trends"),
        ):
            assert bare(said) in bare(read)


def test_khmer_is_in_both_files_as_it_was_written_and_breaks_between_words(world: World) -> None:
    story = make_story(world)
    edit(world, story, f"divider_{story.rows['divider']}", KHMER, "Made", locale="km")
    report = make_files(world, story)
    assert bare(KHMER) in bare(read_aloud(body(world, report, "pdf", "km")))
    data = body(world, report, "docx", "km")
    assert KHMER in word_of(data)
    whole = "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    assert f"សម្រាប់{BREAK_SIGN}ត្រា" in whole
    [line] = [one for one in whole.split("\n") if one.replace(BREAK_SIGN, "") == KHMER]
    pieces = line.split(BREAK_SIGN)
    assert len(pieces) > 5
    assert [one for piece in pieces for one in split_letters(piece)] == split_letters(KHMER)
    assert KHMER not in word_of(body(world, report, "docx", "en"))


def test_the_same_snapshot_gives_the_same_bytes(world: World) -> None:
    story = make_story(world)
    set_cover(world, story, photos=[add_photo(world, story)])
    report = make_files(world, story)
    snapshot = json.loads(json.dumps(snapshot_in(world, report)))
    with world.app.app_context():
        for locale in LOCALES:
            assert render_story_pdf(snapshot, locale) == body(world, report, "pdf", locale)
            assert render_word(snapshot, locale) == body(world, report, "docx", locale)


def test_what_happens_after_is_in_the_next_edition_alone(world: World) -> None:
    story = make_story(world)
    report = make_files(world, story)
    kept = body(world, report, "docx", "en")
    rewrite(world, story, "divider", title="A fee for two stamps")
    remove(world, story, "change")
    compile_as_worker(world, report)
    assert body(world, report, "docx", "en") == kept
    second = make_files(world, story)
    read = word_of(body(world, second, "docx", "en"))
    assert "A fee for two stamps" in read
    assert "No money for stamps" not in read
    assert world.one("SELECT array_agg(edition ORDER BY id) FROM reports") == [1, 2]


def test_every_page_says_for_whom_it_is(world: World) -> None:
    story = make_story(world)
    for number in range(20):
        write(world, story.analysis, "divider", FACTOR | {"title": f"Divider {number}"})
    set_cover(world, story, audience="partners")
    report = make_files(world, story)
    line = "For partners and donors. Please ask us before you pass it on."
    pages = pypdf.PdfReader(io.BytesIO(body(world, report, "pdf", "en"))).pages
    assert len(pages) > 2
    assert all(line in text_of_page(page) for page in pages)
    made = docx.Document(io.BytesIO(body(world, report, "docx", "en")))
    assert line in made.sections[0].footer.paragraphs[0].text
    assert made.core_properties.author == "Lotus Care"


def test_chosen_photos_are_in_the_files_and_small(world: World) -> None:
    story = make_story(world)
    photo, other = add_photo(world, story), add_photo(world, story, "Second.jpg")
    set_cover(world, story, photos=[photo])
    report = make_files(world, story)
    assert other != photo
    images = [
        image.name
        for page in pypdf.PdfReader(io.BytesIO(body(world, report, "pdf", "en"))).pages
        for image in page.images
    ]
    assert len(images) == 1
    word = body(world, report, "docx", "en")
    assert "Meeting at the ferry" in word_of(word)
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert [name for name in parts.namelist() if name.endswith((".jpg", ".jpeg"))] != []
    pictures = docx.Document(io.BytesIO(word)).inline_shapes
    told = [shape._inline.docPr.get("descr") for shape in pictures]
    assert len(told) == 3  # before, after, the photo
    assert told[0].startswith("Dividers: A fee for a stamp (more tension).")
    assert told[2] == "Meeting at the ferry"


def test_a_photo_that_is_gone_is_passed_over(world: World) -> None:
    story = make_story(world)
    lost, removed = add_photo(world, story), add_photo(world, story, "Second.jpg")
    set_cover(world, story, photos=[lost, removed, 999_999])
    key = world.one("SELECT key FROM files WHERE id = %s", lost)
    storage_of(world).delete(key)
    world.admin.execute("UPDATE files SET removed_at = now() WHERE id = %s", [removed])
    report = make_files(world, story)
    assert snapshot_in(world, report)["photos"] == []
    assert world.one("SELECT state FROM reports WHERE id = %s", report) == "done"


def test_a_large_picture_with_clear_parts_becomes_a_small_photo_on_white() -> None:
    small = make_small(samples.png(2600, 1300, "RGBA"), "png")  # type: ignore[arg-type]
    with Image.open(io.BytesIO(small)) as picture:
        assert (picture.size, picture.mode) == ((LONGEST_SIDE, LONGEST_SIDE // 2), "RGB")
    assert make_small(samples.photo(), "jpg") == make_small(samples.photo(), "jpg")  # type: ignore[arg-type]


def test_long_khmer_and_odd_signs_are_set_whole(world: World) -> None:
    story = make_story(world)
    key = f"divider_{story.rows['divider']}"
    edit(world, story, key, f"{LONG}\n\nSecond paragraph \U0001f41f \ufffe", "Made", locale="km")
    rewrite(world, story, "divider", title=LONG[:300], how=LONG)
    report = make_files(world, story)
    assert bare(LONG) in bare(read_aloud(body(world, report, "pdf", "km")))
    assert LONG in word_of(body(world, report, "docx", "km"))
    made = docx.Document(io.BytesIO(body(world, report, "docx", "km")))
    [line] = [one.text for one in made.paragraphs if one.text.replace(BREAK_SIGN, "") == LONG]
    # Words of a text without any space are found to its end: each of the forty parts is cut alike.
    assert line.count(f"{BREAK_SIGN}ដើមឈើ{BREAK_SIGN}") == 40
    assert len(line.split(BREAK_SIGN)) < len(split_letters(LONG)) * 2 // 3
    assert any(one.text.startswith("Second paragraph") for one in made.paragraphs)


def test_the_longest_title_fits_into_the_properties_of_word(world: World) -> None:
    story = make_story(world)
    edit(world, story, "title", "Title " * 50, "Made")
    made = docx.Document(io.BytesIO(body(world, make_files(world, story), "docx", "en")))
    assert made.core_properties.title == ("Title " * 50)[:255]
    assert ("Title " * 50).strip() in [one.text.strip() for one in made.paragraphs]


def test_a_picture_that_is_too_long_for_a_page_is_a_list(world: World) -> None:
    story = make_story(world)
    for number in range(30):
        write(world, story.analysis, "detail", DETAIL | {"choice": f"Detail {number} of our work"})
    report = make_files(world, story)
    snapshot = snapshot_in(world, report)
    with world.app.app_context():
        assert {one.is_long for one in compose_story(snapshot, "en").pictures} == {True}
    for read in (
        read_aloud(body(world, report, "pdf", "en")),
        word_of(body(world, report, "docx", "en")),
    ):
        assert bare("Detail 29 of our work") in bare(read)


def test_word_marks_khmer_for_what_sets_it(world: World) -> None:
    story = make_story(world)
    report = make_files(world, story)
    made = docx.Document(io.BytesIO(body(world, report, "docx", "km")))
    fonts = made.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:cs")) == "Noto Sans Khmer"
    runs = [
        run for one in made.paragraphs for run in one.runs if "\u1780" <= run.text[:1] < "\u1800"
    ]
    assert runs
    assert all(run.font.complex_script for run in runs)
    bold = [run for run in runs if run.bold]
    assert bold
    assert all(run.font.cs_bold for run in bold)


def test_a_repeated_word_is_not_parted_from_its_sign(world: World) -> None:
    story = make_story(world)
    edit(world, story, f"divider_{story.rows['divider']}", "ក្មេងៗសើចពេលពួកគាត់និយាយ", "M", locale="km")
    report = make_files(world, story)
    made = docx.Document(io.BytesIO(body(world, report, "docx", "km")))
    assert any(f"ក្មេងៗ{BREAK_SIGN}សើច" in one.text for one in made.paragraphs)


def test_a_failure_is_tried_again_and_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    story = make_story(world)

    def break_down(*_told: object) -> bytes:
        raise MemoryError

    monkeypatch.setitem(STORY_WORK.renderers, "docx", break_down)  # type: ignore[arg-type]
    client = world.sign_in("lotus_writer")
    report = int(client.post(f"{story.home}/en/editions").location.rpartition("/")[2])
    for minutes in (0, 5, 15):
        with at(later(minutes=minutes)):
            compile_as_worker(world, report)
    assert world.one("SELECT state FROM reports WHERE id = %s", report) == "failed"
    page = client.get(f"/o/lotus/reports/{report}").get_data(as_text=True)
    assert "could not be made after three tries" in page
    monkeypatch.undo()
    with world.acting("lotus_manager", "lotus"):
        try_again(report)
    with at(later(minutes=30)):
        assert compile_as_worker(world, report) == len(STORY_WORK.steps)
    page = client.get(f"/o/lotus/reports/{report}").get_data(as_text=True)
    assert "Your story is ready" in page


def test_the_same_page_sent_twice_makes_one_edition(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_writer")
    first = client.post(f"{story.home}/en/editions", data={"seen": "0"})
    compile_as_worker(world, int(first.location.rpartition("/")[2]))
    second = client.post(f"{story.home}/km/editions", data={"seen": "0"})
    assert first.location == second.location
    for seen in ("x", "-1", "9" * 30):
        assert client.post(f"{story.home}/en/editions", data={"seen": seen}).status_code == 303


def test_files_have_a_name_without_content_and_are_no_progress_reports(world: World) -> None:
    story = make_story(world)
    report = make_files(world, story)
    client = world.sign_in("lotus_viewer")
    for key in ("pdf-en", "docx-km"):
        kind, locale = key.split("-")
        answer = client.get(f"/o/lotus/reports/{report}/files/{key}")
        assert answer.data == body(world, report, kind, locale)
        name = f"story-lotus-{story.analysis}-2026-11-24-{locale}.{kind}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert client.get(f"/o/lotus/reports/{report}/files/xlsx-en").status_code == 404
    listed = client.get("/o/lotus/reports/").get_data(as_text=True)
    assert f"/reports/{report}" not in listed
    assert f"/reports/{report}" in client.get(f"{story.home}/en").get_data(as_text=True)
    assert f"{story.home}/en" in client.get(f"/o/lotus/reports/{report}").get_data(as_text=True)


def test_stories_of_two_analyses_on_one_day_are_apart(world: World) -> None:
    first, second = make_story(world), make_story(world)
    assert make_files(world, first) != make_files(world, second)
    assert world.one("SELECT array_agg(edition) FROM reports") == [1, 1]
