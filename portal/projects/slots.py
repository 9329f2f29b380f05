"""What projects show and send of the features above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Row, ScalarSelect

from portal.notifications.composers import Waiting
from portal.slots import Slot

DueRows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]


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


@dataclass(frozen=True)
class DigestSource:
    """What a feature adds to the digests.

    `find_new` runs as the network's role and returns rows with recipient_id and email; `write`
    keeps what the mails (by recipient) tell; `lines_of` gives what of it still stands when a
    mail is sent: title, reference, due_on, days and link.
    """

    find_new: Callable[[date], DueRows]
    write: Callable[[DueRows, Mapping[int, int]], None]
    lines_of: Callable[[Waiting], list[dict[str, Any]]]


# The next session, read with the project: a scalar of the statement's `Project`.
NEXT_SESSION: Slot[Callable[[], ScalarSelect[date | None]]] = Slot("next session of a project")
# Both take the id of a project.
ANALYSES: Slot[Callable[[int], Sequence[AnalysisRow]]] = Slot("analyses of a project")
COACHES: Slot[Callable[[int], Sequence[CoachRow]]] = Slot("coaches of a project")
DIGEST_SOURCES: Slot[tuple[DigestSource, ...]] = Slot("lines of a digest")
