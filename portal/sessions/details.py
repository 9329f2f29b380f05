"""What a coach says of a session."""

from datetime import date
from typing import NamedTuple


class SessionDetails(NamedTuple):
    """When and how, for how long (whole half hours, in minutes), how many people by sex, what."""

    held_on: date
    mode: str
    minutes: int
    women: int
    men: int
    undisclosed: int
    summary: str
    next_on: date | None = None
    unrecorded: int = 0
