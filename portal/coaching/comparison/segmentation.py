"""Cuts text into passages and words for comparing; a letter of any script is never cut."""

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache

import khmercut

from portal.language.text import normal_form, without_unseen
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
    """Return the words of the normal form of `text` as they stand in `text` itself.

    What nobody sees, such as zero-width spaces, stays with the word before it; all pieces together
    are the whole text.
    """
    form = "".join(words)
    if form == text:
        return list(words)
    letters = _letters(text, form)
    shown: list[str] = []
    for word in words:
        piece, left = "", len(word)
        while letters and (left > 0 or not letters[-1][1]):
            letter, size = letters.pop()
            piece += letter
            left -= size
        shown.append(piece)
    rest = "".join(letter for letter, _ in reversed(letters))
    return [*shown[:-1], shown[-1] + rest] if shown else shown


def _letters(text: str, form: str) -> list[tuple[str, int]]:
    # The letters of a text from its end, each with the length of its normal form. Most texts differ
    # from theirs by what nobody sees alone: then a sign is a letter, which is found sooner.
    is_spelt_alike = without_unseen(text) == form
    letters = text if is_spelt_alike else cut_clusters(text)
    sizes = {letter: len(normal_form(letter)) for letter in set(letters)}
    return [(letter, sizes[letter]) for letter in reversed(letters)]


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
