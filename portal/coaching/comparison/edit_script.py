"""Two sequences compared: the fewest changes between them, the fewest moves to reorder them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CHANGES = 300
MOST_WORK = 600_000
LEAST_ALIKE = 0.15


@dataclass(frozen=True)
class Run:
    """A stretch of both sequences, as slices: the same in both, or replaced (one may be empty)."""

    same: bool
    old: slice
    new: slice


def compare(old: Sequence[str], new: Sequence[str]) -> tuple[list[Run], bool]:
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


def _run(*, same: bool, at: tuple[int, int], size: tuple[int, int]) -> Run:
    return Run(same, slice(at[0], at[0] + size[0]), slice(at[1], at[1] + size[1]))


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
    return _shortest_edit(a, b)


def _shortest_edit(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]] | None:
    # E. W. Myers, "An O(ND) difference algorithm and its variations" (1986), greedy, with a bound.
    reached = {1: 0}
    steps: list[dict[int, int]] = []
    for changes in range(min(MOST_CHANGES, MOST_WORK // (len(a) + len(b)) + 1)):
        steps.append({})
        for k in range(-changes, changes + 1, 2):
            is_down = k == -changes or (
                k != changes and reached.get(k - 1, -1) < reached.get(k + 1, -1)
            )
            x = reached[k + 1] if is_down else reached[k - 1] + 1
            x = _slide(a, b, x, x - k)
            reached[k] = steps[-1][k] = x
            if x >= len(a) and x - k >= len(b):
                return _walk_back(steps, len(a), len(b))
    return None


def _slide(a: Sequence[str], b: Sequence[str], x: int, y: int) -> int:
    while x < len(a) and y < len(b) and a[x] == b[y]:
        x, y = x + 1, y + 1
    return x


def _walk_back(steps: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for changes in range(len(steps) - 1, 0, -1):
        before, k = steps[changes - 1], x - y
        is_down = k == -changes or (k != changes and before.get(k - 1, -1) < before.get(k + 1, -1))
        start = before[k + 1] if is_down else before[k - 1] + 1
        if x > start:
            found.append((start, start - k, x - start))
        x = start if is_down else start - 1
        y = (start - k - 1) if is_down else start - k
    if x > 0:
        found.append((0, 0, x))
    return found[::-1]
