"""A long step of a revision in pages of forty rows, and on which of them something stands."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from portal.coaching.comments.threads import Comments, Place

ROWS_PER_SHEET = 40  # with their comments and forms within 8 KB
LONGEST_ID = 18  # digits of an id


class RowPage(NamedTuple):
    """One page of a step: its number, counted from one, of a step of so many rows."""

    number: int
    total: int

    @property
    def first(self) -> int:
        """Return the place of the first row of this page in the step, counted from 0."""
        return (self.number - 1) * ROWS_PER_SHEET

    @property
    def last(self) -> int:
        """Return the place after the last row of this page."""
        return self.number * ROWS_PER_SHEET


def find_sheet(asked: Mapping[str, Any], places: Sequence[Place], comments: Comments) -> RowPage:
    """Return the page that an address asks for: `page`, or where a `comment` or a row stands.

    A row is asked for to read it (`row`) or to write about it (`open_at`), named as its anchor is,
    such as divider-5. Whatever is not there is on the first page.
    """
    comments.expect(places)
    last = max(-(-len(places) // ROWS_PER_SHEET), 1)
    place = _place_of(asked, comments)
    if place in places:
        return RowPage(places.index(place) // ROWS_PER_SHEET + 1, len(places))
    return RowPage(min(max(_number(asked.get("page", "")), 1), last), len(places))


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
