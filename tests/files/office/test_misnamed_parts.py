"""Documents that name their parts oddly lose what acts or fetches all the same."""

import io
import posixpath
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest

from portal.files.formats import UnfitFile
from portal.files.ingest import take_in
from tests.files import samples
from tests.files.office.test_fetching import with_parts, with_sheet
from tests.files.test_documents import W, parts_of, relations

OFFICE = "application/vnd.openxmlformats-officedocument"
FIELD = f'<d {W}><w:instrText>DDE cmd "secret"</w:instrText><w:t>42</w:t></d>'


def refusal(name: str, body: bytes) -> str:
    """Return why a document is not kept."""
    with pytest.raises(UnfitFile) as told:
        take_in(name, body, "")
    return told.value.problem


@pytest.mark.parametrize("name", ["word/document.dat", "word/document.png", "word/document.XML"])
def test_words_are_looked_through_whatever_their_part_is_called(name: str) -> None:
    body = samples.docx(types=samples.types_of(f"/{name.upper()}"), words=FIELD)
    parts = parts_of("a.docx", samples.renamed(body, {"word/document.xml": name}))
    assert parts[name].decode() == f"<d {W}><w:t>42</w:t></d>"


def test_tables_of_relations_are_written_anew_whatever_the_case_of_their_name() -> None:
    table = "word/_rels/document.xml.rels"
    led = relations(("a", "image", "http://x.example/spy.png", "External"))
    body = samples.docx(words=f'<d {W}><blip r:link="a"/></d>', links=led)
    parts = parts_of("a.docx", samples.renamed(body, {table: "word/_RELS/Document.xml.RELS"}))
    assert b"spy" not in b"".join(parts.values())
    assert parts["word/document.xml"].decode() == f"<d {W}></d>"


def test_connections_are_emptied_whatever_the_case_of_their_name() -> None:
    told = '<connections><connection id="1"><dbPr connection="secret"/></connection></connections>'
    body = with_parts({"xl/links.xml": told}, {"xl/LINKS.xml": "connections"})
    assert b"secret" not in b"".join(parts_of("a.xlsx", body).values())


@pytest.mark.parametrize("kind", ["oleObject", "package", "subDocument", "attachedTemplate"])
def test_a_file_inside_is_known_by_what_leads_to_it(kind: str) -> None:
    led = relations(("a", kind, "media/picture.png", ""))
    words = f'<d {W}><p>Before</p><o r:id="a"/></d>'
    parts = parts_of(
        "a.docx", samples.docx({"word/media/picture.png": b"x"}, words=words, links=led)
    )
    assert "word/media/picture.png" not in parts
    assert parts["word/document.xml"].decode() == f"<d {W}><p>Before</p></d>"


def test_a_document_inside_for_its_words_is_refused() -> None:
    led = relations(("a", "aFChunk", "more.xml", ""))
    assert refusal("a.docx", samples.docx({"word/more.xml": "<a/>"}, links=led)) == "links"


@pytest.mark.parametrize("name", ["word/media/a.svg", "word/media/a.exe", "word/a.bin"])
def test_only_pictures_and_fonts_stay_besides_words(name: str) -> None:
    led = relations(("a", "image", name.removeprefix("word/"), ""))
    assert name not in parts_of("a.docx", samples.docx({name: "MZ"}, links=led))


def test_a_picture_of_words_is_no_picture() -> None:
    spy = '\n<svg><image href="http://x.example/spy.png"/></svg>'
    assert "word/media/a.png" not in parts_of("a.docx", samples.docx({"word/media/a.png": spy}))


def test_who_wrote_it_is_emptied_wherever_it_stands() -> None:
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    types = samples.types_of("/word/document.xml").replace(
        "</Types>", f'<Default Extension="psmdcp" ContentType="{core}"/></Types>'
    )
    body = samples.docx({"package/one.psmdcp": "<a>Kanari</a>"}, types=types)
    assert b"Kanari" not in b"".join(parts_of("a.docx", body).values())


def test_a_picture_inside_stays_without_its_second_address() -> None:
    led = relations(
        ("a", "image", "http://x.example/spy.png", "External"),
        ("b", "image", "media/a.png", ""),
        ("c", "hyperlink", "http://x.example/spy.png", "External"),
    )
    words = (
        f'<d {W}><blip r:embed="b" r:link="a"/><blip r:link="c"/>'
        '<v:imagedata r:id="b" src="http://x.example/"/></d>'
    )
    body = samples.docx({"word/media/a.png": samples.png()}, words=words, links=led)
    left = f'<d {W}><blip r:embed="b"/><v:imagedata r:id="b"/></d>'
    assert parts_of("a.docx", body)["word/document.xml"].decode() == left


@pytest.mark.parametrize(
    ("formula", "is_kept"),
    [
        ("'a\"b'!A1&amp;WEBSERVICE(\"http://x\")&amp;'c\"d'!A1", False),
        ("[Plan.xlsx]Sheet1!A1", False),
        ("'C:\\plans\\[Plan.xlsx]Sheet 1'!A1", False),
        ("DDE(A1,A2,A3)", False),
        ("SUM(Table1[2019])+Sheet1!A1", True),
        ("'My sheet'!A1&amp;\" | \"&amp;B1", True),
    ],
)
def test_formulas_are_told_apart(formula: str, *, is_kept: bool) -> None:
    cell = f'<c r="Z1"><f>{formula}</f><v>5</v></c></row>'
    sheet = parts_of("a.xlsx", with_sheet({"</row>": cell}))["xl/worksheets/sheet1.xml"]
    left = cell if is_kept else '<c r="Z1"><v>5</v></c></row>'
    assert left in sheet.decode()


def test_a_chart_of_another_workbook_keeps_its_numbers_as_its_own() -> None:
    series = (
        '<c:ser xmlns:c="c"><c:tx><c:strRef><c:f>{0}</c:f><c:strCache>a</c:strCache></c:strRef>'
        "</c:tx><c:val>{1}</c:val></c:ser>"
    )
    numbers = "<c:numRef><c:f>[1]Sheet1!A1</c:f><c:numCache><c:v>7</c:v></c:numCache></c:numRef>"
    chart = series.format("[1]Sheet1!A2", numbers)
    parts = parts_of("a.xlsx", with_parts({"xl/charts/chart1.xml": chart}, {}))
    left = series.format("#REF!", "<c:numLit><c:v>7</c:v></c:numLit>")
    assert parts["xl/charts/chart1.xml"].decode() == left


def test_what_is_packed_anew_is_whole() -> None:
    body = samples.xlsx(samples.photo())
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        table = read.read("xl/_rels/workbook.xml.rels").decode()
    links = relations(("x", "externalLink", "more/one.xml", ""), ("y", "connections", "c.xml", ""))
    lines = links.removeprefix('<Relationships xmlns="urn:r">')
    body = with_parts(
        {
            "xl/_rels/workbook.xml.rels": table.replace("</Relationships>", lines),
            "xl/more/one.xml": "<a/>",
            "xl/c.xml": "<connections/>",
        },
        {"xl/more/one.xml": "externalLink", "xl/c.xml": "connections", "xl/gone.xml": "worksheet"},
    )
    parts = parts_of("a.xlsx", body)
    assert openpyxl.load_workbook(io.BytesIO(take_in("a.xlsx", body, "").body)).active is not None
    types = ElementTree.fromstring(parts["[Content_Types].xml"])  # noqa: S314  our own
    said = {one.get("PartName", one.get("Extension")) for one in types}
    assert {name for name in said if name and name[0] == "/" and name[1:] not in parts} == set()
    for name, told in parts.items():
        assert name == "[Content_Types].xml" or {f"/{name}", name.rpartition(".")[2]} & said
        for line in ElementTree.fromstring(told) if name.endswith(".rels") else ():  # noqa: S314
            if line.get("TargetMode") != "External":
                led = posixpath.join("/", name.rpartition("_rels/")[0], line.get("Target", ""))
                assert posixpath.normpath(led)[1:] in parts


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (samples.docx(words="<a>" * 5000 + "</a>" * 5000), "too_heavy"),
        (samples.docx({f"word/media/{n}.png": b"" for n in range(30_000)}), "too_heavy"),
        (samples.docx(links='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
        (samples.docx(types='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
        (samples.docx({"../x": "x"}), "damaged"),
        (samples.docx({"word/%2e%2e/x.xml": "x"}), "damaged"),
        (samples.docx({"word/%64ocument.xml": "<a/>"}), "damaged"),
        (samples.docx(words="<a/>".encode("utf-16-be")), "damaged"),
    ],
)
def test_what_would_take_too_much_is_refused(body: bytes, problem: str) -> None:
    assert refusal("a.docx", body) == problem
