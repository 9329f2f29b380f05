"""What an organisation says of a workshop that its people took part in."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date

# How people are counted. Who prefers not to say was asked; of the unrecorded nobody wrote it down.
SEXES = ("women", "men", "undisclosed", "unrecorded")


@dataclass(frozen=True)
class WorkshopDetails:
    """Kind, first day, length in days, who gave and funded it, people by sex.

    `is_uncounted` says that nobody recorded how many took part; then all numbers are 0.
    """

    kind: str
    held_on: date
    days: int = 1
    given_by: str = ""
    funder: str = ""
    women: int = 0
    men: int = 0
    undisclosed: int = 0
    unrecorded: int = 0
    is_uncounted: bool = False

    @property
    def evidence(self) -> str:
        """Return what a milestone that it meets says of it, in no language: who gave it, when."""
        return " · ".join(part for part in (self.given_by, self.held_on.isoformat()) if part)

    def mark(self) -> str:
        """Return a mark of these very facts, by which a stale correction is noticed."""
        facts = "|".join(str(value) for value in asdict(self).values())
        return hashlib.sha256(facts.encode()).hexdigest()[:16]
