"""A long step of a revision in pages of forty rows, and on which of them something stands."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from portal.coaching.comments.threads import Comments, Place, SentThread
from portal.coaching.review.snapshot_cache import Mark
from portal.coaching.revisions.rows import RevisionRow

ROWS = 40  # with their comments and forms within 8 KB
TOGETHER = 10  # so many rows are remembered as one piece of the page
Run = tuple[tuple[RevisionRow, Mark | None, tuple[SentThread, ...]], ...]
LONGEST_ID = 18  # digits of an id


@dataclass(frozen=True)
class RowPage:
    """One page of a step: its number, counted from one, of a step of so many rows."""

    number: int
    total: int

    @property
    def first(self) -> int:
        """Return the place of the first row of this page in the step, counted from 0."""
        return (self.number - 1) * ROWS

    @property
    def last(self) -> int:
        """Return the place after the last row of this page."""
        return self.number * ROWS


def find_sheet(asked: Mapping[str, Any], places: Sequence[Place], comments: Comments) -> RowPage:
    """Return the page that an address asks for: `page`, or where a `comment` or a row stands.

    A row is asked for to read it (`row`) or to write about it (`open_at`), named as its anchor is,
    such as divider-5. Whatever is not there is on the first page.
    """
    comments.expect(places)
    last = max(-(-len(places) // ROWS), 1)
    place = _place_of(asked, comments)
    if place in places:
        return RowPage(places.index(place) // ROWS + 1, len(places))
    return RowPage(min(max(_number(asked.get("page", "")), 1), last), len(places))


def group_rows(
    cards: Sequence[RevisionRow],
    marks: Mapping[str, Mark],
    comments: Comments,
    loud: Container[Place],
) -> list[tuple[bool, Run]]:
    """Return the rows of a page, each with its mark and what was sent about it, in runs.

    A run is of rows that are `loud`, because something stands beside them that is one person's, or
    of such that are not: those make pieces that can be remembered.
    """
    told = [(card, marks.get(card.anchor), comments.said_on(card.kind, card.id)) for card in cards]
    parts = [told[first : first + TOGETHER] for first in range(0, len(told), TOGETHER)]
    return [
        (is_loud, tuple(run))
        for part in parts
        for is_loud, run in groupby(part, lambda one: (one[0].kind, one[0].id) in loud)
    ]


def place_at(anchor: str) -> Place:
    """Return the place of a row that is named as its anchor is; nobody's for other words."""
    kind, _, number = anchor.rpartition("-")
    return kind, _number(number)


def _place_of(asked: Mapping[str, Any], comments: Comments) -> Place:
    said = asked.get("comment", "")
    for thread in comments.threads:
        if said in [str(thread.id), *(str(answer.id) for answer in thread.answers)]:
            return thread.place
    return place_at(asked.get("row") or asked.get("open_at", ""))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else 0
