"""Text as it is kept, the form in which texts that look the same are the same, and letters."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

# Spaces and signs that nobody sees; joiners and variation selectors stay where they join.
UNSEEN_SPACES = (
    " \t\n\x0b\x0c\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
UNSEEN_SIGNS = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200e\u200f"
    "\u2060\u2061\u2062\u2063\u2064\u2065\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3164\ufeff\uffa0"
)
# What no text may hold: controls, halves of letters, signs that turn the direction of a page.
_NEVER_KEPT = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_GAPS = re.compile("[ \t\n\r]+")
_BLANKS = "[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"

_UNDER = "(?:\u17d2[\u1780-\u17b3])"  # a subscript
_SHIFTER = "[\u17c9\u17ca]"
_VOWEL = "[\u17b6-\u17c5]"
_SIGN = "[\u17c6-\u17c8\u17cb\u17cd-\u17d1\u17dd]"
# Spellings that look the same, each with the one that stands for them: to compare, never to show.
# The database has the same list in `search_form` (a test compares them), so it knows only what
# both kinds of patterns have in common. In order: an orthographic syllable is a base, its
# subscripts with ro last, a shifter, vowels, signs (The Unicode Standard, chapter 16.4).
SAME_TO_THE_EYE: tuple[tuple[str, str], ...] = (
    (f"[{UNSEEN_SIGNS}]", ""),
    ("([\u1780-\u17ff])\u200d+", "\\1"),
    (_BLANKS, " "),
    ("\u17b2", "\u17b1"),  # ឲ and ឱ
    ("\u17a3", "\u17a2"),
    ("\u17a4", "\u17a2\u17b6"),
    ("\u17d2\u178a", "\u17d2\u178f"),  # the subscripts of ដ and ត
    *[(f"({_SHIFTER}|{_VOWEL}|{_SIGN})({_UNDER}+)", "\\2\\1")] * 3,
    (f"(\u17d2\u179a)({_UNDER}+)", "\\2\\1"),
    *[(f"({_VOWEL}|{_SIGN})({_SHIFTER})", "\\2\\1")] * 3,
    *[(f"({_SIGN})({_VOWEL})", "\\2\\1")] * 3,
    *[("([\u17b6-\u17ba\u17bc-\u17c5])\u17bb", "\u17bb\\1")] * 3,
    ("\u17c1\u17b8|\u17b8\u17c1", "\u17be"),  # ើ typed in two parts
    ("\u17c1\u17b6|\u17b6\u17c1", "\u17c4"),  # ោ typed in two parts
    ("\u17c1\u17c1", "\u17c2"),  # ែ typed in two parts
    # Below a vowel that stands above, a shifter looks as ុ does.
    (f"{_SHIFTER}([\u17b7-\u17ba\u17be\u17d0]|\u17b6\u17c6)", "\u17bb\\1"),
)
# Most texts need none of the patterns but the first: one look tells, where each would take one.
_IS_SPELT_OTHERWISE = re.compile(
    "[\xa0\u1680\u17a3\u17a4\u17b2\u2000-\u200a\u200d\u202f\u205f\u3000]"
    "|\u17d2(?:\u178a|\u179a\u17d2)"
    f"|{_SHIFTER}(?:[\u17d2\u17b7-\u17ba\u17be\u17d0]|\u17b6\u17c6)"
    "|[\u17b6-\u17c8\u17cb\u17cd-\u17d1\u17dd][\u17b6-\u17c5\u17c9\u17ca\u17d2]"
)
_UNSEEN = re.compile(f"[{UNSEEN_SIGNS}]")
_COMPILED = [(re.compile(pattern), meant) for pattern, meant in SAME_TO_THE_EYE]

# Letters, in patterns of `regex`: beside Unicode's own rules (annex 29), a letter holds the signs
# after it that nobody sees, but for zero-width spaces, and a subscript typed after a vowel.
_UNSEEN_IN_LETTERS = UNSEEN_SIGNS.replace("\u200b", "")
SUBSCRIPT_PATTERN = rf"(?<=\u17d2[{_UNSEEN_IN_LETTERS}]*)[\u1780-\u17b3]"
LETTER_PATTERN = rf"\X(?:(?:(?=[{_UNSEEN_IN_LETTERS}\p{{M}}])|(?={SUBSCRIPT_PATTERN}))\X)*+"
# Most texts need Unicode's rules alone, at half the cost.
_IS_BEYOND_UNICODE = rf"[{_UNSEEN_IN_LETTERS}]|(?<![\u1780-\u17b3])\u17d2|[\s\u200b]\p{{M}}"


def tidy(text: str | None) -> str:
    """Return text as it is kept: composed, with one kind of line ends, nothing unseen around it.

    Zero-width spaces between words stay, for lines break at them.
    """
    written = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text or ""))
    return _NEVER_KEPT.sub("", written).strip(UNSEEN_SPACES + UNSEEN_SIGNS)


def tidy_line(text: str | None) -> str:
    """Return text as `tidy` does, on one line."""
    return " ".join(tidy(text).split())


def tidy_address(text: str | None) -> str:
    """Return an e-mail address as it is kept and looked up: in small letters, without unseen signs.

    Full-width letters and ideographic full stops are the plain ones, as mail servers read them.
    """
    plain = unicodedata.normalize("NFKC", text or "").replace("\u3002", ".")
    seen = without_unseen(_NEVER_KEPT.sub("", plain)).replace("\u200d", "")
    return seen.strip(UNSEEN_SPACES).lower()


def has_letter(text: str) -> bool:
    """Tell whether text holds a letter or digit that somebody can see, as every name must."""
    return any(unicodedata.category(sign)[0] in "LN" and sign not in UNSEEN_SIGNS for sign in text)


def without_unseen(text: str) -> str:
    """Return text without the signs that nobody sees."""
    return _UNSEEN.sub("", text)


def normal_form(text: str) -> str:
    """Return the form in which texts that look the same are the same; for comparing only."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return text
    text = without_unseen(text)
    if not _IS_SPELT_OTHERWISE.search(text):
        return text
    for pattern, meant in _COMPILED:
        text = pattern.sub(meant, text)
    return text


def search_form(text: str) -> str:
    """Return the form in which words are searched, sorted and told apart: in small letters too.

    The database's function of the same name returns the same.
    """
    small = normal_form(unicodedata.normalize("NFKC", text).lower())
    return _GAPS.sub(" ", small).strip(" ")


def split_letters(text: str) -> list[str]:
    """Return what a reader sees as single letters: a base with its vowels, signs and subscripts."""
    if text.isascii():
        return list(text)
    is_beyond = compile_pattern(_IS_BEYOND_UNICODE).search(text)
    return compile_pattern(LETTER_PATTERN if is_beyond else r"\X").findall(text)


@cache
def compile_pattern(pattern: str) -> "Pattern[str]":
    """Return a pattern that knows `\\X`, a letter by Unicode, and the properties of signs."""
    import regex  # noqa: PLC0415  not every process needs it, and each start would pay

    return regex.compile(pattern, regex.DOTALL)


def join_titles(*titles: str | None) -> str:
    """Return titles from the inner to the outer: the empty ones left out, the same said once."""
    return " · ".join(dict.fromkeys(filter(None, titles)))
