"""What pages of an analysis show of the features above them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect

from portal.analyses.heads import AnalysisHead
from portal.projects.slots import AnswersOwed, CheckInsDue
from portal.slots import Slot

R = TypeVar("R")


class HeadColumn(NamedTuple, Generic[R]):
    """What is read with the head of an analysis: these pages have statements enough.

    `select` makes the column, from the id that is bound as `analysis_id`; `read` takes the head and
    the value of the column and says what the page shows of it.
    """

    select: Callable[[], ScalarSelect[Any]]
    read: Callable[[AnalysisHead, Any], R]


class StepWord(NamedTuple):
    """The coach's latest word on one step, and the revision on which it was said."""

    revision: int
    level: str
    title: str
    meaning: str


class StepWords(Protocol):
    """The coach's latest words on the steps of an analysis."""

    def on(self, step: int) -> StepWord | None:
        """Return the word on one step, None without one."""


class CommentThread(Protocol):
    """A comment and what answers it; its place is a kind of row and an id, or the step."""

    @property
    def id(self) -> int:
        """Return the id of the comment."""

    @property
    def place(self) -> tuple[str, int | None]:
        """Return what it is about."""

    @property
    def state(self) -> str:
        """Return whether it is open, answered or resolved."""


class StepComments(Protocol):
    """The comments of one step."""

    @property
    def threads(self) -> Sequence[CommentThread]:
        """Return all of them."""

    @property
    def on_step(self) -> Sequence[CommentThread]:
        """Return those on the step as a whole."""

    @property
    def on_removed_rows(self) -> Sequence[CommentThread]:
        """Return those on rows that were not asked for before."""

    def on(self, kind: str, row_id: int | None) -> Sequence[CommentThread]:
        """Return those on one row."""

    def expect(self, places: Iterable[tuple[str, int | None]]) -> None:
        """Count rows as there, although the page shows but some of them."""


class OpenQuestion(NamedTuple):
    """What has to be answered before an analysis is sent again, and who asks it."""

    id: int
    step: int
    row_kind: str
    row_id: int | None
    body: str
    who: str

    @property
    def address(self) -> str:
        """Return where it is answered, as a path below the analysis."""
        return address_of(self.id, self.step, self.row_kind, self.row_id)


def address_of(comment_id: int, step: int, row_kind: str, row_id: int | None) -> str:
    """Return where a comment stands beside what it is about, as a path below the analysis."""
    page = f"steps/{step}/{row_kind}" if row_kind else f"steps/{step}"
    return f"{page}?row={row_id}#comment-{comment_id}" if row_id else f"{page}#comment-{comment_id}"


class ReviewSummary(Protocol):
    """What an organisation should know of the review of its analysis."""

    @property
    def verdict(self) -> object | None:
        """Return the latest decision: note, at and who (names)."""

    @property
    def feedback(self) -> object | None:
        """Return the latest feedback that was sent, with its words."""

    @property
    def questions(self) -> Sequence[OpenQuestion]:
        """Return the comments that must be answered before it is sent again."""

    @property
    def others(self) -> AnswersOwed | None:
        """Return the comments without an answer that need none, None where there are none."""


class Contributor(NamedTuple):
    """Somebody who wrote here; no role means that they have left the organisation."""

    name: str
    role: str | None
    last_on: date


class TrackingSummary(NamedTuple):
    """`factors` counts those that are followed, `check_ins` those that nobody looked at for long.

    `again` counts options whose day to be looked at again has come. In a paused project nothing is
    due. `earlier` and `later` are the ids of the rounds before and after, None where
    there is none. `due_on` is the day on which whoever has the analysis now should act.
    """

    factors: int
    check_ins: CheckInsDue | None
    again: int
    round: int
    earlier: int | None
    later: int | None
    contributors: list[Contributor]
    due_on: date | None = None


class Reader(NamedTuple):
    """Somebody who opened an analysis, as what they were there at the last time."""

    person_id: int
    name: str
    role: str
    last_at: datetime


TRACKING_SUMMARY: Slot[HeadColumn[TrackingSummary]] = Slot("what is followed over time")
ANALYSIS_READERS: Slot[HeadColumn[list[Reader]]] = Slot("who has read an analysis")
REVIEW_SUMMARY: Slot[HeadColumn[ReviewSummary]] = Slot("review of an analysis")
LAST_WORDS: Slot[HeadColumn[StepWords]] = Slot("last words on steps")
# It takes the ids of an analysis and of a step.
STEP_COMMENTS: Slot[Callable[[int, int], StepComments]] = Slot("comments on a step")
# Columns of a list of analyses, of the statement's `Analysis`. An array: how many comments must be
# answered and how many others may be, then the first one: its id, step, kind of row and row.
ANSWERS_OWED: Slot[Callable[[], ScalarSelect[Any]]] = Slot("comments to answer")
# An array: how many dividers and connectors nobody looked at for long, and since which day.
CHECK_INS_DUE: Slot[Callable[[], ScalarSelect[Any]]] = Slot("check-ins that are due")
# How many comments must be answered, by the number of their step; null where there are none.
ASKED_ON_STEPS: Slot[Callable[[], ScalarSelect[Any]]] = Slot("comments to answer on each step")
# Whether the coach who reads has handed in their view, and whether they wait for another.
HANDED_IN: Slot[Callable[[], tuple[ColumnElement[bool], ColumnElement[bool]]]] = Slot(
    "reviews that are handed in"
)
