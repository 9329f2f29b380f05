"""Word and Excel files packed anew: no macros, no files inside, no links that fetch something."""

import io
import re
import zipfile
from xml.parsers import expat

from portal.files.formats import MEGABYTE, Format, Unfit
from portal.files.photo_notes import without_notes

MOST_PARTS = 2000
LARGEST_WHOLE = 100 * MEGABYTE
LARGEST_RATIO = 150
RATIO_FROM = MEGABYTE
LONGEST_NAME = 200
SAFE_NAME = re.compile(r"[\w\[\]. %()&+,=@~!#{}'-]+(/[\w\[\]. %()&+,=@~!#{}'-]+)*", re.ASCII)
MAIN_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
MACROS = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/")
INSIDE = ("embeddings/", "activex/", "oleobject", "/ctrlprops/")
LINKS = ("externallinks/",)
# Links that only lead somewhere when a person clicks them.
CLICKED = ("/hyperlink",)
FETCHING_FIELDS = re.compile(r"(?mi)^\s*(DDE|DDEAUTO|INCLUDETEXT|LINK)\b")
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
SHARED = "http://schemas.openxmlformats.org/officeDocument/2006"
# Who wrote it, where, with what: emptied, since readers of the file expect the parts.
EMPTIED = {
    "docProps/core.xml": f'<coreProperties xmlns="{CORE}"/>',
    "docProps/app.xml": f'<Properties xmlns="{SHARED}/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{SHARED}/custom-properties"/>',
}
DATE = (1980, 1, 1, 0, 0, 0)


def clean_office(data: bytes, kind: Format) -> bytes:
    """Return the document packed anew from the parts that its own table of contents names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive.infolist())
            _refuse_parts(archive.namelist())
            return _pack(archive, kind)
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, NotImplementedError) as error:
        raise Unfit("damaged") from error


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or whole > LARGEST_WHOLE or any(map(_is_blown_up, parts)):
        raise Unfit("too_heavy")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unfit("encrypted")


def _is_blown_up(part: zipfile.ZipInfo) -> bool:
    is_much = part.file_size > RATIO_FROM
    return is_much and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)


def _refuse_parts(names: list[str]) -> None:
    lowered = [name.lower() for name in names]
    if len(set(lowered)) != len(names) or not all(map(_is_safe, names)):
        raise Unfit("damaged")
    for words, problem in ((MACROS, "macros"), (INSIDE, "files_inside"), (LINKS, "links")):
        if any(word in name for name in lowered for word in words):
            raise Unfit(problem)


def _is_safe(name: str) -> bool:
    steps = name.rstrip("/").split("/")
    return (
        bool(SAFE_NAME.fullmatch(name.rstrip("/")))
        and ".." not in steps
        and len(name) < LONGEST_NAME
    )


def _pack(archive: zipfile.ZipFile, kind: Format) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as anew:
        for part in archive.infolist():
            if not part.is_dir():
                body = _clean_part(part.filename, archive.read(part), kind)
                anew.writestr(zipfile.ZipInfo(part.filename, DATE), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _clean_part(name: str, body: bytes, kind: Format) -> bytes:
    if name in EMPTIED:
        return EMPTIED[name].encode()
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return without_notes(body)
    seen = _Looked()
    seen.read(body)
    if name == "[Content_Types].xml":
        _refuse_types(seen.types, kind)
    if seen.fetched or FETCHING_FIELDS.search(seen.fields):
        raise Unfit("links")
    return body


def _refuse_types(types: set[str], kind: Format) -> None:
    lowered = {one.lower() for one in types}
    if any("macroenabled" in one or "vba" in one for one in lowered):
        raise Unfit("macros")
    if MAIN_TYPES[kind] not in types:
        raise Unfit("unknown")


class _Looked:
    """What one part of XML says of types, links and fields; a document type is refused."""

    def __init__(self) -> None:
        self.types: set[str] = set()
        self.fetched = False
        self.fields = ""
        self._is_field = False

    def read(self, body: bytes) -> None:
        """Read one part."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.Parse(body, True)  # noqa: FBT003

    def _refuse(self, *_declared: object) -> None:
        raise Unfit("damaged")

    def _start(self, name: str, told: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        if plain in ("Override", "Default"):
            self.types.add(told.get("ContentType", ""))
        elif plain == "Relationship":
            is_outside = told.get("TargetMode", "").lower() == "external"
            self.fetched |= is_outside and not told.get("Type", "").endswith(CLICKED)
        elif plain in ("fldSimple", "fldChar"):
            self.fields += "\n" + "".join(v for k, v in told.items() if k.endswith("instr"))
        self._is_field = plain == "instrText"

    def _end(self, _name: str) -> None:
        self._is_field = False

    def _say(self, text: str) -> None:
        if self._is_field:
            self.fields += text
