"""What a file is by its content alone."""

import io

import pytest
from PIL import Image

from portal.files import detection
from portal.files.detection import ENCRYPTED_STREAM, OLD_OFFICE, PDF_WITHIN, detect
from portal.files.formats import Format, UnfitFile
from tests.files import samples


def refusal(data: bytes) -> str:
    """Return why a file is none that is kept."""
    with pytest.raises(UnfitFile) as told:
        detect(data)
    return told.value.problem


def jpeg(**more: object) -> bytes:
    """Return a small photo without notes."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "JPEG", **more)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(samples.png(), Format.PNG, id="png"),
        pytest.param(jpeg(), Format.JPG, id="jpeg with its frame"),
        pytest.param(samples.photo(8, 8), Format.JPG, id="jpeg with notes"),
        pytest.param(jpeg(progressive=True), Format.JPG, id="progressive jpeg"),
        pytest.param(samples.pdf(), Format.PDF, id="pdf"),
        pytest.param(b"\r\n" + samples.pdf(), Format.PDF, id="pdf after a line end"),
        pytest.param(samples.docx(), Format.DOCX, id="letter"),
        pytest.param(samples.xlsx(), Format.XLSX, id="workbook"),
        pytest.param(
            samples.renamed(samples.docx(), {"word/document.xml": "xl/workbook.xml"}),
            Format.DOCX,
            id="letter called a workbook inside",
        ),
        pytest.param(samples.png() + samples.pdf(), Format.PNG, id="a pdf behind a picture"),
        pytest.param(samples.png()[:-8] + b"%PDF-1.7", Format.PNG, id="a pdf within a picture"),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, found: Format) -> None:
    assert detect(data) is found


@pytest.mark.parametrize(
    ("before", "problem"),
    [
        pytest.param(PDF_WITHIN - len(b"%PDF-"), "", id="just within"),
        pytest.param(PDF_WITHIN - len(b"%PDF-") + 1, "unknown", id="just beyond"),
    ],
)
def test_a_pdf_may_begin_a_little_later(before: int, problem: str) -> None:
    data = b" " * before + samples.pdf()
    if problem:
        assert refusal(data) == problem
    else:
        assert detect(data) is Format.PDF


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\0", "unknown", id="one byte"),
        pytest.param("ផែនការ".encode(), "unknown", id="words"),
        pytest.param(b"GIF89a" + bytes(50), "unknown", id="gif"),
        pytest.param(b"RIFF\0\0\0\0WEBP" + bytes(50), "unknown", id="webp"),
        pytest.param(b" " + samples.png(), "unknown", id="something before a picture"),
        pytest.param(b"%PDF", "unknown", id="half a beginning"),
        pytest.param(b"PK\x05\x06" + bytes(18), "unknown", id="an archive of nothing"),
        pytest.param(samples.archive({"a.txt": "x"}), "unknown", id="an archive of words"),
        pytest.param(samples.docx(types="<Types/>"), "unknown", id="no main part"),
        pytest.param(samples.docx(types="<Types>"), "damaged", id="a table that does not end"),
        pytest.param(b"PK\x03\x04", "damaged", id="the beginning of an archive"),
        pytest.param(samples.docx()[:-40], "damaged", id="an archive cut off"),
        pytest.param(OLD_OFFICE, "old_office", id="old office"),
        pytest.param(OLD_OFFICE + ENCRYPTED_STREAM, "encrypted", id="behind a password"),
        pytest.param(
            OLD_OFFICE + b"EncryptedPackage", "old_office", id="the word in plain letters"
        ),
        pytest.param(b"\0\0\0\x20ftypheic", "heic", id="heic"),
        pytest.param(b"\0\0\0\x20ftypavif", "heic", id="avif"),
        pytest.param(b"\0\0\0\x20ftypmp42", "unknown", id="a film"),
        pytest.param(b"ftypheic", "unknown", id="heic too soon"),
    ],
)
def test_a_file_that_is_none_of_those_is_refused_with_what_to_do(data: bytes, problem: str) -> None:
    assert refusal(data) == problem


def test_a_table_of_contents_is_read_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    types = samples.types_of("/word/document.xml")
    body = samples.docx(types=types)
    monkeypatch.setattr(detection, "LARGEST_TABLE", len(types))
    assert detect(body) is Format.DOCX
    monkeypatch.setattr(detection, "LARGEST_TABLE", len(types) - 1)
    assert refusal(body) == "unknown"


def test_a_table_of_contents_may_be_named_with_the_other_slash() -> None:
    body = samples.renamed(samples.docx(), {"[Content_Types].xml": "[content_types].xml"})
    assert refusal(body) == "unknown"
    names = {name: name.replace("/", "\\") for name in ("_rels/.rels", "word/document.xml")}
    assert detect(samples.renamed(samples.docx(), names)) is Format.DOCX


def test_an_archive_behind_a_password_is_told_as_such() -> None:
    body = bytearray(samples.docx())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(sign) + flags] |= 1
    assert refusal(bytes(body)) == "encrypted"
