"""The tables of an Office file: which part is what, and which part leads where; written anew."""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from portal.files.formats import Format, UnfitFile

BEHIND_PASSWORD = 0x1  # of the flags of a part in its archive
TYPES_PART = "[Content_Types].xml"
PACKAGE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006"
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "application/vnd.openxmlformats-officedocument"
DOCX_TYPE = f"{_OPEN}.wordprocessingml.document.main+xml"
XLSX_TYPE = f"{_OPEN}.spreadsheetml.sheet.main+xml"
MAIN_TYPES = {DOCX_TYPE: Format.DOCX, XLSX_TYPE: Format.XLSX}
# A document with macros is the same document without them.
WITH_MACROS = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": DOCX_TYPE,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": XLSX_TYPE,
}
DANGEROUS_TYPES = (
    *("vba", "oleobject", "activex", "macrosheet", "intlmacro", "externallink", "control"),
)
# Words in another format, which Word reads as it would a page of the web.
OTHER_FORMATS = ("text/html", "message/rfc822", "application/rtf", "application/xhtml+xml")
# Relations to a program, another file or what a program keeps, whatever the part is called.
LED_TO_DANGER = frozenset(
    {
        *("activexcontrolbinary", "attachedtemplate", "attachedtoolbars", "calcchain", "control"),
        *("ctrlprop", "customxml", "customxmlprops", "dialogsheet", "extensibility"),
        *("externallink", "externallinkpath", "frame", "keymapcustomizations", "mailmergesource"),
        *("mailmergeheadersource", "oleobject", "package", "powerpivotdata", "printersettings"),
        *("recipientdata", "subdocument", "transform", "vbaproject", "webextension"),
        *("webextensiontaskpanes", "wordvbadata", "xlintlmacrosheet", "xlmacrosheet"),
    }
)
# Words of another document, which would have to be cleaned as one.
OTHER_WORDS = "afchunk"
# Links that only lead somewhere when a person clicks them.
LINK_RELATION = "/hyperlink"
FOLLOWED_SCHEMES = ("http://", "https://", "mailto:", "#")
BLANK_TARGET = "about:blank"
KEPT_ATTRIBUTES: tuple[str, ...] = ("Id", "Type", "Target", "TargetMode")
Attributes = dict[str, str]


@dataclass
class Types:
    """What each part is: by the ending of its name, or for itself; both in small letters."""

    by_ending: dict[str, str]
    by_part: dict[str, str]

    def main_kind(self) -> Format | None:
        """Return what the document is, whatever its main part is called; None if it is neither."""
        found = {MAIN_TYPES[one] for one in self.by_part.values() if one in MAIN_TYPES}
        return found.pop() if len(found) == 1 else None

    def of(self, name: str) -> str:
        """Return what a part is said to be; empty where nothing is said."""
        told = key_of(name)
        return self.by_part.get(told, "") or self.by_ending.get(told.rpartition(".")[2], "")

    def is_dangerous(self, name: str) -> bool:
        """Tell whether a part is said to be a program, another file or a link to one."""
        return any(word in self.of(name).lower() for word in DANGEROUS_TYPES)

    def is_another_format(self, name: str) -> bool:
        """Tell whether a part is words in a format that could fetch something by itself."""
        return self.of(name).lower().startswith(OTHER_FORMATS)

    def write(self, kept: Iterable[str]) -> bytes:
        """Return the table of the parts that are kept."""
        lines = [
            f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(told)}/>"
            for ending, told in self.by_ending.items()
            if not any(word in told.lower() for word in DANGEROUS_TYPES)
        ] + [
            f"<Override PartName={quoteattr(f'/{name}')} ContentType={quoteattr(told)}/>"
            for name in kept
            if (told := self.by_part.get(key_of(name), ""))
        ]
        return _table("Types", "content-types", lines)


class Relations(NamedTuple):
    """Where a part (`owner`, "" for the whole) leads; `gone` are the ids that lead nowhere now."""

    owner: str
    lines: tuple[Attributes, ...]
    gone: frozenset[str]

    def clicked(self) -> frozenset[str]:
        """Return the ids of links that people click."""
        return frozenset(one["Id"] for one in self.lines if "Id" in one and _is_clicked(one))

    def write(self) -> bytes:
        """Return the table of what is left."""
        lines = [
            "<Relationship "
            + " ".join(f"{key}={quoteattr(value)}" for key, value in line.items())
            + "/>"
            for line in self.lines
        ]
        return _table("Relationships", "relationships", lines)


def read_types(body: bytes) -> Types:
    """Read the table of contents; Unfit where there is none."""
    if not body:
        raise UnfitFile("unknown")
    types = Types({}, {})

    def see(name: str, told: Attributes) -> None:
        kind = WITH_MACROS.get(told.get("ContentType", ""), told.get("ContentType", ""))
        if name == "Default":
            types.by_ending[told.get("Extension", "").lower()] = kind
        elif name == "Override":
            types.by_part[key_of(told.get("PartName", "").replace("\\", "/"))] = kind

    _read(body, see)
    return types


def key_of(name: str) -> str:
    """Return the name of a part as it is compared: programs do not tell its letters apart."""
    return unquote(name).lower().lstrip("/")


def is_relations(name: str) -> bool:
    """Tell whether a part is a table of relations."""
    return name.lower().endswith(".rels")


def led_to_danger(name: str, body: bytes) -> set[str]:
    """Return the parts that a table of relations says are dangerous; Unfit for others' words."""
    folder = _folder(name)
    found: set[str] = set()

    def see(plain: str, told: Attributes) -> None:
        kind = told.get("Type", "").rpartition("/")[2].lower()
        if plain == "Relationship" and kind == OTHER_WORDS:
            raise UnfitFile("links")
        if plain == "Relationship" and kind in LED_TO_DANGER:
            found.add(_full(folder, told.get("Target", "")))

    _read(body, see)
    return found


def clean_relations(name: str, body: bytes, kept: set[str]) -> Relations:
    """Read where a part leads, without what fetches something or leads to what was left out.

    The owner, and what is `kept`, are in the form of `key_of`.
    """
    folder = _folder(name)
    last = key_of(name).rpartition("/")[2].removesuffix(".rels")
    lines: list[Attributes] = []
    gone: set[str] = set()

    def see(plain: str, told: Attributes) -> None:
        if plain != "Relationship":
            return
        line = _line(folder, told, kept)
        if line is None:
            gone.add(told.get("Id", ""))
        else:
            lines.append(line)

    _read(body, see)
    owner = key_of(f"{folder}{last}") if last else ""
    return Relations(owner, tuple(lines), frozenset(gone))


def _folder(name: str) -> str:
    return name[: max(name.lower().rfind("_rels/"), 0)]


def _full(folder: str, target: str) -> str:
    return key_of(posixpath.normpath(posixpath.join(f"/{folder}", target.replace("\\", "/"))))


def _is_clicked(told: Attributes) -> bool:
    return told.get("Type", "").lower().endswith(LINK_RELATION)


def _line(folder: str, told: Attributes, kept: set[str]) -> Attributes | None:
    line: Attributes = {key: told[key] for key in KEPT_ATTRIBUTES if key in told}
    target = told.get("Target", "")
    if told.get("TargetMode", "").lower() == "external":
        if not _is_clicked(told):
            return None
        # A link to somebody's own folder leads nobody anywhere, and tells the folder's name.
        is_followed = target.strip().lower().startswith(FOLLOWED_SCHEMES)
        return line | {"Target": target if is_followed else BLANK_TARGET}
    if target.startswith("#"):
        return line
    is_known = _full(folder, target) in kept
    if not is_known and _is_clicked(told):
        return line | {"Target": BLANK_TARGET, "TargetMode": "External"}
    return line | {"Target": target.replace("\\", "/")} if is_known else None


def _read(body: bytes, see: Callable[[str, Attributes], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, told: see(name.rpartition(":")[2], told)
    parser.Parse(body, True)  # noqa: FBT003


def _refuse(*_declared: object) -> None:
    raise UnfitFile("damaged")


def _table(root: str, schema: str, lines: list[str]) -> bytes:
    body = "".join(lines)
    return f'{XML_DECLARATION}<{root} xmlns="{PACKAGE_NAMESPACE}/{schema}">{body}</{root}>'.encode()
