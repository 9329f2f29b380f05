"""Documents lose what acts or fetches and keep the rest, whatever program wrote them."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from PIL import Image, ImageCms

from portal.files.ingest import take_in
from tests.files import samples

W = 'xmlns:w="urn:w" xmlns:r="urn:rel"'
HTTP = "http://x.example/t.dotm"
RELATION = samples.RELATION
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def relations(*lines: tuple[str, str, str, str]) -> str:
    """Return a table of relations: id, kind, target, mode ("" within)."""
    return (
        '<Relationships xmlns="urn:r">'
        + "".join(
            f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target}"'
            + (f' TargetMode="{mode}"/>' if mode else "/>")
            for name, kind, target, mode in lines
        )
        + "</Relationships>"
    )


def parts_of(name: str, body: bytes) -> dict[str, bytes]:
    """Return the parts of a document as it is kept."""
    clean = take_in(name, body, "")
    with zipfile.ZipFile(io.BytesIO(clean.body)) as read:
        assert read.testzip() is None
        return {part: read.read(part) for part in read.namelist()}


def test_a_letter_is_kept_without_the_template_of_an_office() -> None:
    settings = f'<w:settings {W}><w:attachedTemplate r:id="a"/><w:zoom/></w:settings>'
    link = relations(("a", "attachedTemplate", "file:///C:\\Offices\\letter.dotx", "External"))
    parts = parts_of(
        "letter.docx",
        samples.docx({"word/settings.xml": settings, "word/_rels/settings.xml.rels": link}),
    )
    assert parts["word/settings.xml"].decode() == f"<w:settings {W}><w:zoom/></w:settings>"
    assert b"letter.dotx" not in b"".join(parts.values())
    assert parts["word/document.xml"].decode() == samples.WORDS


def test_the_table_of_contents_says_which_part_is_the_document() -> None:
    body = samples.docx(types=samples.types_of("/word/document2.xml"))
    renamed = samples.renamed(body, {"word/document.xml": "word/document2.xml"})
    assert parts_of("a.docx", renamed)["word/document2.xml"].decode() == samples.WORDS


def test_names_of_an_old_exporter_are_put_right() -> None:
    body = samples.xlsx()
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        names = {name: name.replace("/", "\\") for name in read.namelist()}
    clean = take_in("list.xlsx", samples.renamed(body, names), "")
    sheet = openpyxl.load_workbook(io.BytesIO(clean.body)).active
    assert sheet is not None
    assert sheet["A1"].value == "ខ្មែរ"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/vbaProject.bin", ""),
        ("word/embeddings/oleObject1.bin", f'<w:object {W}><o r:id="a"/></w:object>'),
        ("word/activeX/activeX1.xml", f'<w:control {W} r:id="a"/>'),
    ],
)
def test_programs_and_files_inside_are_left_out(part: str, words: str) -> None:
    whole = f"<d {W}><p>Before</p>{words}<p>After</p></d>"
    led = relations(("a", "x", part.removeprefix("word/"), ""))
    parts = parts_of("a.docx", samples.docx({part: b"<a/>"}, words=whole, links=led))
    assert part not in parts
    assert parts["word/document.xml"].decode() == f"<d {W}><p>Before</p><p>After</p></d>"
    assert b'Id="a"' not in parts["word/_rels/document.xml.rels"]


def test_a_document_with_macros_is_the_document_without_them() -> None:
    types = samples.types_of("/word/document.xml", samples.DOCM_TYPE)
    parts = parts_of("plan.docm", samples.docx({"word/vbaProject.bin": b"x"}, types=types))
    assert "word/vbaProject.bin" not in parts
    assert samples.DOCX_TYPE.encode() in parts["[Content_Types].xml"]
    assert b"macro" not in parts["[Content_Types].xml"].lower()


def test_pictures_from_elsewhere_are_not_fetched_and_links_stay_links() -> None:
    led = relations(
        ("a", "image", "http://x.example/spy.png", "External"),
        ("b", "hyperlink", "https://example.org/", "External"),
        ("c", "hyperlink", "file:///C:/Users/somebody/plan.docx", "External"),
    )
    there = '<hyperlink r:id="b">Here</hyperlink><hyperlink r:id="c">There</hyperlink>'
    words = f'<d {W}><blip r:link="a"/>{there}</d>'
    parts = parts_of("a.docx", samples.docx(words=words, links=led))
    left = words.replace('<blip r:link="a"/>', "")
    assert parts["word/document.xml"].decode() == left
    table = parts["word/_rels/document.xml.rels"].decode()
    assert ("spy.png" in table, "https://example.org/" in table, "somebody" in table) == (
        *(False, True),
        False,
    )


def test_fields_that_fetch_lose_their_order_and_keep_their_words() -> None:
    begin, end = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    fetching = "<w:instrText> DD</w:instrText><w:instrText>EAUTO cmd</w:instrText>"
    page = f"{begin}<w:instrText> PAGE </w:instrText>{end}"
    words = f"<d {W}>{begin}{fetching}<w:t>42</w:t>{end}{page}</d>"
    parts = parts_of("a.docx", samples.docx(words=words))
    assert parts["word/document.xml"].decode() == f"<d {W}><w:t>42</w:t>{page}</d>"


def test_a_chart_keeps_its_numbers_and_loses_the_workbook_behind_it() -> None:
    chart = '<c:chart xmlns:c="urn:c" xmlns:r="urn:rel"><c:v>7</c:v>{}</c:chart>'
    parts = parts_of(
        "a.docx",
        samples.docx(
            {
                "word/charts/chart1.xml": chart.format('<c:externalData r:id="x" a="&gt;>"/>'),
                "word/charts/_rels/chart1.xml.rels": relations(
                    ("x", "package", "../embeddings/book.xlsx", "")
                ),
                "word/embeddings/book.xlsx": samples.xlsx(),
            },
            links=relations(("ch", "chart", "charts/chart1.xml", "")),
        ),
    )
    assert parts["word/charts/chart1.xml"].decode() == chart.format("")
    assert "word/embeddings/book.xlsx" not in parts
    assert b"charts/chart1.xml" in parts["word/_rels/document.xml.rels"]


def test_a_native_chart_of_a_workbook_stays() -> None:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, [1, 2, 3])
    chart: Any = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
    sheet.insert_chart("C2", chart)
    book.close()
    clean = take_in("chart.xlsx", written.getvalue(), "")
    read = openpyxl.load_workbook(io.BytesIO(clean.body)).active
    assert read is not None
    assert len(read._charts) == 1


def test_a_formula_that_reads_another_workbook_keeps_its_value() -> None:
    body = samples.xlsx()
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        sheet = read.read("xl/worksheets/sheet1.xml").decode()
    linked = sheet.replace("</row>", '<c r="Z1"><f>[1]Other!A1</f><v>5</v></c></row>', 1)
    parts = parts_of("a.xlsx", samples.renamed(body, {}, {"xl/worksheets/sheet1.xml": linked}))
    assert b'<c r="Z1"><v>5</v></c>' in parts["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("profile", [SRGB, b""], ids=["profile", "plain"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_comes_back_as_it_was_held(kind: str, profile: bytes, turned: int) -> None:
    upright = Image.new("RGB", (60, 40), (0, 0, 200))
    upright.paste((200, 0, 0), (0, 0, 60, 10))
    upright.paste((0, 200, 0), (0, 0, 10, 40))
    undone = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(undone[turned])) if turned > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = turned
    written = io.BytesIO()
    more: dict[str, Any] = {"icc_profile": profile} if profile else {}
    stored.save(written, kind, exif=exif, **(more | ({"quality": 95} if kind == "JPEG" else {})))
    clean = take_in("photo", written.getvalue(), "")
    with Image.open(io.BytesIO(clean.body)) as read:
        seen = read.convert("RGB")
        assert seen.size == (60, 40)
        for place in ((40, 3), (3, 25), (40, 30)):
            pairs = zip(seen.getpixel(place), upright.getpixel(place), strict=True)  # type: ignore[arg-type]
            assert max(abs(mine - theirs) for mine, theirs in pairs) < 30
        assert dict(read.getexif()) == {}


def test_a_photo_of_a_hundred_million_dots_is_made_smaller() -> None:
    written = io.BytesIO()
    Image.new("L", (12_000, 9_000), 90).save(written, "JPEG")
    with Image.open(io.BytesIO(take_in("photo.jpg", written.getvalue(), "").body)) as read:
        assert read.size == (3000, 2250)


def test_a_photo_of_more_than_ten_megabytes_is_taken() -> None:
    body = samples.photo() + bytes(12 * 1024 * 1024)
    assert take_in("photo.jpg", body, "").format == "jpg"
