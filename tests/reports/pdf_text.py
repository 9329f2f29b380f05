"""Reads the text of a PDF as a screen reader does: what a run means goes before its glyphs."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ContentStream

CHARACTERS = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\n")
RANGES = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def read_aloud(pdf: bytes) -> str:
    """Return the text of all pages without any space, since Khmer lines break between words."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "".join("".join(_runs(page, reader)) for page in reader.pages).replace(" ", "")


def _runs(page: Any, reader: pypdf.PdfReader) -> Iterator[str]:
    maps = {name: _to_unicode(font.get_object()) for name, font in _fonts(page)}
    meanings: list[str | None] = []
    using: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            using = maps[operands[0]]
        elif operator in (b"BDC", b"BMC"):
            meaning = _meaning(operands)
            yield meaning or ""
            meanings.append(meaning)
        elif operator == b"EMC":
            meanings.pop()
        elif operator in (b"Tj", b"TJ") and not any(part is not None for part in meanings):
            yield from (using.get(code, "") for code in _codes(operands[0]))


def _fonts(page: Any) -> list[tuple[str, Any]]:
    return list(page["/Resources"]["/Font"].items())


def _meaning(operands: Any) -> str | None:
    told = operands[1] if len(operands) > 1 else {}
    return str(told["/ActualText"]) if hasattr(told, "get") and "/ActualText" in told else None


def _codes(shown: Any) -> Iterator[int]:
    for part in shown if isinstance(shown, list) else [shown]:
        if not isinstance(part, int | float):
            data = part.original_bytes
            yield from (int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))


def _to_unicode(font: Any) -> dict[int, str]:
    told = font["/ToUnicode"].get_object().get_data().decode("ascii", "replace")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", told, re.S):
        found |= {int(code, 16): _text(text) for code, text in CHARACTERS.findall(block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", told, re.S):
        for first, last, text in RANGES.findall(block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(ord(_text(text)) + offset)
    return found


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be")
