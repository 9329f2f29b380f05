"""What a coach's pages of a round are made of: the round itself, the joint feedback."""

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from flask import render_template

from portal import entry
from portal.coaching.comments.threads import Thread
from portal.coaching.pages.blueprint import comments_on
from portal.coaching.pages.review_forms import WordsForm
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.review.revision_steps import step_in, step_lines
from portal.coaching.review.rounds import Coach, ReviewRound, RoundWords, View, review_round_among
from portal.coaching.review.rubric import Rubric, current_rubric, rubric_of
from portal.coaching.review.submitted import Submission, submitted, submitted_with_people
from portal.coaching.revisions.rows import name_places
from portal.coaching.workflow import WAITS_FOR_COACH, coach_title
from portal.errors import NotFound
from portal.language.i18n import gettext, language


class LevelWords(NamedTuple):
    """A level that a coach can choose, and what it means for the rows of a step."""

    value: str
    title: str
    meaning: str


class RatedStep(NamedTuple):
    """A step with its word, the comments written on it, and its word of the round before."""

    number: int
    title: str
    rows: int
    drafts: int
    level: str
    levels: tuple[LevelWords, ...]
    before: str


class ShownWords(NamedTuple):
    """Words as their form shows them, with the marks of what was kept, each with its problem."""

    strength: str
    next_step: str
    note: str
    version: int
    was: str
    problems: tuple[str, ...] = ("", "", "")


class SendingPreview(NamedTuple):
    """What would be sent now, to whom and without whom."""

    is_shared: bool
    is_begun: bool
    drafts: int
    required: int
    listeners: tuple[str, ...]
    missing: tuple[str, ...]


class ReadRound(NamedTuple):
    """What was sent last, how the coaches stand with it, and the names of those who hear of it."""

    sent: Submission
    round: ReviewRound
    listeners: tuple[str, ...]


class NothingJoint(NotFound):
    """The joint feedback was not begun, was sent already, or is not for this coach to see yet."""


def review_page(analysis: int, form: WordsForm | None = None, problem: str = "") -> str:
    """Return the coach's page of a round: own view, what will be sent, how the others stand."""
    read = round_of(analysis)
    return render_template(
        "coaching/review.html",
        state_title=coach_title(read.sent.state, read.sent.last_action),
        **(_shared(read, read.round.mine, ReviewKind.OWN) | _tried(form, problem)),
    )


def joint_page(analysis: int, form: WordsForm | None = None, problem: str = "") -> str:
    """Return the page of the joint feedback, with what each coach said beside it; NothingJoint."""
    read = round_of(analysis)
    if read.round.joint is None or not read.round.is_handed_in:
        raise NothingJoint
    return render_template(
        "coaching/joint.html",
        **(_shared(read, read.round.joint, ReviewKind.JOINT) | _tried(form, problem)),
    )


def round_of(analysis: int) -> ReadRound:
    """Return what was sent last and how the coaches stand with it."""
    (sent, people), me = submitted_with_people(analysis), entry.visitor().id
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


def _shared(read: ReadRound, view: View | None, kind: ReviewKind) -> dict[str, Any]:
    sent, round_ = read.sent, read.round
    me, is_with_coach = entry.visitor().id, sent.state in WAITS_FOR_COACH
    authors = {me, *(one.author_id for one in round_.views)}
    drafts = [
        thread
        for thread in comments_on(sent.id).threads
        if thread.author_id in authors and thread.state == "draft"
    ]
    words = view.words if view else RoundWords()
    return {
        "sent": sent,
        "round": round_,
        "kind": kind,
        "drafts": drafts,
        "steps": _steps(sent, view, round_.last, drafts),
        "words": _shown(WordsForm.holding(words)),
        "titles": name_places(sent.snapshot) if drafts else {},
        "sending": _sending(read, drafts) if is_with_coach else None,
        "is_with_coach": is_with_coach,
        "me": me,
    }


def _tried(form: WordsForm | None, problem: str) -> dict[str, Any]:
    """Return what somebody tried to keep or to send instead of what is kept."""
    tried: dict[str, Any] = {"form": form, "problem": problem}
    if form is not None:
        problems = tuple(" ".join(one.errors) for one in (form.strength, form.next_step, form.text))
        tried["words"] = _shown(form)._replace(problems=problems)
    return tried


def _shown(form: WordsForm) -> ShownWords:
    version, was = form.version.data or 0, form.was.data or ""
    return ShownWords(form.words.strength, form.words.next_step, form.words.note, version, was)


def _sending(read: ReadRound, drafts: list[Thread]) -> SendingPreview:
    round_ = read.round
    return SendingPreview(
        is_shared=round_.is_shared,
        is_begun=bool(drafts or (round_.mine and round_.mine.ratings)),
        drafts=len(drafts),
        required=sum(draft.required for draft in drafts),
        listeners=read.listeners,
        missing=tuple(one.name for one in round_.missing),
    )


def _steps(
    sent: Submission, view: View | None, last: View | None, drafts: list[Thread]
) -> tuple[RatedStep, ...]:
    rubric = rubric_of(view.rubric) if view else current_rubric()
    written = Counter(draft.step for draft in drafts)
    return tuple(
        RatedStep(
            *(step.number, step.title, step.rows, written[step.number]),
            view.ratings.get(step.number, "") if view else "",
            levels_of(step.lead, rubric),
            last.title(step.number) if last else "",
        )
        for step in step_lines(sent.snapshot)
    )
