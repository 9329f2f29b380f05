"""What a coach's pages of a round are made of: the round itself, the joint feedback."""

from collections import Counter
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid4

from flask import render_template

from portal import entry
from portal.analyses.rows.titles import Headings
from portal.coaching.comments.threads import Thread
from portal.coaching.comments.unanswered import is_asking
from portal.coaching.pages.blueprint import comments_on
from portal.coaching.pages.following import find_following
from portal.coaching.pages.review_forms import WordsForm
from portal.coaching.review.came_back import CameBack, find_return
from portal.coaching.review.carried import CarriedWords, carried_over
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.review.revision_steps import step_in, step_lines
from portal.coaching.review.rounds import Coach, ReviewRound, RoundWords, View, review_round_among
from portal.coaching.review.rubric import Rubric, current_rubric, rubric_of
from portal.coaching.review.submitted import (
    Submission,
    SubmissionPeople,
    submitted,
    submitted_with_people,
)
from portal.coaching.review.unread_changes import LastReading, submitted_with_reading
from portal.coaching.revisions.rows import Fact, fields_of, name_places
from portal.coaching.workflow import WAITS_FOR_COACH, coach_title
from portal.errors import NotFound
from portal.language.i18n import gettext, language


class LevelWords(NamedTuple):
    """A level that a coach can choose, and what it means for the rows of a step."""

    value: str
    title: str
    meaning: str


class RatedStep(NamedTuple):
    """A step with its word, the comments written on it, and its word of the round before.

    `as_before` where the word is that of the reader's last review, left as it was.
    """

    number: int
    title: str
    rows: int
    drafts: int
    level: str
    levels: tuple[LevelWords, ...]
    before: str
    as_before: bool = False


class ShownWords(NamedTuple):
    """Words as their form shows them, with the marks of what was kept, each with its problem.

    `carries` is the review whose words are `carried` into this one, 0 for none.
    """

    strength: str
    next_step: str
    note: str
    version: int
    was: str
    problems: tuple[str, ...] = ("", "", "")
    carries: int = 0
    carried: RoundWords = RoundWords()


class SendingPreview(NamedTuple):
    """What would be sent now, to whom and without whom; `asks` where a comment must be answered."""

    is_shared: bool
    is_begun: bool
    asks: bool
    drafts: int
    required: int
    listeners: tuple[str, ...]
    missing: tuple[str, ...]


class ReadRound(NamedTuple):
    """What was sent last, how the coaches stand with it, and the names of those who hear of it."""

    sent: Submission
    round: ReviewRound
    listeners: tuple[str, ...]
    reading: LastReading | None = None

    @property
    def carried(self) -> CarriedWords | None:
        """Return what the reader's last review says once more, while it may be given."""
        is_with_coach = self.sent.state in WAITS_FOR_COACH
        declared = self.sent.snapshot["declared_steps"]
        return carried_over(self.round, declared) if is_with_coach else None


class NothingJoint(NotFound):
    """The joint feedback was not begun, was sent already, or is not for this coach to see yet."""


def review_page(analysis: int, form: WordsForm | None = None, problem: str = "") -> str:
    """Return the coach's page of a round: own view, what will be sent, how the others stand.

    A revision after one that was read opens on what came back.
    """
    me = entry.visitor().id
    sent, people, reading = submitted_with_reading(analysis, me)
    read = _among(sent, people, me)._replace(reading=reading)
    if reading.snapshot is not None and not read.round.is_handed_in:
        return _returned_page(read, reading.snapshot, form, problem)
    return render_template(
        "coaching/review.html",
        state_title=coach_title(sent.state, sent.last_action),
        following=find_following(analysis) if _waits(read) else None,
        wants_keys=reading.wants_keys,
        **_tried(_shared(read, read.round.mine, ReviewKind.OWN), form, problem),
    )


def _waits(read: ReadRound) -> bool:
    round_, is_with_coach = read.round, read.sent.state in WAITS_FOR_COACH
    return is_with_coach and round_.is_handed_in and not (round_.joint or round_.may_join)


def _returned_page(
    read: ReadRound, old: dict[str, Any], form: WordsForm | None, problem: str
) -> str:
    sent, reading = read.sent, read.reading
    numbers = (reading.number if reading and reading.number else 0, sent.number)
    back = find_return(old, sent.snapshot, numbers, comments_on(sent.id), sent.submitted_at)
    shared = _shared(read, read.round.mine, ReviewKind.OWN, back.changes.sides.new)
    return render_template(
        "coaching/came_back.html",
        state_title=coach_title(sent.state, sent.last_action),
        back=back,
        reading=reading,
        blanks=_blanks(back),
        new_token=lambda: str(uuid4()),
        **_tried(shared, form, problem),
    )


def _blanks(back: CameBack) -> dict[int, list[tuple[str, tuple[Fact, ...]]]]:
    """Return by their steps the kinds of the rows that are shown, with their fields."""
    found: dict[int, list[tuple[str, tuple[Fact, ...]]]] = {}
    for step, kind in dict.fromkeys((step.number, one.row.kind) for step, one in back.changes.rows):
        found.setdefault(step, []).append((kind, fields_of(kind)))
    return found


def joint_page(analysis: int, form: WordsForm | None = None, problem: str = "") -> str:
    """Return the page of the joint feedback, with what each coach said beside it; NothingJoint."""
    read = round_of(analysis)
    if read.round.joint is None or not read.round.is_handed_in:
        raise NothingJoint
    return render_template(
        "coaching/joint.html",
        **_tried(_shared(read, read.round.joint, ReviewKind.JOINT), form, problem),
    )


def round_of(analysis: int) -> ReadRound:
    """Return what was sent last and how the coaches stand with it."""
    sent, people = submitted_with_people(analysis)
    return _among(sent, people, entry.visitor().id)


def _among(sent: Submission, people: SubmissionPeople, me: int) -> ReadRound:
    coaches = [Coach(*one) for one in people.coaches or ()]
    round_ = review_round_among(coaches, sent.id, me=me, is_overdue=sent.is_late)
    return ReadRound(sent, round_, tuple(people.listeners or ()))


def lead_of(analysis: int, step: int) -> str:
    """Return the kind of row that leads a step of the latest revision, or raise NotFound."""
    return step_in(submitted(analysis).snapshot, step).lead


def levels_of(lead: str, rubric: Rubric) -> tuple[LevelWords, ...]:
    """Return what can be chosen for a step that a kind of row leads; empty where none does."""
    return _levels(language(), lead, rubric.version)


@cache
def _levels(_language: str, lead: str, version: int) -> tuple[LevelWords, ...]:
    rubric = rubric_of(version)
    told = [(level, rubric.meaning(lead, level)) for level in StepLevel]
    return tuple(
        LevelWords(level.value, gettext(rubric.title(level)), gettext(meaning) if meaning else "")
        for level, meaning in told
    )


def _shared(
    read: ReadRound, view: View | None, kind: ReviewKind, titles: Headings | None = None
) -> dict[str, Any]:
    sent, round_ = read.sent, read.round
    me, is_with_coach = entry.visitor().id, sent.state in WAITS_FOR_COACH
    authors = {me, *(one.author_id for one in round_.views)}
    threads = comments_on(sent.id).threads
    drafts = [one for one in threads if one.author_id in authors and one.state == "draft"]
    carried = read.carried if kind is ReviewKind.OWN else None
    if titles is None:
        titles = name_places(sent.snapshot) if drafts else {}
    asks = any(is_asking(one, authors) for one in threads)
    return {
        "sent": sent,
        "round": round_,
        "kind": kind,
        "drafts": drafts,
        "steps": _steps(read, view, carried, drafts),
        "words": _words_shown(view, carried),
        "carried": carried,
        "titles": titles,
        "sending": _sending(read, drafts, asks=asks) if is_with_coach else None,
        "is_with_coach": is_with_coach,
        "me": me,
    }


def _words_shown(view: View | None, carried: CarriedWords | None) -> ShownWords:
    words = view.words if view else RoundWords()
    shown = _shown(WordsForm.holding(words))
    if carried is None:
        return shown
    if not words.version:
        told = (carried.words.strength, carried.words.next_step)
        shown = shown._replace(strength=told[0], next_step=told[1])
    return shown._replace(carries=carried.review, carried=carried.words)


def _tried(shared: dict[str, Any], form: WordsForm | None, problem: str) -> dict[str, Any]:
    """Return the parts of a page with what somebody tried to keep or to send in place of it."""
    tried = shared | {"form": form, "problem": problem}
    if form is not None:
        problems = tuple(" ".join(one.errors) for one in (form.strength, form.next_step, form.text))
        kept: ShownWords = shared["words"]
        tried["words"] = _shown(form)._replace(
            problems=problems, carries=kept.carries, carried=kept.carried
        )
    return tried


def _shown(form: WordsForm) -> ShownWords:
    version, was = form.version.data or 0, form.was.data or ""
    return ShownWords(form.words.strength, form.words.next_step, form.words.note, version, was)


def _sending(read: ReadRound, drafts: list[Thread], *, asks: bool) -> SendingPreview:
    round_ = read.round
    return SendingPreview(
        is_shared=round_.is_shared,
        is_begun=bool(drafts or (round_.mine and round_.mine.ratings)),
        asks=asks,
        drafts=len(drafts),
        required=sum(draft.required for draft in drafts),
        listeners=read.listeners,
        missing=tuple(one.name for one in round_.missing),
    )


def _steps(
    read: ReadRound, view: View | None, carried: CarriedWords | None, drafts: list[Thread]
) -> tuple[RatedStep, ...]:
    rubric = rubric_of(view.rubric) if view else current_rubric()
    written, last = Counter(draft.step for draft in drafts), read.round.last
    given, as_before = (view.ratings, view.as_before) if view else ({}, frozenset[int]())
    again = carried.ratings if carried else {}
    return tuple(
        RatedStep(
            *(step.number, step.title, step.rows, written[step.number]),
            given.get(step.number) or again.get(step.number, ""),
            levels_of(step.lead, rubric),
            last.title(step.number) if last else "",
            as_before=step.number in again or step.number in as_before,
        )
        for step in step_lines(read.sent.snapshot)
    )
