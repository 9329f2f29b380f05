"""What a file is by its content, whatever its name says."""

import io
import zipfile

import puremagic

from portal.files.formats import Format, Unfit

HEAD = 4096
FIRST_BYTES = {
    Format.JPG: b"\xff\xd8\xff",
    Format.PNG: b"\x89PNG\r\n\x1a\n",
    Format.PDF: b"%PDF-",
}
ARCHIVE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")
MAIN_PARTS = {Format.DOCX: "word/document.xml", Format.XLSX: "xl/workbook.xml"}


def detect(data: bytes) -> Format:
    """Return the format of a file; Unfit where it is none that the portal keeps.

    The first bytes must name the format, and puremagic must agree; that the rest holds what they
    promise is found out by the one who cleans it.
    """
    if not data:
        raise Unfit("empty")
    if data.startswith(ARCHIVE):
        return _in_archive(data)
    for known, first in FIRST_BYTES.items():
        if data.startswith(first) and f".{known}" in _endings(data):
            return known
    raise Unfit(_explain(data))


def _endings(data: bytes) -> set[str]:
    try:
        found = {match.extension for match in puremagic.magic_string(data[:HEAD])}
    except puremagic.PureError:
        return set()
    return found | ({".jpg"} if found & {".jpeg", ".jfif"} else set())


def _in_archive(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise Unfit("damaged") from error
    found = [known for known, part in MAIN_PARTS.items() if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise Unfit("unknown")
    return found[0]


def _explain(data: bytes) -> str:
    if data.startswith(OLD_OFFICE):
        return "encrypted" if ENCRYPTED in data else "old_office"
    return "heic" if data[4:12] in HEIC else "unknown"
