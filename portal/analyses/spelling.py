"""The ways in which one Khmer word is typed, brought to one spelling: to compare, never to show."""

import re

SAME_TO_THE_EYE = (
    ("\u200b", ""),  # breaks lines, seen by nobody
    ("\u17d2\u178a", "\u17d2\u178f"),  # the subscripts of ដ and ត
    ("\u17c1\u17b8", "\u17be"),  # ើ typed in two parts
    ("\u17c1\u17b6", "\u17c4"),  # ោ typed in two parts
    ("ឲ", "ឱ"),
)
# The subscript ro is written last, whenever it was typed.
_RO_FIRST = re.compile("(\u17d2\u179a)(\u17d2[\u1780-\u17a2])")


def spell(text: str) -> str:
    """Return text in which Khmer words that look the same are the same."""
    for typed, meant in SAME_TO_THE_EYE:
        text = text.replace(typed, meant)
    return _RO_FIRST.sub(r"\2\1", text)
