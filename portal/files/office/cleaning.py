"""Word and Excel files packed anew: no macros, no programs inside, nothing that fetches something.

What is dangerous is left out and the rest is kept: a letter does not lose its words because the
office's template stands in its settings.
"""

import io
import re
import zipfile
from xml.parsers import expat

from portal.files.formats import MEGABYTE, Format, UnfitFile
from portal.files.metadata import without_notes
from portal.files.office.connections import empty_connections
from portal.files.office.parts import cut_part
from portal.files.office.tables import (
    BEHIND_PASSWORD,
    TYPES_PART,
    Relations,
    Types,
    clean_relations,
    is_relations,
    key_of,
    led_to_danger,
    read_types,
)

MOST_PARTS = 2000
LARGEST_WHOLE = 100 * MEGABYTE
LARGEST_RATIO = 150
RATIO_FROM = MEGABYTE
LONGEST_NAME = 200
SAFE_NAME = re.compile(r"[\w\[\]. %()&+,=@~!#{}'-]+(/[\w\[\]. %()&+,=@~!#{}'-]+)*", re.ASCII)
# Macros, programs and other files inside, links to other workbooks: left out with all that leads
# to them. Charts keep the numbers that they show and lose the workbook behind them.
REMOVED_PARTS = (
    *("vbaproject", "vbadata", "macrosheets/", "dialogsheets/"),
    *("embeddings/", "activex/", "oleobject", "/ctrlprops/", "externallinks/"),
    *("attachedtoolbars", "customui/", "webextensions/", "printersettings/", "userxml/"),
    # What programs keep beside the words: queries with their sources, properties of a company.
    *("customxml/", "xl/model/"),
    "calcchain",  # the order of formulas, of which some are gone: it is made anew
)
CORE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OFFICE_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006"
# Who wrote it, where, with what: emptied, since readers of the file expect the parts.
EMPTIED_PARTS = {
    "core": f'<coreProperties xmlns="{CORE_NAMESPACE}"/>',
    "extended": f'<Properties xmlns="{OFFICE_NAMESPACE}/extended-properties"/>',
    "custom": f'<Properties xmlns="{OFFICE_NAMESPACE}/custom-properties"/>',
}
TOLD_BY_NAME = {
    "docprops/core.xml": "core",
    "docprops/app.xml": "extended",
    "docprops/custom.xml": "custom",
}
XML_ENDINGS = (".xml", ".vml", ".rels")
FONT_ENDINGS = (".odttf", ".ttf", ".fntdata")
PICTURE_ENDINGS = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"),
    *(".emz", ".wmz", ".wdp"),
)
# A byte order mark, or what may stand before the first element.
BEFORE_WORDS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
Parts = dict[str, bytes]


def clean_office(data: bytes, kind: Format) -> bytes:
    """Return the document packed anew without what acts or fetches; Unfit where it cannot be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive.infolist())
            return _pack(_clean(_read(archive), kind))
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, NotImplementedError) as error:
        raise UnfitFile("damaged") from error


def part_name(name: str) -> str:
    """Return the name of a part as the format has it: some old programs write `\\` for `/`."""
    return name.replace("\\", "/")


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or whole > LARGEST_WHOLE or any(map(_is_blown_up, parts)):
        raise UnfitFile("too_heavy")
    if any(part.flag_bits & BEHIND_PASSWORD for part in parts):
        raise UnfitFile("encrypted")


def _is_blown_up(part: zipfile.ZipInfo) -> bool:
    is_much = part.file_size > RATIO_FROM
    return is_much and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)


def _read(archive: zipfile.ZipFile) -> Parts:
    named = [(part_name(part.filename), part) for part in archive.infolist()]
    lowered = {key_of(name) for name, _ in named}
    if len(lowered) != len(named) or not all(_is_safe(name) for name, _ in named):
        raise UnfitFile("damaged")
    return {name: archive.read(part) for name, part in named if not name.endswith("/")}


def _is_safe(name: str) -> bool:
    steps = key_of(name).split("/")
    return (
        bool(SAFE_NAME.fullmatch(name.rstrip("/")))
        and ".." not in steps
        and len(name) < LONGEST_NAME
    )


def _clean(parts: Parts, kind: Format) -> Parts:
    types = read_types(parts.get(TYPES_PART, b""))
    if types.main_kind() is not kind:
        raise UnfitFile("unknown")
    if any(types.is_another_format(name) for name in parts):
        raise UnfitFile("links")
    led = [led_to_danger(name, body) for name, body in parts.items() if is_relations(name)]
    dangerous = set[str]().union(*led)
    kept = [
        name
        for name in parts
        if key_of(name) not in dangerous and not _is_left_out(name, parts[name], types)
    ]
    known = {key_of(name) for name in kept}
    tables = [clean_relations(name, parts[name], known) for name in kept if is_relations(name)]
    relations = {table.owner: table for table in tables}
    kept = [name for name in kept if not is_relations(name) or _owner(name) in {"", *known}]
    kept.remove(TYPES_PART)
    cleaned = {name: _clean_part(name, parts[name], types, relations) for name in kept}
    return {TYPES_PART: types.write(kept)} | cleaned


def _owner(table: str) -> str:
    folder, _, last = key_of(table).rpartition("_rels/")
    return f"{folder}{last.removesuffix('.rels')}"


def _is_left_out(name: str, body: bytes, types: Types) -> bool:
    lowered = key_of(name)
    if any(word in lowered for word in REMOVED_PARTS) or types.is_dangerous(name):
        return True
    if _is_written(name, types) or lowered.endswith(FONT_ENDINGS):
        return False
    # A picture of elements, or elements called a picture, could fetch something.
    return not lowered.endswith(PICTURE_ENDINGS) or body.lstrip(BEFORE_WORDS).startswith(b"<")


def _is_written(name: str, types: Types) -> bool:
    told = types.of(name).lower()
    is_words = told.endswith(("+xml", "/xml", ".vmldrawing")) and not told.startswith("image/")
    return is_words or key_of(name).endswith(XML_ENDINGS) or bool(_emptied(name, types))


def _emptied(name: str, types: Types) -> str:
    _, _, last = types.of(name).lower().rpartition(".")
    by_type = last.removesuffix("-properties+xml")
    return EMPTIED_PARTS.get(TOLD_BY_NAME.get(key_of(name), by_type), "")


def _clean_part(name: str, body: bytes, types: Types, relations: dict[str, Relations]) -> bytes:
    if instead := _emptied(name, types):
        return instead.encode()
    if is_relations(name):
        return relations[_owner(name)].write()
    if types.of(name).lower().endswith(".connections+xml"):
        return empty_connections(body)
    if not _is_written(name, types):
        return without_notes(body)
    return cut_part(body, relations.get(key_of(name)))


def _pack(parts: Parts) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as anew:
        for name, body in parts.items():
            anew.writestr(zipfile.ZipInfo(name, ZIP_DATE), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
