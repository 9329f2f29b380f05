"""Sets a report as a PDF; imported by workers only, because typesetting is heavy to load."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from fontTools.ttLib import TTFont

from portal.language.dates import say_date
from portal.language.locales import LOCALES, Language
from portal.reports.document.colours import COLOURS
from portal.reports.document.fonts import FONT_FAMILIES, TYPEFACES_FOLDER
from portal.reports.document.model import Document

TEMPLATES_FOLDER = Path(__file__).resolve().parents[3] / "templates" / "reports"
# A character that no font has would stop the typesetter; this sign stands where one was.
MISSING_GLYPH = "\N{DOTTED CIRCLE}"


class TypesettingFailed(Exception):
    """The typesetter refused; its message may quote the organisation's words, so it is not kept."""


def render_pdf(document: Document) -> bytes:
    """Return the report as a tagged PDF (PDF/UA-1); the same document gives the same bytes."""
    return typeset("progress.typ", asdict(document), made_on=document.compiled_on.isoformat())


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    made_on: str,
    files: Mapping[str, bytes] | None = None,
    dots: float = 0,
) -> bytes:
    """Return `data` as a template sets it in the language of its `locale`, as a tagged PDF.

    `files` are pictures by the names that the data gives them. With `dots`, how many an inch, it is
    one page as PNG. The same data gives the same bytes.
    """
    made_at = datetime.combine(date.fromisoformat(made_on), time.min, UTC)
    kind: dict[str, Any] = {"format": "pdf", "pdf_standards": "ua-1"}
    if dots:
        kind = {"format": "png", "ppi": dots}
    asked = {
        **kind,
        "sys_inputs": {
            "report": json.dumps(_texts(data, data["locale"])),
            "language": json.dumps(_typography(LOCALES[data["locale"]])),
            "colours": json.dumps(COLOURS),
        },
        "timestamp": int(made_at.timestamp()),
    }
    try:
        made = (
            _compile_with(files, template, asked) if files else _compiler(template).compile(**asked)
        )
    except typst.TypstError:
        raise TypesettingFailed(data["locale"]) from None
    if not isinstance(made, bytes):
        raise TypesettingFailed(data["locale"])
    return made


def _compile_with(files: Mapping[str, bytes], template: str, asked: dict[str, Any]) -> object:
    sources = {path.name: path.read_bytes() for path in TEMPLATES_FOLDER.glob("*.typ")}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name, body in {**sources, **files}.items():
            (root / name).write_bytes(body)
        made: object = typst.Compiler(
            root / template, root=root, font_paths=_fonts(), ignore_system_fonts=True
        ).compile(**asked)
    return made


def _typography(language: Language) -> dict[str, object]:
    # Text falls from its own typeface to those of other scripts.
    own = FONT_FAMILIES[language.script]
    families = [own, *(family for family in FONT_FAMILIES.values() if family != own)]
    return {"fonts": families, "is_tall": language.is_tall}


def make_legible(text: str) -> str:
    """Return `text` with the characters that the fonts have, in place of those that they lack."""
    return "".join(_character(character) for character in unicodedata.normalize("NFC", text))


def _character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cc":
        return ""
    if ord(character) in _covered():
        return character
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if ord(plain) in _covered() else MISSING_GLYPH


def _texts(value: Any, locale: str) -> Any:  # noqa: ANN401  any shape that JSON has
    if isinstance(value, dict):
        return {key: _texts(part, locale) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(part, locale) for part in value]
    if isinstance(value, date):
        return make_legible(say_date(value, locale=locale))
    return make_legible(value) if isinstance(value, str) else value


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[TYPEFACES_FOLDER]
    )


@cache
def _compiler(template: str) -> typst.Compiler:
    # Twice as fast as to begin anew, but it reads no files that are given to it alone.
    return typst.Compiler(
        TEMPLATES_FOLDER / template,
        root=TEMPLATES_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )


@cache
def _covered() -> frozenset[int]:
    covered: set[int] = set()
    for path in TYPEFACES_FOLDER.glob("*-400.ttf"):
        covered |= TTFont(path).getBestCmap().keys()
    if not covered:
        raise FileNotFoundError(f"{TYPEFACES_FOLDER}: run python -m portal.reports.document.fonts")
    return frozenset(covered)
