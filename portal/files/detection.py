"""What a file is by its content, whatever its name says."""

import io
import zipfile
from xml.parsers.expat import ExpatError

import puremagic

from portal.files.formats import MEGABYTE, Format, UnfitFile
from portal.files.office.tables import BEHIND_PASSWORD, TYPES_PART, read_types

BYTES_LOOKED_AT = 4096
FIRST_BYTES = {
    Format.JPG: b"\xff\xd8\xff",
    Format.PNG: b"\x89PNG\r\n\x1a\n",
    Format.PDF: b"%PDF-",
}
LARGEST_TABLE = MEGABYTE
ZIP_SIGNATURE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
HEIC_SIGNATURES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")
# Some programs write a line before the document begins; readers look this far.
PDF_WITHIN = 1024


def detect(data: bytes) -> Format:
    """Return the format of a file; Unfit where it is none that the portal keeps.

    The first bytes must name the format, and puremagic must agree; that the rest holds what they
    promise is found out by the one who cleans it.
    """
    if not data:
        raise UnfitFile("empty")
    if data.startswith(ZIP_SIGNATURE):
        return _in_archive(data)
    data = _from_pdf(data)
    for known, first in FIRST_BYTES.items():
        if data.startswith(first) and f".{known}" in _endings(data):
            return known
    raise UnfitFile(_explain(data))


def _endings(data: bytes) -> set[str]:
    try:
        found = {match.extension for match in puremagic.magic_string(data[:BYTES_LOOKED_AT])}
    except puremagic.PureError:
        return set()
    return found | ({".jpg"} if found & {".jpeg", ".jfif"} else set())


def _from_pdf(data: bytes) -> bytes:
    begin = data.find(FIRST_BYTES[Format.PDF], 0, PDF_WITHIN)
    is_other = any(data.startswith(first) for first in FIRST_BYTES.values())
    return data if begin < 0 or is_other else data[begin:]


def _in_archive(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = next(filter(_is_table, archive.namelist()), "")
            if not name or archive.getinfo(name).file_size > LARGEST_TABLE:
                raise UnfitFile("unknown")
            if archive.getinfo(name).flag_bits & BEHIND_PASSWORD:
                raise UnfitFile("encrypted")
            found = read_types(archive.read(name)).main_kind()
    except (zipfile.BadZipFile, ExpatError, NotImplementedError) as error:
        raise UnfitFile("damaged") from error
    if found is None:
        raise UnfitFile("unknown")
    return found


def _is_table(name: str) -> bool:
    return name.replace("\\", "/") == TYPES_PART


def _explain(data: bytes) -> str:
    if data.startswith(OLD_OFFICE):
        return "encrypted" if ENCRYPTED_STREAM in data else "old_office"
    return "heic" if data[4:12] in HEIC_SIGNATURES else "unknown"
