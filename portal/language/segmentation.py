"""Cuts text into passages and words for comparing; a letter of any script is never cut."""

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache

import khmercut

from portal.language.text import (
    LETTER_PATTERN,
    SUBSCRIPT_PATTERN,
    compile_pattern,
    normal_form,
    split_letters,
    without_unseen,
)

# For normal forms, which hold no signs that nobody sees.
_SIGNS = r"\p{M}\p{GCB=EX}\p{GCB=SM}\u200d"
_KHMER = rf"[\u1780-\u17b3\u17d7\u17dc][\u1780-\u17d3\u17d7\u17dc\u17dd{_SIGNS}]*+"
_LETTERS = r"[^\W\u1780-\u17dd\p{GCB=PP}]"
_JOINED = rf"(?:[{_SIGNS}]|{SUBSCRIPT_PATTERN})"
_OTHER = rf"{_LETTERS}++(?:[{_SIGNS}]{_JOINED}*+{_LETTERS}*+)*+"
_GAP = rf"[^\S\n]++(?:[{_SIGNS}]{_JOINED}*+)?"
PASSAGE_PATTERN = rf"{_KHMER}|{_OTHER}(?:['\u2019]{_OTHER})*+|{_GAP}|{LETTER_PATTERN}"
_ENDS = r"\n.!?។៕"
SENTENCE_PATTERN = rf"[^{_ENDS}]*+(?:\n|[.!?។៕]{_JOINED}*+(?:{_GAP})?)|[^{_ENDS}]++"
LONGEST_PASSAGE = 400
KEPT_PASSAGES = 2_000  # a megabyte or two of usual ones, 30 of the longest
LONGEST_BY_SENTENCES = 200_000
_one_at_a_time = threading.Lock()


def cut_passages(text: str) -> list[str]:
    """Return words, spaces and signs; Khmer, which has no gaps between words, in passages."""
    return compile_pattern(PASSAGE_PATTERN).findall(text)


def cut_sentences(text: str) -> list[str]:
    """Return sentences, or lines of a huge text, where words would be too many to compare."""
    if len(text) > LONGEST_BY_SENTENCES:
        return text.splitlines(keepends=True)
    return compile_pattern(SENTENCE_PATTERN).findall(text)


def is_khmer(passage: str) -> bool:
    """Tell whether a passage is Khmer writing that has to be cut into words."""
    return "\u1780" <= passage[:1] <= "\u17dc"


def cut_khmer(passage: str) -> tuple[str, ...]:
    """Return the words of a Khmer passage, cut by a model of the language.

    The model is read at its first use, not when the portal starts.
    """
    with _one_at_a_time:
        words = khmercut.tokenize(passage)
    return tuple(_between_letters(words, split_letters(passage)))


# For revisions, which never change: without it a page of Khmer changes takes twenty times as long.
cut_sent_khmer = lru_cache(maxsize=KEPT_PASSAGES)(cut_khmer)


def cut_words(passage: str, cut: Callable[[str], tuple[str, ...]] = cut_khmer) -> tuple[str, ...]:
    """Return the words of a passage; a Khmer one of unusual length is cut into letters instead."""
    if not is_khmer(passage):
        return (passage,)
    return tuple(split_letters(passage)) if len(passage) > LONGEST_PASSAGE else cut(passage)


def cut_as_written(text: str, words: Sequence[str]) -> list[str]:
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
    letters = text if is_spelt_alike else split_letters(text)
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
