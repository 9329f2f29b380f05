"""Cuts text into lines and to a length without ever breaking a Khmer letter."""

import re
import unicodedata

from portal.language.text import split_letters

# Widths in common Latin letters, from the advances of Noto Sans Khmer and Noto Sans, bold.
KHMER_LETTER = 1.25
KHMER_WIDTHS: dict[str, float] = (
    dict.fromkeys("ឃញឍយលសហឡ", 1.8)
    | dict.fromkeys("ឈណ", 2.35)
    | dict.fromkeys("រវ", 0.7)
    | dict.fromkeys("ាេែៃៈ", 0.6)
    | dict.fromkeys("ោៅៀឿ", 1.2)
    | {"ះ": 0.75}
)
SUBSCRIPT_WIDTH = 0.6
SPACING_SUBSCRIPTS = frozenset("ឃឈញឍណបយរលសហ")
CAPITAL_WIDTH = 1.3
LATIN_WIDTHS = dict.fromkeys("fijlrt.,:;'!|()[] -", 0.6) | {"\u200b": 0.0}
KHMER_LETTERS = range(0x1780, 0x1800)
COENG = "\u17d2"
MOST_LINES = 3


def has_khmer(text: str) -> bool:
    """Tell whether a text holds Khmer letters, which have no spaces between words."""
    return any(ord(letter) in KHMER_LETTERS for letter in text)


def wrap(text: str, width: float, most: int = MOST_LINES) -> list[str]:
    """Return text in at most `most` lines of `width` Latin letters; no Khmer cluster is cut.

    Lines break at spaces and zero-width spaces, else between clusters; a cut ends in `…`.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text[: _enough(width, most)], width):
        if line and measure((line + piece).strip()) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    lines = [part for part in [*lines, line.strip()] if part]
    if len(lines) > most or len(text) > _enough(width, most):
        lines = [*lines[: most - 1], _end(lines[most - 1 :], width)]
    return lines


def shorten(text: str, most: int) -> str:
    """Return text of at most `most` letters; what is cut off ends in `…`."""
    if len(text) <= most:
        return text
    # Two code points a letter are enough for most texts; where they are not, more are looked at.
    for reach in (most * 2, most * 8):
        clusters = split_letters(text[:reach])
        if len(clusters) > most:
            return f"{''.join(clusters[:most]).rstrip()}…"
    return text


def measure(text: str) -> float:
    """Return the width of text in Latin letters."""
    return sum(_width(cluster) for cluster in split_letters(text))


def _width(cluster: str) -> float:
    if ord(cluster[0]) in KHMER_LETTERS:
        before = ("", *cluster)
        return sum(_khmer_width(*pair) for pair in zip(before, cluster, strict=False))
    return LATIN_WIDTHS.get(
        cluster[0], CAPITAL_WIDTH if cluster[0].isupper() or cluster[0] in "mw" else 1.0
    )


def _khmer_width(before: str, letter: str) -> float:
    if before == COENG:
        return SUBSCRIPT_WIDTH if letter in SPACING_SUBSCRIPTS else 0.0
    if letter in KHMER_WIDTHS:
        return KHMER_WIDTHS[letter]
    return 0.0 if unicodedata.category(letter).startswith("M") else KHMER_LETTER


def _enough(width: float, most: int) -> int:
    # A cluster has seldom more than eight code points: the rest of a long text is never shown.
    return int(width * (most + 1)) * 8


def _end(rest: list[str], width: float) -> str:
    clusters = split_letters(rest[0] if rest else "")
    while clusters and measure("".join(clusters)) > width - 1:
        clusters.pop()
    return "".join(clusters).rstrip() + "…"


def _pieces(text: str, width: float) -> list[str]:
    pieces: list[str] = []
    for word in re.findall(r"[^\s\u200b]+[\s\u200b]*", text):
        pieces.extend([word] if measure(word.rstrip()) <= width else _cut(word, width))
    return pieces


def _cut(word: str, width: float) -> list[str]:
    parts = [""]
    for cluster in split_letters(word):
        if parts[-1] and measure(parts[-1] + cluster) > width:
            parts.append("")
        parts[-1] += cluster
    return parts
