"""What changed in a text, word by word, as pieces to be read in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, islice
from typing import NamedTuple

from portal.coaching.comparison.edit_script import compare
from portal.language.segmentation import (
    cut_as_written,
    cut_khmer,
    cut_passages,
    cut_sent_khmer,
    cut_sentences,
    cut_words,
    is_khmer,
)
from portal.language.text import normal_form, split_letters

LONGEST_BY_WORDS = 20_000
LONGEST_SHOWN = 3_000
SHOWN_AROUND_CHANGE = 200
MOST_CUT = 30_000


class PieceChange(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of text that was kept, removed or added; `left_out` letters of it are not shown."""

    change: PieceChange
    text: str
    left_out: int = 0


@dataclass
class SegmentationBudget:
    """How much Khmer may still be cut into words for one page: beyond it whole passages differ.

    `are_sent` where all of them stand in revisions.
    """

    left: int = MOST_CUT
    is_spent: bool = False
    are_sent: bool = False

    def take(self, passages: Sequence[str]) -> bool:
        """Spend what cutting these takes; False where that is more than is left."""
        needed = sum(map(len, filter(is_khmer, passages)))
        if needed > self.left:
            self.is_spent = True
            return False
        self.left -= needed
        return True

    def cut(self, passages: Sequence[str]) -> list[str]:
        """Return the words of passages."""
        khmer = cut_sent_khmer if self.are_sent else cut_khmer
        return [word for passage in passages for word in cut_words(passage, khmer)]


class TextChange(NamedTuple):
    """The pieces of a text that changed; `is_coarse` where they are larger than words."""

    pieces: tuple[Piece, ...]
    is_coarse: bool = False


Block = tuple[bool, list[str], list[str]]


def is_same(old: str, new: str) -> bool:
    """Tell whether two texts look the same, however they were typed."""
    if old == new or (old.isascii() and new.isascii()):
        return old == new
    return normal_form(old) == normal_form(new)


def compare_texts(old: str, new: str, effort: SegmentationBudget | None = None) -> TextChange:
    """Return what changed; kept and added pieces make up the new text, kept and removed the old.

    Khmer is cut into words where it differs and nowhere else. A text that is too long is compared
    by sentences, so that the work stays small.
    """
    is_long = max(len(old), len(new)) > LONGEST_BY_WORDS
    cut = cut_sentences if is_long else cut_passages
    blocks, is_coarse = _blocks(cut(normal_form(old)), cut(normal_form(new)))
    if not is_long:
        blocks, is_cut_short = _by_words(blocks, effort or SegmentationBudget())
        is_coarse = is_coarse or is_cut_short
    return TextChange(tuple(_pieces(_calmed(blocks), old, new)), is_coarse or is_long)


def shorten(change: TextChange) -> TextChange:
    """Return the change with long stretches left out, so that a page stays a page."""
    if sum(len(piece.text) for piece in change.pieces) <= LONGEST_SHOWN:
        return change
    return TextChange(
        tuple(part for piece in change.pieces for part in _shortened(piece)), change.is_coarse
    )


def _blocks(old: list[str], new: list[str]) -> tuple[list[Block], bool]:
    runs, is_cut_short = compare(old, new)
    return [(run.same, old[run.old], new[run.new]) for run in runs], is_cut_short


def _by_words(blocks: list[Block], effort: SegmentationBudget) -> tuple[list[Block], bool]:
    found: list[Block] = []
    is_coarse = False
    for same, old, new in blocks:
        has_khmer = not same and any(map(is_khmer, old)) and any(map(is_khmer, new))
        if not has_khmer:
            found.append((same, old, new))
        elif effort.take([*old, *new]):
            finer, is_cut_short = _blocks(effort.cut(old), effort.cut(new))
            is_coarse = is_coarse or is_cut_short
            found.extend(part for block in finer for part in _tightened(block))
        else:
            is_coarse = True
            found.append((same, old, new))
    return found, is_coarse


def _tightened(block: Block) -> Iterator[Block]:
    # The model cuts a word in view of its neighbours, so that a change may move their borders too:
    # what both sides share up to a border of either is kept.
    same, old, new = block
    if same or not old or not new:
        yield block
        return
    a, b = "".join(old), "".join(new)
    head = max(at for at in _borders(old, new) if a[:at] == b[:at])
    rest = min(len(a), len(b)) - head
    from_end = _borders(old[::-1], new[::-1], is_backwards=True)
    tail = max(at for at in from_end if at <= rest and a[len(a) - at :] == b[len(b) - at :])
    yield True, [a[:head]], [b[:head]]
    yield False, [a[head : len(a) - tail]], [b[head : len(b) - tail]]
    yield True, [a[len(a) - tail :]], [b[len(b) - tail :]]


def _borders(old: Sequence[str], new: Sequence[str], *, is_backwards: bool = False) -> set[int]:
    # Where either side ends a word and neither has a letter, or a Latin word, across the place.
    found = _ends(old) | _ends(new)
    for words in (old, new):
        text = "".join(words[::-1] if is_backwards else words)
        letters = [
            letter
            for passage in cut_passages(text)
            for letter in (split_letters(passage) if is_khmer(passage) else [passage])
        ]
        found &= _ends(letters[::-1] if is_backwards else letters)
    return found


def _ends(words: Sequence[str]) -> set[int]:
    return set(accumulate(map(len, words), initial=0))


def _calmed(blocks: Sequence[Block]) -> list[Block]:
    # A space that stayed between two changes would only break the reading.
    calm: list[Block] = []
    for block in blocks:
        same, old, new = block
        if not old and not new:
            continue
        if calm and calm[-1][0] == same:
            calm[-1] = (same, calm[-1][1] + old, calm[-1][2] + new)
        elif not same and len(calm) > 1 and _is_gap(calm[-1]):
            (_, old_gap, new_gap), (_, old_before, new_before) = calm.pop(), calm.pop()
            calm.append((False, old_before + old_gap + old, new_before + new_gap + new))
        else:
            calm.append(block)
    return calm


def _is_gap(block: Block) -> bool:
    return not "".join(block[2]).strip(" \u00a0")


def _pieces(blocks: Sequence[Block], old: str, new: str) -> Iterator[Piece]:
    old_words = iter(cut_as_written(old, [word for block in blocks for word in block[1]]))
    new_words = iter(cut_as_written(new, [word for block in blocks for word in block[2]]))
    for same, olds, news in blocks:
        before = "".join(islice(old_words, len(olds)))
        after = "".join(islice(new_words, len(news)))
        if same:
            yield Piece(PieceChange.KEPT, after)
            continue
        if before:
            yield Piece(PieceChange.REMOVED, before)
        if after:
            yield Piece(PieceChange.ADDED, after)


def _shortened(piece: Piece) -> Iterator[Piece]:
    most = SHOWN_AROUND_CHANGE if piece.change is PieceChange.KEPT else LONGEST_SHOWN // 2
    if len(piece.text) <= 2 * most:
        yield piece
        return
    head = "".join(split_letters(piece.text[:most])[:-1])
    tail = "".join(split_letters(piece.text[-most:])[1:])
    yield Piece(piece.change, head, len(piece.text) - len(head) - len(tail))
    yield Piece(piece.change, tail)
