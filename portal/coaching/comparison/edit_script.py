"""Two sequences compared: the fewest changes between them, the fewest moves to reorder them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

MOST_CHANGES = 300
MOST_PAIRS = 36_000_000  # a bit of memory for each: 4.5 MB
LEAST_ALIKE = 0.15


class EditRun(NamedTuple):
    """A stretch of both sequences, as slices: the same in both, or replaced (one may be empty)."""

    same: bool
    old: slice
    new: slice


def compare(old: Sequence[str], new: Sequence[str]) -> tuple[list[EditRun], bool]:
    """Return runs that cover both sequences in order, and whether the work was cut short.

    Bounded: what differs in too many places, or in nearly everything, is one replaced run.
    """
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    pairs = _matches(a, b) if a and b else []
    runs = [_run(same=True, at=(0, 0), size=(head, head))]
    x = y = 0
    for i, j, size in [*(pairs or []), (len(a), len(b), 0)]:
        runs.append(_run(same=False, at=(head + x, head + y), size=(i - x, j - y)))
        runs.append(_run(same=True, at=(head + i, head + j), size=(size, size)))
        x, y = i + size, j + size
    runs.append(_run(same=True, at=(len(old) - tail, len(new) - tail), size=(tail, tail)))
    kept = [run for run in runs if run.old.stop > run.old.start or run.new.stop > run.new.start]
    return kept, pairs is None


def stay_in_place(positions: Sequence[int]) -> set[int]:
    """Return the largest set of distinct positions that already rise: all others were moved."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for position in positions:
        place = bisect_left(ends, position)
        before[position] = ends[place - 1] if place else None
        ends[place : place + 1] = [position]
    staying: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        staying.add(at)
        at = before[at]
    return staying


def _run(*, same: bool, at: tuple[int, int], size: tuple[int, int]) -> EditRun:
    return EditRun(same, slice(at[0], at[0] + size[0]), slice(at[1], at[1] + size[1]))


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    size = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        size += 1
    return size


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]] | None:
    # Two texts with little in common are read more easily whole than in crumbs.
    shared = (Counter(a) & Counter(b)).total()
    if shared < LEAST_ALIKE * min(len(a), len(b)):
        return []
    if len(a) * len(b) > MOST_PAIRS:
        return None
    from rapidfuzz.distance import Indel  # noqa: PLC0415  few pages compare, and each start would pay

    if Indel.distance(a, b, score_cutoff=MOST_CHANGES) > MOST_CHANGES:
        return None
    blocks = Indel.opcodes(a, b).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]
