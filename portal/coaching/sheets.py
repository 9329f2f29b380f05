"""A long step of a revision in pages of forty rows, and on which of them something stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.coaching.threads import Comments, Place

ROWS = 40  # with their comments and forms within 8 KB
LONGEST = 18  # digits of an id


@dataclass(frozen=True)
class Sheet:
    """One page of a step: its number, counted from one, of a step of so many rows."""

    number: int
    total: int

    @property
    def part(self) -> slice:
        """Return which rows of the step stand on this page."""
        return slice((self.number - 1) * ROWS, self.number * ROWS)


def find_sheet(asked: Mapping[str, Any], places: list[Place], comments: Comments) -> Sheet:
    """Return the page that an address asks for: `page`, or where a `comment` or a `row` stands.

    A row is named as its anchor is, such as divider-5. Whatever is not there is on the first page.
    """
    comments.expect(places)
    last = max(-(-len(places) // ROWS), 1)
    place = _place_of(asked, comments)
    if place in places:
        return Sheet(places.index(place) // ROWS + 1, len(places))
    return Sheet(min(max(_number(asked.get("page", "")), 1), last), len(places))


def _place_of(asked: Mapping[str, Any], comments: Comments) -> Place:
    said = asked.get("comment", "")
    for thread in comments.threads:
        if said in [str(thread.id), *(str(answer.id) for answer in thread.answers)]:
            return thread.place
    kind, _, number = asked.get("row", "").rpartition("-")
    return kind, _number(number)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST else 0
