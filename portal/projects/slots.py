"""What projects show and send of the features above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import ScalarSelect

from portal import clock
from portal.notifications.composers import Waiting
from portal.slots import Slot


class DueRow(Protocol):
    """Something that is worth a reminder, and whose."""

    @property
    def recipient_id(self) -> int:
        """Return who must act."""

    @property
    def email(self) -> str:
        """Return their address."""


D = TypeVar("D", bound=DueRow)


class AnalysisRow(Protocol):
    """What a project's page needs of an analysis."""

    @property
    def id(self) -> int:
        """Return its id."""

    @property
    def state(self) -> str:
        """Return where it is in its review."""


class CoachRow(Protocol):
    """What a project's page needs of a coach."""

    @property
    def name(self) -> str:
        """Return the name."""


class DigestLine(NamedTuple):
    """Something that waits for the reader of a digest, and the page on which they act."""

    title: str
    reference: str
    due_on: date
    link: str

    @property
    def days(self) -> int:
        """Return how many days late it is today; less than one before its day has passed."""
        return (clock.today() - self.due_on).days


@dataclass(frozen=True)
class DigestSource(Generic[D]):
    """What a feature adds to the digests.

    `find_new` runs as the network's role and says what is due to whom; `write` keeps what the
    mails (by recipient) tell; `lines_of` gives what of it still stands when a mail is sent.
    """

    find_new: Callable[[date], Sequence[D]]
    write: Callable[[Sequence[D], Mapping[int, int]], None]
    lines_of: Callable[[Waiting], list[DigestLine]]


# The next session, read with the project: a scalar of the statement's `Project`.
NEXT_SESSION: Slot[Callable[[], ScalarSelect[date | None]]] = Slot("next session of a project")
# Both take the id of a project.
ANALYSES: Slot[Callable[[int], Sequence[AnalysisRow]]] = Slot("analyses of a project")
COACHES: Slot[Callable[[int], Sequence[CoachRow]]] = Slot("coaches of a project")
DIGEST_SOURCES: Slot[tuple[DigestSource[Any], ...]] = Slot("lines of a digest")
