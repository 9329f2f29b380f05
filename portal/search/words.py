"""What somebody asks for, as words; a text in which they are, with the words marked."""

import unicodedata
from typing import NamedTuple

from portal.language.khmer import COENG
from portal.language.segmentation import cut_khmer, cut_passages, is_khmer
from portal.language.text import has_letter, normal_form, search_form, split_letters, tidy_line

LONGEST_QUERY = 200
FEWEST_LETTERS = 2
MOST_WORDS = 8
# Fewer letters are a word or a part of one; to cut more, the model of the language is read.
LONGEST_UNCUT = 4
LETTERS_BEFORE, SNIPPET_LETTERS = 60, 220


class Query(NamedTuple):
    """What was asked for: as it is shown, its words as they are searched, and what is wrong."""

    shown: str
    words: tuple[str, ...] = ()
    is_too_long: bool = False

    @property
    def is_too_short(self) -> bool:
        """Tell whether something was asked that is no word."""
        return bool(self.shown) and not self.words and not self.is_too_long


class Passage(NamedTuple):
    """A piece of a text, and whether it is one of the words that were asked for."""

    text: str
    is_hit: bool


def read_query(asked: str) -> Query:
    """Return what was asked for; one that is too long is cut and has no words.

    Signs around words are left out, so quotes and wildcards mean nothing.
    """
    if len(asked) > 4 * LONGEST_QUERY:
        return Query(asked[:LONGEST_QUERY], is_too_long=True)
    shown = tidy_line(asked)
    if len(shown) > LONGEST_QUERY:
        return Query(shown[:LONGEST_QUERY], is_too_long=True)
    pieces = [piece for token in search_form(shown).split(" ") for piece in _cut(_bare(token))]
    found = list(dict.fromkeys(piece for piece in pieces if has_letter(piece)))
    words = [word for word in found if len(split_letters(word)) >= FEWEST_LETTERS]
    return Query(shown, tuple(words[:MOST_WORDS]))


def mark(text: str, words: tuple[str, ...]) -> list[Passage]:
    """Return a text in pieces, with every place marked in which one of the words is."""
    form, places = _aligned(text)
    hits = sorted(
        (places[at], places[at + len(word)]) for word in words for at in _find(form, word)
    )
    pieces: list[Passage] = []
    done = 0
    for start, end in hits:
        if end <= done:
            continue
        pieces += [Passage(text[done : max(start, done)], is_hit=False)]
        pieces += [Passage(text[max(start, done) : end], is_hit=True)]
        done = end
    return [piece for piece in [*pieces, Passage(text[done:], is_hit=False)] if piece.text]


def quote(text: str, words: tuple[str, ...]) -> list[Passage]:
    """Return the part of a text around the first of the words, marked; its beginning without."""
    line = " · ".join(part for one in text.splitlines() if (part := " ".join(one.split())))
    form, places = _aligned(line)
    first = min((places[at] for word in words for at in _find(form, word)[:1]), default=0)
    start = _letter_at(line, max(first - LETTERS_BEFORE, 0) if first > LETTERS_BEFORE else 0)
    end = _letter_at(line, min(start + SNIPPET_LETTERS, len(line)))
    pieces = mark(line[start:end], words)
    before = [Passage("… ", is_hit=False)] if start else []
    after = [Passage(" …", is_hit=False)] if end < len(line) else []
    return [*before, *pieces, *after]


def _bare(token: str) -> str:
    kept = [unicodedata.category(sign)[0] in "LNM" for sign in token]
    if not any(kept):
        return ""
    return token[kept.index(True) : len(kept) - kept[::-1].index(True)]


def _cut(token: str) -> list[str]:
    if not any(map(is_khmer, token)):
        return [token]
    pieces: list[str] = []
    for passage in cut_passages(token):
        is_long = is_khmer(passage) and len(split_letters(passage)) > LONGEST_UNCUT
        pieces += cut_khmer(passage) if is_long else [passage]
    return pieces


def _aligned(text: str) -> tuple[str, list[int]]:
    # The form of a text that is searched, and for each of its signs the place in the text.
    form, places = "", []
    for at, letter in _letters(text):
        small = normal_form(unicodedata.normalize("NFKC", letter).lower())
        form += small
        places += [at] * len(small)
    return form, [*places, len(text)]


def _letters(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for letter in split_letters(text):
        found.append((at, letter))
        at += len(letter)
    return found


def _find(form: str, word: str) -> list[int]:
    found, at = [], form.find(word)
    while at >= 0:
        found.append(at)
        at = form.find(word, at + len(word))
    return found


def _letter_at(text: str, at: int) -> int:
    # The beginning of a word within a few signs, else that of a letter.
    if 0 < at < len(text) and (space := text.rfind(" ", max(at - 20, 0), at)) > 0:
        return space + 1
    while 0 < at < len(text) and _joins(text, at):
        at -= 1
    return at


def _joins(text: str, at: int) -> bool:
    return unicodedata.category(text[at])[0] == "M" or text[at - 1] in (COENG, "\u200d")
