"""A document packed anew: how much it may hold, how its parts may be called, what stays of them."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from portal.files.formats import Format, UnfitFile
from portal.files.office import cleaning
from portal.files.office.cleaning import clean_office, part_name
from portal.files.office.tables import XLSX_TYPE
from tests.files import samples
from tests.files.test_documents import W, relations


def left_of(body: bytes) -> dict[str, bytes]:
    """Return the parts that are left of a letter."""
    with zipfile.ZipFile(io.BytesIO(clean_office(body, Format.DOCX))) as read:
        return {name: read.read(name) for name in read.namelist()}


def refusal(body: bytes, kind: Format = Format.DOCX) -> str:
    """Return why a document is not kept."""
    with pytest.raises(UnfitFile) as told:
        clean_office(body, kind)
    return told.value.problem


@pytest.mark.parametrize(
    ("name", "anew"),
    [("word\\document.xml", "word/document.xml"), ("a/b", "a/b"), ("", ""), ("\\", "/")],
)
def test_a_part_is_named_as_the_format_has_it(name: str, anew: str) -> None:
    assert part_name(name) == anew


def test_a_document_has_so_many_parts_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    body = samples.docx({"word/a.xml": "<a/>"})
    monkeypatch.setattr(cleaning, "MOST_PARTS", 5)
    assert "word/a.xml" in left_of(body)
    monkeypatch.setattr(cleaning, "MOST_PARTS", 4)
    assert refusal(body) == "too_heavy"


def test_a_document_unpacks_to_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    body = samples.docx()
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        whole = sum(part.file_size for part in read.infolist())
    monkeypatch.setattr(cleaning, "LARGEST_WHOLE", whole)
    assert "word/document.xml" in left_of(body)
    monkeypatch.setattr(cleaning, "LARGEST_WHOLE", whole - 1)
    assert refusal(body) == "too_heavy"


def test_a_part_that_is_blown_up_is_a_bomb_where_it_is_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = f"<a>{'0' * 9993}</a>"
    body = samples.docx({"word/a.xml": words})
    monkeypatch.setattr(cleaning, "LARGEST_RATIO", 20)
    monkeypatch.setattr(cleaning, "RATIO_FROM", len(words))
    assert left_of(body)["word/a.xml"].decode() == words
    monkeypatch.setattr(cleaning, "RATIO_FROM", len(words) - 1)
    assert refusal(body) == "too_heavy"
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        ratio = len(words) // read.getinfo("word/a.xml").compress_size
    monkeypatch.setattr(cleaning, "LARGEST_RATIO", ratio)
    assert refusal(body) == "too_heavy"
    monkeypatch.setattr(cleaning, "LARGEST_RATIO", ratio + 1)
    assert left_of(body)["word/a.xml"].decode() == words


@pytest.mark.parametrize(
    "name",
    [
        *("word/a.xml", "word/A b(1)&+,=@~!#{}'-%.xml", "[trash]/0000.xml", "a" * 195 + ".xml"),
        *("word\\a.xml", "word/a..b.xml"),
    ],
)
def test_parts_may_be_called_so(name: str) -> None:
    assert part_name(name) in left_of(samples.docx({name: "<a/>"}))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("../a.xml", id="above"),
        pytest.param("word\\..\\..\\a.xml", id="above by another slash"),
        pytest.param("word/%2E%2E/a.xml", id="above by numbers"),
        pytest.param("/word/a.xml", id="from the root"),
        pytest.param("word//a.xml", id="no folder"),
        pytest.param("C:/a.xml", id="a drive"),
        pytest.param("word/ឯកសារ.xml", id="khmer"),
        pytest.param("word/a\n.xml", id="a line end"),
        pytest.param("word/a;b.xml", id="a semicolon"),
        pytest.param("a" * 196 + ".xml", id="too long"),
        pytest.param("WORD/Document.XML", id="twice but for capitals"),
        pytest.param("word/%64ocument.xml", id="twice but for numbers"),
        pytest.param("word\\document.xml", id="twice but for slashes"),
    ],
)
def test_a_document_with_a_part_called_otherwise_is_refused(name: str) -> None:
    assert refusal(samples.docx({name: "<a/>"})) == "damaged"


@pytest.mark.parametrize(
    ("body", "kind", "problem"),
    [
        pytest.param(samples.docx(), Format.XLSX, "unknown", id="a letter for a workbook"),
        pytest.param(samples.xlsx(), Format.DOCX, "unknown", id="a workbook for a letter"),
        pytest.param(samples.archive({}), Format.DOCX, "unknown", id="nothing inside"),
        pytest.param(samples.docx(types=""), Format.DOCX, "unknown", id="no table"),
        pytest.param(b"", Format.DOCX, "damaged", id="empty"),
        pytest.param(samples.docx()[:-30], Format.DOCX, "damaged", id="cut off"),
        pytest.param(samples.docx(words="<a>"), Format.DOCX, "damaged", id="not ended"),
        pytest.param(samples.docx(words=""), Format.DOCX, "damaged", id="no words"),
    ],
)
def test_what_is_no_document_is_refused(body: bytes, kind: Format, problem: str) -> None:
    assert refusal(body, kind) == problem


def test_a_document_with_a_part_behind_a_password_is_refused() -> None:
    body = bytearray(samples.docx())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(sign) + flags] |= 1
    assert refusal(bytes(body)) == "encrypted"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "word/vbaProject.bin",
            "word/VBADATA.xml",
            "xl/macrosheets/s.xml",
            "word/embeddings/a.xml",
        ),
        *("word/activeX/a.xml", "xl/ctrlProps/a.xml", "xl/externalLinks/a.xml", "customUI/a.xml"),
        *("customXml/item1.xml", "xl/model/item.data", "xl/calcChain.xml", "word/oleObject1.bin"),
        *("word/media/a.svg", "word/media/a.html", "word/media/a", "word/a.bin", "word/a.xml.exe"),
    ],
)
def test_a_part_that_acts_or_is_no_words_and_no_picture_is_left_out(name: str) -> None:
    assert name not in left_of(samples.docx({name: "<a/>"}))


@pytest.mark.parametrize(
    ("name", "body", "is_kept"),
    [
        ("word/media/a.PNG", b"\x89PNG", True),
        ("word/media/a.emf", b"\x01\0\0\0", True),
        ("word/fonts/a.odttf", b"font", True),
        ("word/media/a.png", b"", True),
        ("word/media/a.png", b"<svg/>", False),
        ("word/media/a.png", b"\xef\xbb\xbf\r\n <svg/>", False),
        ("word/media/a.png", "<svg/>".encode("utf-16"), False),
        ("word/media/a.png", b" " * 5000 + b"<svg/>", False),
        ("word/media/a.png", b"x<svg/>", True),
    ],
)
def test_a_picture_stays_unless_it_is_made_of_elements(
    name: str, body: bytes, *, is_kept: bool
) -> None:
    assert (left_of(samples.docx({name: body})).get(name) == body) is is_kept


def test_relations_of_a_part_that_is_gone_go_too() -> None:
    led = relations(("a", "image", "media/a.png", ""))
    parts = left_of(
        samples.docx({"word/embeddings/a.xml": "<a/>", "word/embeddings/_rels/a.xml.rels": led})
    )
    assert sorted(parts) == [
        *("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"),
        "word/document.xml",
    ]


@pytest.mark.parametrize("name", ["docProps/core.xml", "DOCPROPS/App.xml", "docProps/custom.xml"])
def test_what_is_told_of_the_writer_is_emptied_and_stays_whole(name: str) -> None:
    left = left_of(samples.docx({name: "<a>អ្នកនិពន្ធ</a>"}))[name]
    assert ElementTree.fromstring(left).tag.lower().endswith("properties")  # noqa: S314  our own
    assert list(ElementTree.fromstring(left)) == []  # noqa: S314


def test_elements_around_what_is_gone_are_cut_by_the_relations_of_their_own_part() -> None:
    gone, kept = relations(("a", "package", "embeddings/b.bin", "")), relations()
    words = f'<d {W}><p r:id="a"/></d>'
    more = {
        "word/header.xml": words,
        "word/_rels/header.xml.rels": gone,
        "word/embeddings/b.bin": "",
    }
    parts = left_of(samples.docx(more, words=words, links=kept))
    assert parts["word/header.xml"].decode() == f"<d {W}></d>"
    assert parts["word/document.xml"].decode() == words


def test_the_same_document_is_packed_into_the_same_bytes() -> None:
    first, again = samples.docx(), samples.docx()
    assert clean_office(first, Format.DOCX) == clean_office(again, Format.DOCX)
    book = clean_office(samples.xlsx(), Format.XLSX)
    assert clean_office(book, Format.XLSX) == book
    assert XLSX_TYPE.encode() in zipfile.ZipFile(io.BytesIO(book)).read("[Content_Types].xml")
