"""Lays out the picture of an analysis: what we do acts on what divides and what connects."""

import re
import unicodedata
from typing import Any

from portal.analyses.forms import title_of
from portal.analyses.queries import RowDict, Rows
from portal.analyses.words import SHORT_PATTERNS

PICTURE_KINDS = ("divider", "connector", "detail", "chain")
MOST_LINES = 3
WIDTHS = {"divider": 34, "connector": 34, "detail": 22}
# A Khmer letter takes about a third more room than a Latin one.
KHMER_WIDTH = 1.3
KHMER = range(0x1780, 0x1800)
COENG = "\u17d2"
JOINED = {"Mn", "Mc", "Me", "Cf"}


def lay_out(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """Return the nodes (id, title, lines) by kind and the links for the picture's component."""
    return {
        "dividers": [_node("divider", row) for row in rows["divider"]],
        "connectors": [_node("connector", row) for row in rows["connector"]],
        "details": [_node("detail", row) for row in rows["detail"]],
        "links": [_link(row) for row in rows["chain"] if row["detail_id"] and row["factor_id"]],
    }


def wrap(text: str, width: float, most: int = MOST_LINES) -> list[str]:
    """Return text in at most `most` lines of `width` Latin letters; no Khmer cluster is cut."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width):
        if line and measure(line + piece.rstrip()) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    lines = [part for part in [*lines, line.strip()] if part]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip()}…"]
    return lines


def measure(text: str) -> float:
    """Return the width of text in Latin letters."""
    return sum(KHMER_WIDTH if ord(cluster[0]) in KHMER else 1.0 for cluster in split_clusters(text))


def split_clusters(text: str) -> list[str]:
    """Return what a reader sees as single letters: a base with its vowels, signs and subscripts."""
    clusters: list[str] = []
    for letter in text:
        joins = unicodedata.category(letter) in JOINED or (clusters and clusters[-1][-1] == COENG)
        if clusters and joins:
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _pieces(text: str, width: float) -> list[str]:
    pieces: list[str] = []
    for word in re.findall(r"[^\s\u200b]+[\s\u200b]*", text):
        pieces.extend([word] if measure(word) <= width else _cut(word, width))
    return pieces


def _cut(word: str, width: float) -> list[str]:
    parts = [""]
    for cluster in split_clusters(word):
        if parts[-1] and measure(parts[-1] + cluster) > width:
            parts.append("")
        parts[-1] += cluster
    return parts


def _node(kind: str, row: RowDict) -> dict[str, Any]:
    title = title_of(kind, row)
    return {"id": row["id"], "title": title, "lines": wrap(title, WIDTHS[kind])}


def _link(row: RowDict) -> dict[str, Any]:
    return {
        "detail_id": row["detail_id"],
        "factor_id": row["factor_id"],
        "sign": row["sign"] or "worse",
        "pattern": SHORT_PATTERNS.get(row["pattern"], ""),
    }
