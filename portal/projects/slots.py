"""What projects show and send of the features above them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
# Where somebody looks again at dividers and connectors, below the address of an analysis.
CHECK_IN_PATH = "check-ins/new"


class AnswersOwed(NamedTuple):
    """Comments without an answer, `required` ones apart; `path` is where the first is answered.

    Whoever `has_replied` since the coach last wrote has read them.
    """

    required: int
    others: int
    path: str
    has_replied: bool = False


class DraftPlace(NamedTuple):
    """Where somebody goes on writing: a step, and a path to the row; no step when all is complete.

    `title` and `why` are said of the step, to be translated where they are shown.
    """

    step: int = 0
    title: str = ""
    why: str = ""
    path: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.step


class OptionsDue(NamedTuple):
    """Options whose day to be looked at again has come; `path` is where the first one is."""

    many: int
    due_on: date
    path: str


class CheckInsDue(NamedTuple):
    """Dividers and connectors not looked at for long; the first of them was due on `due_on`."""

    many: int
    due_on: date


class AnalysisWork(NamedTuple):
    """What a project's page needs of an analysis; paths are below the address of the analysis.

    `place` is where the reader goes on, and `progress` says how far it is; None and empty where
    they were not looked for. `has_handed_in` tells whether a coach who reads has handed in
    their view, `waits_for_others` whether they wait for another coach now.
    """

    id: int
    project_id: int
    title: str
    state: str
    state_since: datetime
    revisions: int
    is_writable: bool = False
    is_accepted: bool = False
    has_handed_in: bool = False
    waits_for_others: bool = False
    answers: AnswersOwed | None = None
    options: OptionsDue | None = None
    check_ins: CheckInsDue | None = None
    place: DraftPlace | None = None
    progress: str = ""


class NewsLine(NamedTuple):
    """Something that somebody else did, in the reader's words, and where it is.

    `about` says who, and in what. `is_said` where the title holds words of people.
    """

    title: str
    about: str
    href: str
    on: date
    is_new: bool
    is_said: bool


class News(NamedTuple):
    """What others did lately, the latest first; `new` counts what was not seen.

    `action` marks as seen what happened up to `until`, a moment as ISO writes it.
    """

    lines: Sequence[NewsLine]
    new: int
    until: str
    action: str


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
# It takes the ids of projects, and of the person who goes on writing there, None for a reader.
PROJECT_ANALYSES: Slot[Callable[[Sequence[int], int | None], Sequence[AnalysisWork]]] = Slot(
    "analyses of projects"
)
# The names of the coaches, read with the project in the same way.
COACH_NAMES: Slot[Callable[[], ScalarSelect[list[str]]]] = Slot("coaches of a project")
NEWS: Slot[Callable[[], News]] = Slot("news of an organisation or of a coach")
DIGEST_SOURCES: Slot[tuple[DigestSource[Any], ...]] = Slot("lines of a digest")
