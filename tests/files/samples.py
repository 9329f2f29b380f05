"""Real files, good and bad, built for each test."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import xlsxwriter
from PIL import Image

DOCM_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = '<w:document xmlns:w="urn:w"><w:body><w:t>ខ្មែរ</w:t></w:body></w:document>'


def png(width: int = 40, height: int = 30, mode: str = "RGB", **more: Any) -> bytes:
    """Return a picture."""
    written = io.BytesIO()
    Image.new(mode, (width, height)).save(written, "PNG", **more)
    return written.getvalue()


def photo(width: int = 400, height: int = 300) -> bytes:
    """Return a photo that says where, when and with what it was taken, lying on its side."""
    picture = Image.new("RGB", (width, height), (180, 90, 20))
    picture.putpixel((0, 0), (0, 0, 0))
    notes = picture.getexif()
    notes[0x0112] = 6
    notes[0x010F] = "KanariPhone"
    position = notes.get_ifd(0x8825)
    position[1], position[2] = "N", (11.0, 33.0, 1.0)
    position[3], position[4] = "E", (104.0, 55.0, 1.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=notes, comment=b"KanariComment")
    return written.getvalue()


def picture_bomb(side: int = 30_000) -> bytes:
    """Return a small PNG that would open to almost a thousand million dots."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    packer = zlib.compressobj(9)
    rows = [packer.compress(bytes(side // 8 + 1)) for _ in range(side)]
    dots = b"".join(rows) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **more: Any) -> bytes:
    """Return a page, changed by `change`."""
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Author"] = "KanariAuthor"
    if change:
        change(document)
    written = io.BytesIO()
    document.save(written, **more)
    return written.getvalue()


def xlsx(photo_in: bytes = b"") -> bytes:
    """Return a workbook with a word, a link and perhaps a photo."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties({"author": "KanariAuthor"})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "ខ្មែរ")
    sheet.write_url(1, 0, "https://example.org")
    if photo_in:
        sheet.insert_image("C3", "photo.jpg", {"image_data": io.BytesIO(photo_in)})
    book.close()
    return written.getvalue()


def docx(parts: dict[str, bytes | str] | None = None, **instead: bytes | str) -> bytes:
    """Return a letter with more parts, or other words for its `types`, `words` and `links`."""
    types = (
        '<Types xmlns="urn:t"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}"/></Types>'
    )
    whole = {
        "[Content_Types].xml": instead.get("types", types),
        "_rels/.rels": '<Relationships xmlns="urn:r"/>',
        "word/document.xml": instead.get("words", WORDS),
        "word/_rels/document.xml.rels": instead.get("links", '<Relationships xmlns="urn:r"/>'),
        **(parts or {}),
    }
    return archive(whole)


def types_of(main: str, kind: str = "") -> str:
    """Return a table of contents whose main part is `main`."""
    return (
        '<Types xmlns="urn:t"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f'<Override PartName="{main}" ContentType="{kind or DOCX_TYPE}"/></Types>'
    )


def renamed(body: bytes, names: dict[str, str], instead: dict[str, str] | None = None) -> bytes:
    """Return an archive with other names for some parts, and other words in some."""
    with zipfile.ZipFile(io.BytesIO(body)) as read:
        return archive(
            {
                names.get(name, name): (instead or {}).get(name, read.read(name))
                for name in read.namelist()
            }
        )


def archive(parts: dict[str, bytes | str]) -> bytes:
    """Return a zip of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return written.getvalue()


def link(kind: str, target: str) -> str:
    """Return relations with one link to somewhere outside."""
    return (
        f'<Relationships xmlns="urn:r"><Relationship Id="a" Type="{RELATION}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def old_office(words: str = "") -> bytes:
    """Return the beginning of a file of an old Word, or of an encrypted new one."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + words.encode("utf-16-le") + bytes(500)
