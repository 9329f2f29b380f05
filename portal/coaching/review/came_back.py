"""What came back: the comments of earlier rounds with their answers, and the rows that changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.comments.threads import Comments, Thread
from portal.coaching.comparison.page import ComparedPair, ShownChanges, compare
from portal.coaching.comparison.rows import RowFate
from portal.coaching.revisions.rows import places_of
from portal.language.khmer import shorten

LONGEST_EXCERPT = 100
MOST_ROWS = 8  # the others stand on the page of the comparison
MOST_OPEN = 3  # comments that stand open from the start


class ReturnedThread(NamedTuple):
    """A comment that was sent, by the name of its row and the first words of what was said last."""

    thread: Thread
    title: str
    is_open: bool = False

    @property
    def excerpt(self) -> str:
        """Return the first words of the latest answer, of the comment where there is none."""
        said = [self.thread.text, *(answer.text for answer in self.thread.answers)]
        return shorten(next(filter(None, reversed(said)), ""), LONGEST_EXCERPT)


@dataclass(frozen=True)
class CameBack:
    """What a coach reads of a revision after an earlier one, `changes` from that to this.

    `threads` are to be looked at, `settled` were settled before this revision was sent.
    """

    changes: ShownChanges
    threads: tuple[ReturnedThread, ...]
    settled: tuple[ReturnedThread, ...]

    @property
    def answered(self) -> int:
        """Return how many comments have an answer that nobody has settled."""
        return sum(one.thread.state == "answered" for one in self.threads)

    @property
    def more_rows(self) -> int:
        """Return how many changed rows are not shown."""
        return self.changes.total - len(self.changes.rows)

    @property
    def is_unchanged(self) -> bool:
        """Tell whether no row, and nothing about the analysis, is another than before."""
        return not (self.changes.total or self.changes.found.head)

    def count(self, fate: RowFate) -> int:
        """Return how many rows met one fate."""
        return sum(step.count(fate) for step in self.changes.found.steps)

    @property
    def changed_steps(self) -> dict[int, int]:
        """Return how many rows are not as they were, by the steps that have any."""
        return {one.number: len(one.rows) for one in self.changes.found.steps if one.rows}


def find_return(
    old: Snapshot, new: Snapshot, numbers: tuple[int, int], comments: Comments, sent_at: datetime
) -> CameBack:
    """Return what came back with the revision that was sent at `sent_at`.

    `numbers` are those of the older and the newer revision.
    """
    changes = compare(old, new, ComparedPair(*numbers, step=None, page=1, page_rows=MOST_ROWS))
    for step in new["declared_steps"]:
        comments.expect(places_of(new, step))
    lost = {thread.id for thread in comments.on_removed_rows}
    sent = sorted(
        (one for one in comments.threads if one.is_sent), key=lambda one: (one.step, one.id)
    )
    settled = [one for one in sent if _is_settled_before(one, sent_at)]
    threads = [one for one in sent if not _is_settled_before(one, sent_at)]
    waiting = sum(not one.is_resolved for one in threads)
    return CameBack(
        changes,
        tuple(_named(threads, changes, lost, are_open=waiting <= MOST_OPEN)),
        tuple(_named(settled, changes, lost, are_open=False)),
    )


def _is_settled_before(thread: Thread, sent_at: datetime) -> bool:
    return thread.is_resolved and not any(turn.at > sent_at for turn in thread.turns)


def _named(
    threads: Iterable[Thread], changes: ShownChanges, lost: set[int], *, are_open: bool
) -> Iterable[ReturnedThread]:
    sides = changes.sides
    for one in threads:
        place = (one.place[0], one.place[1] or 0)
        title = sides.new.get(place) or sides.old.get(place) or ""
        if one.id in lost and one.was is not None:
            title = one.was.title
        yield ReturnedThread(one, title, is_open=are_open and not one.is_resolved)
