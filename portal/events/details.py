"""What an organisation says of a workshop that its people took part in."""

import hashlib
from datetime import date
from typing import NamedTuple

from portal.events.kinds import KnownTo

DAY_LENGTHS = {KnownTo.DAY: 10, KnownTo.MONTH: 7, KnownTo.YEAR: 4}  # of a day in ISO's way
# How people are counted. Who prefers not to say was asked; of the unrecorded nobody wrote it down.
SEXES = ("women", "men", "undisclosed", "unrecorded")


class PeopleCounts(NamedTuple):
    """How many took part by sex; `is_uncounted` says that nobody recorded it, and all are 0."""

    women: int = 0
    men: int = 0
    undisclosed: int = 0
    unrecorded: int = 0
    is_uncounted: bool = False


class WorkshopDetails(NamedTuple):
    """Kind, first day, length in days, who gave and funded it, people by sex.

    `is_uncounted` says that nobody recorded how many took part; then all numbers are 0. `days` is
    None where nobody knows how long it was, `known_to` how exactly the day is known.
    """

    kind: str
    held_on: date
    days: int | None = 1
    given_by: str = ""
    funder: str = ""
    women: int = 0
    men: int = 0
    undisclosed: int = 0
    unrecorded: int = 0
    is_uncounted: bool = False
    known_to: str = KnownTo.DAY

    @property
    def evidence(self) -> str:
        """Return what a milestone that it meets says of it, in no language: who gave it, when."""
        return " · ".join(part for part in (self.given_by, self.known_day) if part)

    @property
    def known_day(self) -> str:
        """Return the day in ISO's way as far as it is known: 2018-07-10, 2018-07 or 2018."""
        return self.held_on.isoformat()[: DAY_LENGTHS[KnownTo(self.known_to)]]

    def mark(self) -> str:
        """Return a mark of these very facts, by which a stale correction is noticed."""
        facts = "|".join(str(value) for value in self._asdict().values())
        return hashlib.sha256(facts.encode()).hexdigest()[:16]


class Correction(NamedTuple):
    """References of the projects whose milestone a correction reopened, and completed."""

    reopened: list[str]
    completed: list[str]
