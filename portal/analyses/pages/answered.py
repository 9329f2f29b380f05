"""What is said beside a comment that somebody has just answered: that it is kept, and what next."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import request

from portal import clock, entry
from portal.analyses.heads import AnalysisHead
from portal.analyses.slots import REVIEW_SUMMARY, CommentThread, OpenQuestion
from portal.analyses.vocabulary import WRITABLE_STATES
from portal.http.request_values import whole
from portal.projects.next_steps.finding import find_next_steps
from portal.projects.next_steps.viewing import ShownStep, current_viewer, say_step
from portal.projects.next_steps.work import find_work_of
from portal.projects.slots import AnalysisWork, AnswersOwed, DraftPlace
from portal.tenancy import Side


class AnsweredComment(NamedTuple):
    """The comment that was answered, and what its reader does next."""

    id: int
    following: ShownStep | None


def read_answered(head: AnalysisHead) -> AnsweredComment | None:
    """Return the comment that this page was led to by an answer, None where none was given."""
    comment = request.args.get("answered", type=whole)
    if comment is None or entry.visitor().side != Side.MEMBER:
        return None
    review = REVIEW_SUMMARY.value.read(head, None)  # its verdict is not asked for
    return AnsweredComment(comment, say_following(head, review.questions, review.others))


def find_to_answer(shown: Iterable[CommentThread], answered: AnsweredComment | None) -> int | None:
    """Return the comment whose answer is the page's primary act, None where another act is."""
    here = entry.visitor()
    if here.side != Side.MEMBER or not here.may("comment:answer"):
        return None
    if answered and answered.following:
        return None
    return next((one.id for one in shown if one.state == "open"), None)


def say_following(
    head: AnalysisHead, questions: Sequence[OpenQuestion], others: AnswersOwed | None
) -> ShownStep | None:
    """Return what the reader does next with the comments on an analysis; None for nothing.

    `others` are those without an answer that need none: the next one is a step away.
    """
    unread = others._replace(has_replied=False) if others else None
    work = AnalysisWork(
        *(head.id, head.project_id, "", head.state, head.state_since, head.revisions),
        is_writable=head.state in WRITABLE_STATES,
        answers=AnswersOwed(len(questions), 0, questions[0].address) if questions else unread,
        place=DraftPlace(),
    )
    first = find_next_steps(find_work_of(work, None), current_viewer(), clock.today()).first
    return say_step(first) if first else None
