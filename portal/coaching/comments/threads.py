"""Comments as they are shown: threads on a step, on its rows, and on rows that are gone."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from portal.analyses.slots import OpenQuestion
from portal.coaching.comments.models import ThreadAction
from portal.coaching.comments.queries import CommentFacts, read_comments
from portal.coaching.comments.removed_rows import LostRow, RevisionTarget, find_lost_rows
from portal.coaching.revisions.rows import label_of
from portal.extensions import db
from portal.language.i18n import N_

Place = tuple[str, int | None]
Translate = Callable[[str], str]
STEP_PLACE: Place = ("", None)


class Answer(NamedTuple):
    """One word more in a thread, from either side; a required one asks once more.

    Without a `text` it says that the comment is still open.
    """

    id: int
    by: str
    by_coach: bool
    at: datetime
    text: str
    is_required: bool = False


class ThreadTurn(NamedTuple):
    """A thread was settled or opened again."""

    action: ThreadAction
    by: str
    at: datetime


@dataclass
class Thread:
    """A coach's comment with what was said below it.

    `field` is the label of what it is about; `state` is draft, removed (a draft set aside), open,
    answered or resolved.
    """

    id: int
    token: str
    step: int
    place: Place
    field_name: str
    field: str
    revision: int
    by: str
    author_id: int
    at: datetime
    text: str
    required: bool
    is_sent: bool
    is_resolved: bool
    answers: list[Answer] = dataclasses.field(default_factory=list)
    turns: list[ThreadTurn] = dataclasses.field(default_factory=list)
    was: LostRow | None = None

    @property
    def course(self) -> list[Answer | ThreadTurn]:
        """Return what was said and done after the comment, in the order of time."""
        return sorted([*self.answers, *self.turns], key=lambda one: one.at)

    @property
    def state(self) -> str:
        """Return how the thread stands."""
        if not self.is_sent:
            return "removed" if self.is_resolved else "draft"
        if self.is_resolved:
            return "resolved"
        is_answered = bool(self.answers) and not self.answers[-1].by_coach
        return "answered" if is_answered else "open"

    @property
    def asks(self) -> bool:
        """Tell whether an answer is owed before the analysis is sent again."""
        return self.question is not None

    @property
    def question(self) -> OpenQuestion | None:
        """Return what holds back a sending until it is answered or settled, None if nothing does.

        Of several required words in a thread the last one asks; an answer was given after it.
        """
        if not self.is_sent or self.is_resolved:
            return None
        place = (self.step, *self.place)
        asked = OpenQuestion(self.id, *place, self.text, self.by) if self.required else None
        for answer in self.answers:
            if answer.is_required:
                asked = OpenQuestion(answer.id, *place, answer.text or self.text, answer.by)
            elif not answer.by_coach:
                asked = None
        return asked

    @property
    def asked_about(self) -> RevisionTarget:
        """Return the row and field that this is about, in the revision that was commented on."""
        return RevisionTarget(self.revision, self.place[0], self.place[1] or 0, self.field_name)


@dataclass
class Comments:
    """The threads of one step; those on rows that nobody asked for are on rows that are gone."""

    threads: list[Thread]
    analysis_id: int = 0
    _asked: set[Place] = dataclasses.field(default_factory=set)

    @property
    def on_step(self) -> list[Thread]:
        """Return the threads on the step as a whole."""
        return [thread for thread in self.threads if thread.place == STEP_PLACE]

    def on(self, kind: str, row_id: int | None) -> list[Thread]:
        """Return the threads on one row."""
        self._asked.add((kind, row_id))
        return self._by_place.get((kind, row_id), [])

    def expect(self, places: Iterable[Place]) -> None:
        """Count rows as there, although the page shows but some of them."""
        self._asked.update(places)

    @cached_property
    def _by_place(self) -> dict[Place, list[Thread]]:
        found: dict[Place, list[Thread]] = {}
        for thread in self.threads:
            found.setdefault(thread.place, []).append(thread)
        return found

    @property
    def on_removed_rows(self) -> list[Thread]:
        """Return the threads on rows that the page does not show: read it after the rows.

        Each says what the row was in the revision that the comment is about.
        """
        gone = [thread for thread in self.threads if thread.place not in {*self._asked, STEP_PLACE}]
        unknown = [thread for thread in gone if thread.was is None]
        lost = find_lost_rows(self.analysis_id, [thread.asked_about for thread in unknown])
        for thread in unknown:
            thread.was = lost.get(thread.asked_about)
        return gone


def comments_on(analysis_id: int, step: int | None = None, translate: Translate = N_) -> Comments:
    """Return the comments of an analysis, or of one step, that the person of the scope may read.

    They are read once for each page; `translate` puts the names of fields into words.
    """
    known: dict[tuple[int, int | None], Comments] = db.session.info.setdefault("comments", {})
    key = (analysis_id, step)
    if key not in known:
        known[key] = Comments(
            build_threads(read_comments(analysis_id, step), translate), analysis_id
        )
    return known[key]


def build_threads(rows: Iterable[CommentFacts], translate: Translate) -> list[Thread]:
    """Return threads of rows that are ordered by id: a comment stands before what answers it."""
    threads: dict[int, Thread] = {}
    for row in rows:
        if row.parent_id is None:
            threads[row.id] = _thread(row, translate)
        elif row.parent_id in threads:
            at = row.sent_at or row.created_at
            said = Answer(row.id, row.who, row.by_coach, at, row.body, row.is_required)
            threads[row.parent_id].answers.append(said)
    return list(threads.values())


def _thread(row: CommentFacts, translate: Translate) -> Thread:
    return Thread(
        id=row.id,
        token=row.token,
        step=row.step,
        place=(row.row_kind, row.row_id),
        field_name=row.field,
        field=translate(label) if (label := label_of(row.row_kind, row.field)) else "",
        revision=row.revision,
        by=row.who,
        author_id=row.author_id,
        at=row.sent_at or row.created_at,
        text=row.body,
        required=row.is_required,
        is_sent=row.sent_at is not None,
        is_resolved=row.resolved_at is not None,
        turns=[
            ThreadTurn(ThreadAction(turn["action"]), turn["by"], datetime.fromisoformat(turn["at"]))
            for turn in row.turns or ()
        ],
    )
