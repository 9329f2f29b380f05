"""The tables of an Office file: which part is what, and which part leads where; written anew."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from portal.files.formats import Format, Unfit

TYPES_PART = "[Content_Types].xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "application/vnd.openxmlformats-officedocument"
DOCX_TYPE = f"{_OPEN}.wordprocessingml.document.main+xml"
XLSX_TYPE = f"{_OPEN}.spreadsheetml.sheet.main+xml"
MAIN_TYPES = {DOCX_TYPE: Format.DOCX, XLSX_TYPE: Format.XLSX}
# A document with macros is the same document without them.
WITH_MACROS = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": DOCX_TYPE,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": XLSX_TYPE,
}
DANGEROUS = ("vba", "oleobject", "activex", "macrosheet", "intlmacro", "externallink", "control")
# Words in another format, which Word reads as it would a page of the web.
OTHER_FORMATS = ("text/html", "message/rfc822", "application/rtf", "application/xhtml+xml")
# Links that only lead somewhere when a person clicks them.
CLICKED = "/hyperlink"
FOLLOWED = ("http://", "https://", "mailto:", "#")
NOWHERE = "about:blank"
KEPT: tuple[str, ...] = ("Id", "Type", "Target", "TargetMode")
Attributes = dict[str, str]


@dataclass
class Types:
    """What each part is: by the ending of its name, or for itself."""

    by_ending: dict[str, str]
    by_part: dict[str, str]

    def main_kind(self) -> Format | None:
        """Return what the document is, whatever its main part is called; None if it is neither."""
        found = {MAIN_TYPES[one] for one in self.by_part.values() if one in MAIN_TYPES}
        return found.pop() if len(found) == 1 else None

    def of(self, name: str) -> str:
        """Return what a part is said to be; empty where nothing is said."""
        return self.by_part.get(f"/{name}", "") or self.by_ending.get(name.rpartition(".")[2], "")

    def is_dangerous(self, name: str) -> bool:
        """Tell whether a part is said to be a program, another file or a link to one."""
        return any(word in self.of(name).lower() for word in DANGEROUS)

    def is_another_format(self, name: str) -> bool:
        """Tell whether a part is words in a format that could fetch something by itself."""
        return self.of(name).lower().startswith(OTHER_FORMATS)

    def forget_all_but(self, kept: set[str]) -> None:
        """Forget the parts that are not kept."""
        known = {f"/{name}".lower() for name in kept}
        self.by_part = {part: told for part, told in self.by_part.items() if part.lower() in known}

    def write(self) -> bytes:
        """Return the table without what was left out."""
        lines = [
            f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(told)}/>"
            for ending, told in self.by_ending.items()
            if not any(word in told.lower() for word in DANGEROUS)
        ] + [
            f"<Override PartName={quoteattr(part)} ContentType={quoteattr(told)}/>"
            for part, told in self.by_part.items()
            if not any(word in told.lower() for word in DANGEROUS)
        ]
        return _table("Types", "content-types", lines)


@dataclass(frozen=True)
class Relations:
    """Where a part (`owner`, "" for the whole) leads; `gone` are the ids that lead nowhere now."""

    owner: str
    lines: tuple[Attributes, ...]
    gone: frozenset[str]

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
        raise Unfit("unknown")
    types = Types({}, {})

    def see(name: str, told: Attributes) -> None:
        kind = WITH_MACROS.get(told.get("ContentType", ""), told.get("ContentType", ""))
        if name == "Default":
            types.by_ending[told.get("Extension", "")] = kind
        elif name == "Override":
            types.by_part[told.get("PartName", "").replace("\\", "/")] = kind

    _read(body, see)
    return types


def clean_relations(name: str, body: bytes, kept: set[str]) -> Relations:
    """Read where a part leads, without what fetches something or leads to what was left out."""
    folder, _, last = name.rpartition("_rels/")
    owner = f"{folder}{last.removesuffix('.rels')}"
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
    return Relations(owner if last != ".rels" else "", tuple(lines), frozenset(gone))


def _line(folder: str, told: Attributes, kept: set[str]) -> Attributes | None:
    line: Attributes = {key: told[key] for key in KEPT if key in told}
    target = told.get("Target", "")
    if told.get("TargetMode", "").lower() == "external":
        if not told.get("Type", "").endswith(CLICKED):
            return None
        # A link to somebody's own folder leads nobody anywhere, and tells the folder's name.
        is_followed = target.strip().lower().startswith(FOLLOWED)
        return line | {"Target": target if is_followed else NOWHERE}
    if target.startswith("#") or told.get("Type", "").endswith(CLICKED):
        return line
    path = target.replace("\\", "/")
    full = posixpath.normpath(posixpath.join(f"/{folder}", path)).lstrip("/")
    known = {one.lower() for one in kept}
    return line | {"Target": path} if full.lower() in known else None


def _read(body: bytes, see: Callable[[str, Attributes], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, told: see(name.rpartition(":")[2], told)
    parser.Parse(body, True)  # noqa: FBT003


def _refuse(*_declared: object) -> None:
    raise Unfit("damaged")


def _table(root: str, schema: str, lines: list[str]) -> bytes:
    body = "".join(lines)
    return f'{HEAD}<{root} xmlns="{PACKAGE}/{schema}">{body}</{root}>'.encode()
