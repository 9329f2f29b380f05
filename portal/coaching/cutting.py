"""Cuts text into passages and words for comparing; a letter of any script is never cut."""

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache

import khmercut

from portal.shelf import Bounded

ZERO_WIDTH_SPACE = "\u200b"
KHMER_LETTERS = "\u1780-\u17b3\u17d7\u17dc"
LONGEST_PASSAGE = 400
LONGEST_BY_SENTENCES = 200_000
# By bytes: passages of one person's making are as long and as many as they like.
KEPT: Bounded[tuple[str, ...]] = Bounded(32_000_000)
LETTER_BYTES = 48  # what a letter takes in words of two
MARKS = {"Mn", "Mc", "Me", "Cf"}
_one_at_a_time = threading.Lock()


def normalise(text: str) -> str:
    """Return text in one form of Unicode; zero-width spaces stay, for they are shown."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Return what is compared: the text without the spaces that nobody sees."""
    return text.replace(ZERO_WIDTH_SPACE, "")


def cut_passages(text: str) -> list[str]:
    """Return words, spaces and signs; Khmer, which has no gaps between words, in passages."""
    return _patterns()[0].findall(text)


def cut_sentences(text: str) -> list[str]:
    """Return sentences, or lines of a huge text, where words would be too many to compare."""
    if len(text) > LONGEST_BY_SENTENCES:
        return text.splitlines(keepends=True)
    return _patterns()[1].findall(text)


def cut_clusters(text: str) -> list[str]:
    """Return what a reader sees as single letters: a base with its signs, vowels and subscripts."""
    return _patterns()[2].findall(text)


def is_khmer(passage: str) -> bool:
    """Tell whether a passage is Khmer writing that has to be cut into words."""
    return "\u1780" <= passage[:1] <= "\u17dc"


def cut_words(passage: str) -> tuple[str, ...]:
    """Return the words of a passage; a Khmer one is cut by a model of the language.

    The model is read at its first use, not when the portal starts; words are kept for the next
    time, and a passage of unusual length is cut into letters instead.
    """
    if not is_khmer(passage):
        return (passage,)
    if len(passage) > LONGEST_PASSAGE:
        return tuple(cut_clusters(passage))
    kept = KEPT.find(passage)
    if kept is None:
        with _one_at_a_time:
            words = khmercut.tokenize(passage)
        kept = tuple(_between_letters(words, cut_clusters(passage)))
        KEPT.keep(passage, kept, len(passage) * LETTER_BYTES)
    return kept


def dress(text: str, words: Sequence[str]) -> list[str]:
    """Return words as they stand in `text`, each with the zero-width spaces around it."""
    if ZERO_WIDTH_SPACE not in text:
        return list(words)
    shown, at = [], 0
    for word in words:
        begin, left = at, len(word)
        while left or text[at : at + 1] == ZERO_WIDTH_SPACE:
            left -= text[at] != ZERO_WIDTH_SPACE
            at += 1
        shown.append(text[begin:at])
    return shown


def _between_letters(words: Sequence[str], clusters: Sequence[str]) -> list[str]:
    # The model knows nothing of some rare signs: where it cuts inside a letter, the cut is dropped.
    cuts, at = set(), 0
    for word in words:
        at += len(word)
        cuts.add(at)
    found, at = [""], 0
    for cluster in clusters:
        if at in cuts:
            found.append("")
        found[-1] += cluster
        at += len(cluster)
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    # Joined to what stands before: marks, a letter after a coeng or a joiner, skin tones.
    # A class repeated on its own costs a tenth of a repeated choice that says the same.
    sign = rf"{_marks()}\U0001F3FB-\U0001F3FF"
    bound = r"(?:(?<=\u17d2)[\u1780-\u17ff]|(?<=\u200d)[\u2600-\u27bf\U0001F000-\U0001FAFF])"
    joined = rf"[{sign}]*(?:{bound}[{sign}]*)*"
    flags = r"[\U0001F1E6-\U0001F1FF]{2}"
    letter = rf"(?:{flags}|.){joined}"
    plain_letters = r"[^\W\u1780-\u17dd]"
    latin = rf"{plain_letters}+(?:(?:[{sign}]|{bound}){plain_letters}*)*"
    khmer = rf"[{KHMER_LETTERS}][{KHMER_LETTERS}{sign}]*(?:{bound}[{KHMER_LETTERS}{sign}]*)*"
    word = rf"{khmer}|{latin}(?:['\u2019]{latin})*|\n|[^\S\n]+{joined}|{letter}"
    sentence = rf"[^\n.!?។៕]*(?:\n|[.!?។៕]{joined}[^\S\n]*)|[^\n.!?។៕]+"
    return tuple(re.compile(one, re.DOTALL) for one in (word, sentence, letter))  # type: ignore[return-value]


def _marks() -> str:
    # As ranges: a class of many single characters is searched one by one.
    ranges: list[list[int]] = []
    for number in (*range(0x300, 0x20000), *range(0xE0020, 0xE01F0)):
        if number == ord(ZERO_WIDTH_SPACE) or unicodedata.category(chr(number)) not in MARKS:
            continue
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
